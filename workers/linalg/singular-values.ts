/** Singular values and right singular vectors, to full relative precision of well-scaled problems. */

/**
 * X = U diag(values) V^T for a row-major X (rows x columns): Householder QR, then one-sided Jacobi rotations of R's
 * columns until all pairs are orthogonal to rounding.
 * @returns `values` (columns, not sorted) and `right` = V (columns x columns, row-major)
 */
export function singularValues(
  x: Float64Array,
  rows: number,
  columns: number,
): { values: Float64Array; right: Float64Array } {
  const r = triangularFactor(x, rows, columns);
  const right = new Float64Array(columns * columns);
  for (let i = 0; i < columns; i++) right[i * (columns + 1)] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false;
    for (let p = 0; p < columns; p++) {
      for (let q = p + 1; q < columns; q++) rotated = orthogonalize(r, right, columns, p, q) || rotated;
    }
    if (!rotated) break;
  }
  const values = Float64Array.from({ length: columns }, (_, j) => Math.sqrt(columnDot(r, columns, j, j)));
  return { values, right };
}

/** R (columns x columns, row-major) of X = Q R. */
function triangularFactor(x: Float64Array, rows: number, columns: number): Float64Array {
  const height = Math.max(rows, columns);
  const a = new Float64Array(height * columns);
  a.set(x.subarray(0, rows * columns));
  for (let k = 0; k < columns; k++) {
    let square = 0;
    for (let n = k; n < height; n++) square += a[n * columns + k]! ** 2;
    const length = Math.sqrt(square);
    if (length === 0) continue;
    const pivot = a[k * columns + k]!;
    const alpha = pivot > 0 ? -length : length;
    // v = column - alpha e_k, whose squared length is 2 length (length + |pivot|).
    a[k * columns + k] = pivot - alpha;
    const scale = 1 / (length * (length + Math.abs(pivot)));
    for (let j = k + 1; j < columns; j++) {
      let dot = 0;
      for (let n = k; n < height; n++) dot += a[n * columns + k]! * a[n * columns + j]!;
      for (let n = k; n < height; n++) a[n * columns + j]! -= scale * dot * a[n * columns + k]!;
    }
    a[k * columns + k] = alpha;
    for (let n = k + 1; n < height; n++) a[n * columns + k] = 0;
  }
  return a.slice(0, columns * columns);
}

/** Rotates columns p and q of `a` (and of V) until orthogonal; false where they were. */
function orthogonalize(a: Float64Array, v: Float64Array, n: number, p: number, q: number): boolean {
  const pp = columnDot(a, n, p, p);
  const qq = columnDot(a, n, q, q);
  const pq = columnDot(a, n, p, q);
  if (pq === 0 || Math.abs(pq) <= 1e-15 * Math.sqrt(pp * qq)) return false;
  const tau = (qq - pp) / (2 * pq);
  const t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = c * t;
  for (const matrix of [a, v]) {
    for (let i = 0; i < n; i++) {
      const left = matrix[i * n + p]!;
      const right = matrix[i * n + q]!;
      matrix[i * n + p] = c * left - s * right;
      matrix[i * n + q] = s * left + c * right;
    }
  }
  return true;
}

function columnDot(a: Float64Array, n: number, p: number, q: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i * n + p]! * a[i * n + q]!;
  return sum;
}
