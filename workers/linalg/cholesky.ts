/** Cholesky factorization A = L L^T of a symmetric positive definite matrix, and solves with it. */

import { acceleratedCholesky, acceleratedDampedSolve } from './accelerated/cholesky.ts';

/**
 * Overwrites the lower triangle of `a` (n x n, row-major) by L; the upper triangle is neither read nor written.
 * @returns false where a pivot is not a positive finite number (`a` is then half overwritten)
 */
export function choleskyFactor(a: Float64Array, n: number): boolean {
  const accelerated = acceleratedCholesky(a, n);
  if (accelerated !== null) return accelerated;
  for (let i = 0; i < n; i++) {
    const ri = i * n;
    let j = 0;
    for (; j + 2 <= i; j += 2) {
      // Two columns of row i at once: their dot products with rows j and j + 1 share the loads of row i.
      const rj = j * n;
      const rk = rj + n;
      let s0 = a[ri + j]!;
      let s1 = a[ri + j + 1]!;
      for (let k = 0; k < j; k++) {
        const aik = a[ri + k]!;
        s0 -= aik * a[rj + k]!;
        s1 -= aik * a[rk + k]!;
      }
      const l0 = s0 / a[rj + j]!;
      a[ri + j] = l0;
      a[ri + j + 1] = (s1 - l0 * a[rk + j]!) / a[rk + j + 1]!;
    }
    for (; j < i; j++) {
      const rj = j * n;
      let s = a[ri + j]!;
      for (let k = 0; k < j; k++) s -= a[ri + k]! * a[rj + k]!;
      a[ri + j] = s / a[rj + j]!;
    }
    let pivot = a[ri + i]!;
    for (let k = 0; k < i; k++) pivot -= a[ri + k]! * a[ri + k]!;
    if (!(pivot > 0 && pivot < Infinity)) return false;
    a[ri + i] = Math.sqrt(pivot);
  }
  return true;
}

/** Solves L L^T x = b; `b` and `x` may be the same array. */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const ri = i * n;
    let s = b[i]!;
    for (let k = 0; k < i; k++) s -= l[ri + k]! * x[k]!;
    x[i] = s / l[ri + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const ri = i * n;
    const xi = x[i]! / l[ri + i]!;
    x[i] = xi;
    for (let k = 0; k < i; k++) x[k]! -= l[ri + k]! * xi;
  }
}

/**
 * Solves (A + damping I) x = b in place for each row b of `rows` (count x n, row-major), A symmetric (n x n, its lower
 * triangle is read).
 * @returns false where A + damping I is not positive definite; `rows` are then as they were
 */
export function solveDamped(
  a: Float64Array,
  n: number,
  damping: number,
  rows: Float64Array,
  count: number,
): boolean {
  const accelerated = acceleratedDampedSolve(a, n, damping, rows, count);
  if (accelerated !== null) return accelerated;
  const l = a.slice(0, n * n);
  for (let i = 0; i < n; i++) l[i * (n + 1)]! += damping;
  if (!choleskyFactor(l, n)) return false;
  for (let r = 0; r < count; r++) {
    const row = rows.subarray(r * n, (r + 1) * n);
    choleskySolve(l, n, row, row);
  }
  return true;
}

/** The inverse (n x n, symmetric, row-major) from the factor L. */
export function choleskyInverse(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    column.fill(0);
    column[j] = 1;
    choleskySolve(l, n, column, column);
    for (let i = 0; i < n; i++) inverse[i * n + j] = column[i]!;
  }
  return inverse;
}
