/** Products with a sparse matrix X in compressed rows (see SparseDesign). */

import type { SparseDesign } from '../data/problem.ts';

/** out (rows) = X v */
export function multiplySparse(x: SparseDesign, v: Float64Array, out: Float64Array): void {
  const { rowStart, columnIndex, values } = x;
  for (let n = 0; n < x.rows; n++) {
    const end = rowStart[n + 1]!;
    let sum = 0;
    for (let k = rowStart[n]!; k < end; k++) sum += values[k]! * v[columnIndex[k]!]!;
    out[n] = sum;
  }
}

/** out (columns) = X^T u */
export function multiplySparseTransposed(x: SparseDesign, u: Float64Array, out: Float64Array): void {
  const { rowStart, columnIndex, values } = x;
  out.fill(0, 0, x.columns);
  for (let n = 0; n < x.rows; n++) {
    const end = rowStart[n + 1]!;
    const un = u[n]!;
    for (let k = rowStart[n]!; k < end; k++) out[columnIndex[k]!]! += un * values[k]!;
  }
}

/** Adds X^T diag(w) X to the lower triangle of `out` (columns x columns, row-major); columns ascend in each row. */
export function addSparseWeightedGram(x: SparseDesign, w: Float64Array, out: Float64Array): void {
  const { rowStart, columnIndex, values, columns } = x;
  for (let n = 0; n < x.rows; n++) {
    const start = rowStart[n]!;
    const end = rowStart[n + 1]!;
    const wn = w[n]!;
    for (let k = start; k < end; k++) {
      const factor = wn * values[k]!;
      const at = columnIndex[k]! * columns;
      for (let l = start; l <= k; l++) out[at + columnIndex[l]!]! += factor * values[l]!;
    }
  }
}
