/** Products of two dense row-major matrices, in the three layouts that a multi-layer perceptron needs. */

import { acceleratedProduct } from './accelerated/product.ts';

/** C (m x n) = A (m x k) B^T, B (n x k): dot products of rows. */
export function productWithTransposed(
  a: Float64Array,
  b: Float64Array,
  m: number,
  n: number,
  k: number,
  c: Float64Array,
): void {
  const left = { values: a, length: m * k, row: k, column: 1 };
  const right = { values: b, length: n * k, row: 1, column: k };
  if (acceleratedProduct(m, n, k, left, right, c, false)) return;
  for (let i = 0; i < m; i++) {
    const ai = i * k;
    let j = 0;
    for (; j + 4 <= n; j += 4) {
      const b0 = j * k;
      const b1 = b0 + k;
      const b2 = b1 + k;
      const b3 = b2 + k;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let p = 0; p < k; p++) {
        const x = a[ai + p]!;
        s0 += x * b[b0 + p]!;
        s1 += x * b[b1 + p]!;
        s2 += x * b[b2 + p]!;
        s3 += x * b[b3 + p]!;
      }
      c[i * n + j] = s0;
      c[i * n + j + 1] = s1;
      c[i * n + j + 2] = s2;
      c[i * n + j + 3] = s3;
    }
    for (; j < n; j++) {
      let s = 0;
      for (let p = 0; p < k; p++) s += a[ai + p]! * b[j * k + p]!;
      c[i * n + j] = s;
    }
  }
}

/** C (m x n) = A (m x k) B (k x n), C new unless given. */
export function matrixProduct(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  c = new Float64Array(m * n),
): Float64Array {
  const left = { values: a, length: m * k, row: k, column: 1 };
  const right = { values: b, length: k * n, row: n, column: 1 };
  if (!acceleratedProduct(m, n, k, left, right, c, false)) {
    c.fill(0, 0, m * n);
    addProduct(a, b, m, k, n, c);
  }
  return c;
}

/** C (m x n) += A (m x k) B (k x n) */
export function addProduct(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  c: Float64Array,
): void {
  const left = { values: a, length: m * k, row: k, column: 1 };
  const right = { values: b, length: k * n, row: n, column: 1 };
  if (acceleratedProduct(m, n, k, left, right, c, true)) return;
  for (let i = 0; i < m; i++) {
    const ci = i * n;
    let p = 0;
    for (; p + 4 <= k; p += 4) {
      const at = i * k + p;
      addFourRows(a[at]!, a[at + 1]!, a[at + 2]!, a[at + 3]!, b, p * n, n, c, ci);
    }
    for (; p < k; p++) {
      const x = a[i * k + p]!;
      const bp = p * n;
      for (let j = 0; j < n; j++) c[ci + j]! += x * b[bp + j]!;
    }
  }
}

/** C (m x n) += A^T B, A (k x m), B (k x n): the sum over rows of outer products. */
export function addTransposedProduct(
  a: Float64Array,
  b: Float64Array,
  k: number,
  m: number,
  n: number,
  c: Float64Array,
): void {
  const left = { values: a, length: k * m, row: 1, column: m };
  const right = { values: b, length: k * n, row: n, column: 1 };
  if (acceleratedProduct(m, n, k, left, right, c, true)) return;
  let p = 0;
  for (; p + 4 <= k; p += 4) {
    for (let i = 0; i < m; i++) {
      const at = p * m + i;
      addFourRows(a[at]!, a[at + m]!, a[at + 2 * m]!, a[at + 3 * m]!, b, p * n, n, c, i * n);
    }
  }
  for (; p < k; p++) {
    const bp = p * n;
    for (let i = 0; i < m; i++) {
      const x = a[p * m + i]!;
      const ci = i * n;
      for (let j = 0; j < n; j++) c[ci + j]! += x * b[bp + j]!;
    }
  }
}

/** c[ci ..] += x0 b[row 0] + x1 b[row 1] + x2 b[row 2] + x3 b[row 3], rows of n from `from` on. */
function addFourRows(
  x0: number,
  x1: number,
  x2: number,
  x3: number,
  b: Float64Array,
  from: number,
  n: number,
  c: Float64Array,
  ci: number,
): void {
  const b1 = from + n;
  const b2 = b1 + n;
  const b3 = b2 + n;
  for (let j = 0; j < n; j++) {
    c[ci + j]! += x0 * b[from + j]! + x1 * b[b1 + j]! + x2 * b[b2 + j]! + x3 * b[b3 + j]!;
  }
}
