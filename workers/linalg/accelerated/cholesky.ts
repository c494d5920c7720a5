/** Cholesky factorizations and solves in the kernels' layout. */

import { activeKernels, activeTeam } from '../../kernels/active.ts';
import { LANES, padded, tileLength, type Kernels } from '../../kernels/kernels.ts';
import { runParts } from '../team.ts';
import { scoped, worthSharing, worthwhile } from './scope.ts';

/** Groups of four right-hand sides that one pass over a factor serves: more would leave the second-level cache. */
const groupsTogether = 8;

/** Overwrites the lower triangle of `a` (n x n) by its Cholesky factor; null: not done here. */
export function acceleratedCholesky(a: Float64Array, n: number): boolean | null {
  const kernels = activeKernels();
  if (kernels === null || n * n * n < worthwhile) return null;
  return scoped(kernels, () => {
    const { dense, tiles, reciprocals } = inTiles(kernels, a, n);
    if (kernels.cholesky(n, tiles, tiles, reciprocals, 0) !== 0) return false;
    kernels.tilesToDense(n, tiles, dense);
    for (let i = 0; i < n; i++) a.set(dense.subarray(i * n, i * n + i + 1), i * n);
    return true;
  });
}

/**
 * Solves (A + damping I) x = b in place for each row b of `rows` (count x n), from A's lower triangle (n x n). The
 * factor never leaves the kernels' layout. Returns false where the matrix is not positive definite (`rows` are then
 * as they were); null: not done here.
 */
export function acceleratedDampedSolve(
  a: Float64Array,
  n: number,
  damping: number,
  rows: Float64Array,
  count: number,
): boolean | null {
  const kernels = activeKernels();
  if (kernels === null || n * n * Math.max(n, count) < worthwhile || count < LANES) return null;
  return scoped(kernels, () => {
    const { tiles, reciprocals } = inTiles(kernels, a, n);
    if (kernels.cholesky(n, tiles, tiles, reciprocals, damping) !== 0) return false;
    const team = n * n * count < worthSharing ? null : activeTeam();
    const groups = Math.ceil(count / LANES);
    const parts = Math.max(Math.ceil(groups / groupsTogether), Math.min(groups, team?.threads ?? 1));
    const lanes = toLanes(kernels, n, rows, count);
    const groupsOfPart = Math.ceil(groups / parts);
    const work = { kind: 'solve', n, lower: tiles, reciprocals, lanes, groupsOfPart } as const;
    runParts(kernels, team, work, Math.ceil(groups / groupsOfPart));
    fromLanes(n, lanes, rows, count);
    return true;
  });
}

/** Rows (count x n) as right-hand sides four by four: x[4i + lane] of each group, padded with zeros. */
function toLanes({ arena }: Kernels, n: number, rows: Float64Array, count: number): Float64Array {
  const lanes = arena.float64(LANES * Math.ceil(count / LANES) * padded(n)).fill(0);
  for (let r = 0, row = 0; r < count; r++) {
    for (let i = 0, to = laneStart(r, n); i < n; i++, to += LANES) lanes[to] = rows[row++]!;
  }
  return lanes;
}

function fromLanes(n: number, lanes: Float64Array, rows: Float64Array, count: number): void {
  for (let r = 0, row = 0; r < count; r++) {
    for (let i = 0, at = laneStart(r, n); i < n; i++, at += LANES) rows[row++] = lanes[at]!;
  }
}

function laneStart(r: number, n: number): number {
  return Math.floor(r / LANES) * LANES * padded(n) + (r % LANES);
}

/** A row-major matrix in the arena, its lower triangle in row tiles, and room for reciprocals of a diagonal. */
function inTiles(kernels: Kernels, a: Float64Array, n: number) {
  const { arena } = kernels;
  const dense = arena.float64(n * n);
  dense.set(a.subarray(0, n * n));
  const tiles = arena.float64(tileLength(n));
  kernels.denseToTiles(n, dense, tiles);
  return { dense, tiles, reciprocals: arena.float64(padded(n)) };
}
