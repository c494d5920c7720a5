/**
 * The way from plain arrays to the kernels: operands are copied into the arena, results out of it, where the work is
 * large enough to pay for that. Each function says whether it did the work; where not, the caller's own loops do.
 */

import { activeKernels, activeTeam, isStreamed, keptCopy, packedPanels } from '../kernels/active.ts';
import { LANES, padded, PANEL, tileLength, type Kernels } from '../kernels/kernels.ts';
import { rowsOfStreamedPart } from './shared-work.ts';
import { runParts } from './team.ts';

/** Multiplications below which copying costs more than it saves. */
const worthwhile = 8192;
/** Groups of four right-hand sides that one pass over a factor serves: more would leave the second-level cache. */
const groupsTogether = 8;
/** Multiplications from which on a product is shared among threads: half a millisecond of work. */
const worthSharing = 6e6;

/** out (rows) = X v */
export function acceleratedMultiply(
  x: Float64Array,
  rows: number,
  columns: number,
  v: Float64Array,
  out: Float64Array,
): boolean {
  const kernels = activeKernels();
  if (kernels === null || rows * columns < worthwhile) return false;
  const panels = packedPanels(x, rows, columns);
  if (panels === null) return streamedMultiply(kernels, x, rows, columns, v, out);
  scoped(kernels, () => {
    const vector = padding(kernels, v, columns);
    const result = kernels.arena.float64(rows);
    kernels.multiply(rows, columns, panels, vector, result);
    out.set(result);
  });
  return true;
}

/** out (columns) = X^T u */
export function acceleratedMultiplyTransposed(
  x: Float64Array,
  rows: number,
  columns: number,
  u: Float64Array,
  out: Float64Array,
): boolean {
  const kernels = activeKernels();
  if (kernels === null || rows * columns < worthwhile) return false;
  const panels = packedPanels(x, rows, columns);
  if (panels === null) return streamedTransposed(kernels, x, rows, columns, u, out);
  scoped(kernels, () => {
    const vector = kernels.arena.float64(rows);
    vector.set(u.subarray(0, rows));
    const result = kernels.arena.float64(padded(columns));
    kernels.multiplyTransposed(rows, columns, panels, vector, result);
    out.set(result.subarray(0, columns));
  });
  return true;
}

/**
 * Adds X^T diag(w) X to the lower triangle of `out`. A matrix that is not kept packed passes through block by block,
 * in a fixed order, so that no second copy of it is ever made.
 */
export function acceleratedGram(
  x: Float64Array,
  rows: number,
  columns: number,
  w: Float64Array,
  out: Float64Array,
): boolean {
  const kernels = activeKernels();
  if (kernels === null || rows * columns * columns < 4 * worthwhile) return false;
  const kept = packedPanels(x, rows, columns);
  scoped(kernels, () => {
    const { arena } = kernels;
    const weights = arena.float64(rows);
    weights.set(w.subarray(0, rows));
    const tiles =
      kept === null
        ? streamedGram(kernels, x, rows, columns, weights)
        : packedGram(kernels, kept, rows, columns, weights);
    const dense = arena.float64(columns * columns);
    kernels.tilesToDense(columns, tiles, dense);
    for (let i = 0; i < columns; i++) {
      for (let at = i * columns; at <= i * columns + i; at++) out[at] = out[at]! + dense[at]!;
    }
  });
  return true;
}

function packedGram(
  kernels: Kernels,
  panels: Float64Array,
  rows: number,
  columns: number,
  weights: Float64Array,
): Float64Array {
  const tiles = kernels.arena.float64(tileLength(columns));
  const team = activeTeam();
  if (team === null || rows * columns * columns < 2 * worthSharing) {
    kernels.gram(rows, columns, panels, weights, tiles, false);
  } else {
    team.run({ kind: 'gram', rows, columns, panels, weights, tiles }, padded(columns) / PANEL);
  }
  return tiles;
}

/** Parts of the rows are summed apart and then added up in order. */
function streamedGram(
  kernels: Kernels,
  x: Float64Array,
  rows: number,
  columns: number,
  weights: Float64Array,
): Float64Array {
  const rowsOfPart = rowsOfStreamedPart(rows, columns);
  const parts = Math.ceil(rows / rowsOfPart);
  const size = tileLength(columns);
  const partials = kernels.arena.float64(parts * size);
  const team = x.buffer instanceof SharedArrayBuffer ? activeTeam() : null;
  const work = { kind: 'streamed-gram', x, rows, columns, weights, rowsOfPart, partials } as const;
  runParts(kernels, team, work, parts);
  return addUp(partials, parts, size);
}

/** The first of `parts` vectors that stand one after the other, with all others added to it. */
function addUp(partials: Float64Array, parts: number, length: number): Float64Array {
  const sum = partials.subarray(0, length);
  for (let at = length, i = 0; at < parts * length; at++, i = i + 1 === length ? 0 : i + 1) {
    sum[i] = sum[i]! + partials[at]!;
  }
  return sum;
}

/** Worth while for threads alone: the plain loops are as fast as memory is. */
function streamedMultiply(
  kernels: Kernels,
  x: Float64Array,
  rows: number,
  columns: number,
  v: Float64Array,
  out: Float64Array,
): boolean {
  const team = activeTeam();
  if (team === null || !isStreamed(x)) return false;
  scoped(kernels, () => {
    const [vector, result] = [padding(kernels, v, columns), kernels.arena.float64(rows)];
    const rowsOfPart = rowsOfStreamedPart(rows, columns);
    const work = { kind: 'streamed-multiply', x, rows, columns, v: vector, out: result, rowsOfPart } as const;
    team.run(work, Math.ceil(rows / rowsOfPart));
    out.set(result);
  });
  return true;
}

/** In parts also without a team, so that the sum has the same order. */
function streamedTransposed(
  kernels: Kernels,
  x: Float64Array,
  rows: number,
  columns: number,
  u: Float64Array,
  out: Float64Array,
): boolean {
  if (!isStreamed(x)) return false;
  scoped(kernels, () => {
    const vector = kernels.arena.float64(rows);
    vector.set(u.subarray(0, rows));
    const rowsOfPart = rowsOfStreamedPart(rows, columns);
    const parts = Math.ceil(rows / rowsOfPart);
    const partials = kernels.arena.float64(parts * columns);
    const work = { kind: 'streamed-transposed', x, rows, columns, u: vector, rowsOfPart, partials } as const;
    runParts(kernels, activeTeam(), work, parts);
    out.set(addUp(partials, parts, columns));
  });
  return true;
}

/** Overwrites the lower triangle of `a` (n x n) by its Cholesky factor; null: not done here. */
export function acceleratedCholesky(a: Float64Array, n: number): boolean | null {
  const kernels = activeKernels();
  if (kernels === null || n * n * n < worthwhile) return null;
  return scoped(kernels, () => {
    const { dense, tiles, reciprocals } = inTiles(kernels, a, n);
    if (kernels.cholesky(n, tiles, tiles, reciprocals, 0) !== 0) return false;
    if (hasInfinitePivot(reciprocals, n)) return false;
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
    if (hasInfinitePivot(reciprocals, n)) return false;
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

/** A pivot of Infinity is not a positive finite number: its reciprocal is 0. */
function hasInfinitePivot(reciprocals: Float64Array, n: number): boolean {
  return reciprocals.subarray(0, n).includes(0);
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

export interface Operand {
  readonly values: Float64Array;
  /** Doubles that the product reads, from the first on. */
  readonly length: number;
  readonly row: number;
  readonly column: number;
}

/** C (m x n) = A B, or C += A B; operands of any strides. */
export function acceleratedProduct(
  m: number,
  n: number,
  k: number,
  a: Operand,
  b: Operand,
  c: Float64Array,
  accumulate: boolean,
): boolean {
  const kernels = activeKernels();
  if (kernels === null || m * n * k < 4 * worthwhile || Math.min(m, n) < PANEL) return false;
  const [keptLeft, keptRight] = [keptCopy(a.values), keptCopy(b.values)];
  scoped(kernels, () => {
    const placed = ({ values, length, row, column }: Operand, kept: Float64Array | null) => {
      if (kept !== null) return { values: kept, row, column };
      const copy = kernels.arena.float64(length);
      copy.set(values.subarray(0, length));
      return { values: copy, row, column };
    };
    const result = kernels.arena.float64(m * n);
    if (accumulate) result.set(c.subarray(0, m * n));
    const [left, right] = [placed(a, keptLeft), placed(b, keptRight)];
    const team = activeTeam();
    if (team === null || m * n * k < worthSharing) {
      kernels.product(m, n, k, left, right, result, accumulate);
    } else {
      // One part a thread, as each packs B anew; a row of C is the same whatever rows it is computed with.
      const rowsOfPart = PANEL * Math.ceil(m / team.threads / PANEL);
      const work = {
        kind: 'product',
        m,
        n,
        k,
        a: left,
        b: right,
        c: result,
        accumulate,
        rowsOfPart,
      } as const;
      team.run(work, Math.ceil(m / rowsOfPart));
    }
    c.set(result);
  });
  return true;
}

/** Replaces every entry of x by the function of it. */
export function acceleratedMap(name: 'sigmoid' | 'softplus' | 'tanh', x: Float64Array): boolean {
  const kernels = activeKernels();
  if (kernels === null || x.length < 64) return false;
  scoped(kernels, () => {
    const values = kernels.arena.float64(x.length);
    values.set(x);
    kernels[name](values, values);
    x.set(values);
  });
  return true;
}

function scoped<T>({ arena }: Kernels, work: () => T): T {
  const mark = arena.mark();
  try {
    return work();
  } finally {
    arena.release(mark);
  }
}

function padding(kernels: Kernels, v: Float64Array, length: number): Float64Array {
  const vector = kernels.arena.float64(padded(length)).fill(0);
  vector.set(v.subarray(0, length));
  return vector;
}
