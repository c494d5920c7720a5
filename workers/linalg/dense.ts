/**
 * Products with a dense row-major matrix X (rows x columns): entry (n, j) at x[n * columns + j]. Rows are taken in
 * order, four at a time, so every sum has one fixed order.
 */

import { acceleratedGram } from './accelerated/data-products.ts';

/** out (rows) = X v */
export function multiply(
  x: Float64Array,
  rows: number,
  columns: number,
  v: Float64Array,
  out: Float64Array,
): void {
  let n = 0;
  for (; n + 4 <= rows; n += 4) {
    const at = n * columns;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < columns; j++) {
      const vj = v[j]!;
      const i = at + j;
      s0 += x[i]! * vj;
      s1 += x[i + columns]! * vj;
      s2 += x[i + 2 * columns]! * vj;
      s3 += x[i + 3 * columns]! * vj;
    }
    out[n] = s0;
    out[n + 1] = s1;
    out[n + 2] = s2;
    out[n + 3] = s3;
  }
  for (; n < rows; n++) {
    const at = n * columns;
    let s = 0;
    for (let j = 0; j < columns; j++) s += x[at + j]! * v[j]!;
    out[n] = s;
  }
}

/** out (columns) = X^T u */
export function multiplyTransposed(
  x: Float64Array,
  rows: number,
  columns: number,
  u: Float64Array,
  out: Float64Array,
): void {
  out.fill(0, 0, columns);
  let n = 0;
  for (; n + 4 <= rows; n += 4) {
    const at = n * columns;
    const u0 = u[n]!;
    const u1 = u[n + 1]!;
    const u2 = u[n + 2]!;
    const u3 = u[n + 3]!;
    for (let j = 0; j < columns; j++) {
      const i = at + j;
      out[j]! += u0 * x[i]! + u1 * x[i + columns]! + u2 * x[i + 2 * columns]! + u3 * x[i + 3 * columns]!;
    }
  }
  for (; n < rows; n++) {
    const at = n * columns;
    const un = u[n]!;
    for (let j = 0; j < columns; j++) out[j]! += un * x[at + j]!;
  }
}

/** Adds X^T diag(w) X to the lower triangle of `out` (columns x columns, row-major). */
export function addWeightedGram(
  x: Float64Array,
  rows: number,
  columns: number,
  w: Float64Array,
  out: Float64Array,
): void {
  if (acceleratedGram(x, rows, columns, w, out)) return;
  let n = 0;
  for (; n + 4 <= rows; n += 4) {
    const r0 = n * columns;
    const r1 = r0 + columns;
    const r2 = r1 + columns;
    const r3 = r2 + columns;
    const w0 = w[n]!;
    const w1 = w[n + 1]!;
    const w2 = w[n + 2]!;
    const w3 = w[n + 3]!;
    for (let i = 0; i < columns; i++) {
      const a0 = w0 * x[r0 + i]!;
      const a1 = w1 * x[r1 + i]!;
      const a2 = w2 * x[r2 + i]!;
      const a3 = w3 * x[r3 + i]!;
      const at = i * columns;
      for (let j = 0; j <= i; j++) {
        out[at + j]! += a0 * x[r0 + j]! + a1 * x[r1 + j]! + a2 * x[r2 + j]! + a3 * x[r3 + j]!;
      }
    }
  }
  for (; n < rows; n++) {
    const r = n * columns;
    for (let i = 0; i < columns; i++) {
      const a = w[n]! * x[r + i]!;
      const at = i * columns;
      for (let j = 0; j <= i; j++) out[at + j]! += a * x[r + j]!;
    }
  }
}

/** out = X^T diag(w) X (columns x columns, both triangles). */
export function weightedGram(
  x: Float64Array,
  rows: number,
  columns: number,
  w: Float64Array,
  out: Float64Array,
): void {
  out.fill(0, 0, columns * columns);
  addWeightedGram(x, rows, columns, w, out);
  mirrorLower(out, columns);
}

/** Copies the lower triangle of a square row-major matrix to its upper one. */
export function mirrorLower(a: Float64Array, n: number): void {
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
}

/** The transpose (columns x rows) of a row-major matrix. */
export function transpose(a: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j]!;
  return out;
}

/** The matrix as an array of rows, the form of the results file. */
export function toRows(a: Float64Array, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from(a.subarray(i * columns, (i + 1) * columns)));
}
