/** Products with a design matrix, dense or sparse: the one place that knows the difference. */

import type { Design } from '../data/problem.ts';
import { acceleratedMultiply, acceleratedMultiplyTransposed } from '../linalg/accelerated/data-products.ts';
import { addWeightedGram, multiply, multiplyTransposed } from '../linalg/dense.ts';
import { addSparseWeightedGram, multiplySparse, multiplySparseTransposed } from '../linalg/sparse.ts';

/** out (N) = X v */
export function designProduct(x: Design, v: Float64Array, out: Float64Array): void {
  if (x.kind === 'sparse') return multiplySparse(x, v, out);
  if (acceleratedMultiply(x.values, x.rows, x.columns, v, out)) return;
  multiply(x.values, x.rows, x.columns, v, out);
}

/** out (P) = X^T u */
export function designTransposedProduct(x: Design, u: Float64Array, out: Float64Array): void {
  if (x.kind === 'sparse') return multiplySparseTransposed(x, u, out);
  if (acceleratedMultiplyTransposed(x.values, x.rows, x.columns, u, out)) return;
  multiplyTransposed(x.values, x.rows, x.columns, u, out);
}

/** Adds X^T diag(w) X of the rows of `x` to the lower triangle of `out` (P x P, row-major). */
export function addDesignGram(x: Design, w: Float64Array, out: Float64Array): void {
  if (x.kind === 'dense') addWeightedGram(x.values, x.rows, x.columns, w, out);
  else addSparseWeightedGram(x, w, out);
}

/** Rows [from, to) as a view, nothing copied. */
export function designSlice(x: Design, from: number, to: number): Design {
  if (from === 0 && to === x.rows) return x;
  if (x.kind === 'dense') {
    return { ...x, rows: to - from, values: x.values.subarray(from * x.columns, to * x.columns) };
  }
  return { ...x, rows: to - from, rowStart: x.rowStart.subarray(from, to + 1) };
}

/** Rows [from, to) densely, row-major: a view of a dense design, else written to `scratch`. */
export function denseRows(x: Design, from: number, to: number, scratch: Float64Array): Float64Array {
  if (x.kind === 'dense') return x.values.subarray(from * x.columns, to * x.columns);
  const out = scratch.subarray(0, (to - from) * x.columns).fill(0);
  for (let n = from; n < to; n++) {
    const at = (n - from) * x.columns;
    for (let k = x.rowStart[n]!; k < x.rowStart[n + 1]!; k++) out[at + x.columnIndex[k]!] = x.values[k]!;
  }
  return out;
}

/** The rows with these indices (repeats allowed), copied in the given order. */
export function gatherRows(x: Design, rows: Int32Array): Design {
  if (x.kind === 'dense') {
    const values = new Float64Array(rows.length * x.columns);
    for (let i = 0; i < rows.length; i++) {
      const from = rows[i]! * x.columns;
      const to = i * x.columns;
      for (let j = 0; j < x.columns; j++) values[to + j] = x.values[from + j]!;
    }
    return { kind: 'dense', rows: rows.length, columns: x.columns, values };
  }
  const rowStart = new Uint32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    rowStart[i + 1] = rowStart[i]! + x.rowStart[rows[i]! + 1]! - x.rowStart[rows[i]!]!;
  }
  const columnIndex = new Uint32Array(rowStart[rows.length]!);
  const values = new Float64Array(rowStart[rows.length]!);
  for (let i = 0; i < rows.length; i++) {
    const from = x.rowStart[rows[i]!]!;
    const to = x.rowStart[rows[i]! + 1]!;
    columnIndex.set(x.columnIndex.subarray(from, to), rowStart[i]!);
    values.set(x.values.subarray(from, to), rowStart[i]!);
  }
  return { kind: 'sparse', rows: rows.length, columns: x.columns, rowStart, columnIndex, values };
}
