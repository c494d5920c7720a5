/** Products with the data: X v, X^T u and X^T diag(w) X, of a matrix that is kept packed or streamed. */

import { activeKernels, activeTeam, isStreamed, packedPanels } from '../../kernels/active.ts';
import { padded, PANEL, tileLength, type Kernels } from '../../kernels/kernels.ts';
import { rowsOfStreamedPart } from '../shared-work.ts';
import { runParts } from '../team.ts';
import { scoped, worthSharing, worthwhile } from './scope.ts';

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

function padding(kernels: Kernels, v: Float64Array, length: number): Float64Array {
  const vector = kernels.arena.float64(padded(length)).fill(0);
  vector.set(v.subarray(0, length));
  return vector;
}
