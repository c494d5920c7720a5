/**
 * Large products cut into parts that several threads can do (team.ts). What the parts are depends on the shapes alone,
 * and each part is computed in one order, so that the results are the same bits on any number of threads.
 */

import { LANES, padded, panelLength, tileLength, type Kernels, type Strided } from '../kernels/kernels.ts';
import { multiply, multiplyTransposed } from './dense.ts';

/** Operands are in shared memory: the data's, or the arena of the thread that owns the work. */
export type SharedWork =
  /** X^T diag(w) X of packed X: part p is row of tiles number (parts - 1 - p), the dearest first. */
  | {
      readonly kind: 'gram';
      readonly rows: number;
      readonly columns: number;
      readonly panels: Float64Array;
      readonly weights: Float64Array;
      readonly tiles: Float64Array;
    }
  /** The same of an X that is streamed: part p sums its own rows into partials[p], in row tiles. */
  | (Streamed & { readonly kind: 'streamed-gram'; readonly weights: Float64Array })
  /** X v: part p is its own rows of `out`. */
  | (Omit<Streamed, 'partials'> & {
      readonly kind: 'streamed-multiply';
      readonly v: Float64Array;
      readonly out: Float64Array;
    })
  /** X^T u: part p sums its own rows into partials[p]. */
  | (Streamed & { readonly kind: 'streamed-transposed'; readonly u: Float64Array })
  /** Groups of four right-hand sides of a Cholesky factor: part p is its own groups of `lanes`. */
  | {
      readonly kind: 'solve';
      readonly n: number;
      readonly lower: Float64Array;
      readonly reciprocals: Float64Array;
      readonly lanes: Float64Array;
      readonly groupsOfPart: number;
    }
  /** C = A B (+ C): part p is its own rows of C. */
  | {
      readonly kind: 'product';
      readonly m: number;
      readonly n: number;
      readonly k: number;
      readonly a: Strided;
      readonly b: Strided;
      readonly c: Float64Array;
      readonly accumulate: boolean;
      readonly rowsOfPart: number;
    };

interface Streamed {
  /** rows x columns, row-major. */
  readonly x: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly rowsOfPart: number;
  readonly partials: Float64Array;
}

/** Rows of a streamed matrix packed at a time. */
const packedRows = 256;
const mostParts = 32;

/** Rows of a part of a streamed matrix: whole packings, and partial sums that take a quarter of the data at most. */
export function rowsOfStreamedPart(rows: number, columns: number): number {
  const parts = Math.max(1, Math.min(mostParts, Math.floor(rows / (4 * columns))));
  return packedRows * Math.ceil(rows / parts / packedRows);
}

/** Bytes of scratch memory that a part needs beside its operands. */
export function scratchOf(work: SharedWork): number {
  switch (work.kind) {
    case 'streamed-gram':
      return 8 * (packedRows * work.columns + panelLength(packedRows, work.columns) + packedRows);
    case 'product':
      return 8 * packedRows * padded(work.n);
    default:
      return 0;
  }
}

/** Does one part with these kernels, whose arena is left as it was. */
export function doPart(kernels: Kernels, work: SharedWork, part: number): void {
  switch (work.kind) {
    case 'gram': {
      const { rows, columns, panels, weights, tiles } = work;
      const last = padded(columns) / 4 - part;
      kernels.gram(rows, columns, panels, weights, tiles, false, { from: last - 1, to: last });
      return;
    }
    case 'streamed-gram':
      return streamedGram(kernels, work, part);
    case 'streamed-multiply': {
      const { x, columns, v, out } = work;
      const { from, to } = rowsOf(work, part);
      multiply(x.subarray(from * columns, to * columns), to - from, columns, v, out.subarray(from, to));
      return;
    }
    case 'streamed-transposed': {
      const { x, columns, u, partials } = work;
      const { from, to } = rowsOf(work, part);
      const partial = partials.subarray(part * columns, (part + 1) * columns);
      multiplyTransposed(
        x.subarray(from * columns, to * columns),
        to - from,
        columns,
        u.subarray(from, to),
        partial,
      );
      return;
    }
    case 'solve': {
      const { n, lower, reciprocals, lanes, groupsOfPart } = work;
      const size = groupsOfPart * LANES * padded(n);
      const own = lanes.subarray(part * size, (part + 1) * size);
      kernels.solveCholeskyLanes(n, lower, reciprocals, own);
      return;
    }
    case 'product': {
      const { m, n, k, a, b, c, accumulate, rowsOfPart } = work;
      const from = part * rowsOfPart;
      const count = Math.min(rowsOfPart, m - from);
      const rows = { ...a, values: a.values.subarray(from * a.row) };
      kernels.product(count, n, k, rows, b, c.subarray(from * n), accumulate);
    }
  }
}

function rowsOf({ rows, rowsOfPart }: Pick<Streamed, 'rows' | 'rowsOfPart'>, part: number) {
  return { from: part * rowsOfPart, to: Math.min(rows, (part + 1) * rowsOfPart) };
}

function streamedGram(
  kernels: Kernels,
  work: Extract<SharedWork, { kind: 'streamed-gram' }>,
  part: number,
): void {
  const { x, columns, weights, partials } = work;
  const { arena } = kernels;
  const mark = arena.mark();
  const source = arena.float64(packedRows * columns);
  const panels = arena.float64(panelLength(packedRows, columns));
  const scales = arena.float64(packedRows);
  const size = tileLength(columns);
  const tiles = partials.subarray(part * size, (part + 1) * size);
  const { from, to } = rowsOf(work, part);
  for (let at = from; at < to; at += packedRows) {
    const count = Math.min(packedRows, to - at);
    source.set(x.subarray(at * columns, (at + count) * columns));
    scales.set(weights.subarray(at, at + count));
    kernels.packPanels(count, columns, source, panels);
    kernels.gram(count, columns, panels, scales, tiles, at > from);
  }
  arena.release(mark);
}
