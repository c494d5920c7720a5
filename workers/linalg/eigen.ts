/** Dense symmetric eigenproblems (ml-matrix's tridiagonal QL), for matrices up to a few hundred rows. */

import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { choleskyFactor } from './cholesky.ts';

export interface SymmetricEigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** n x n row-major, column k the unit eigenvector of values[k]. */
  readonly vectors: Float64Array;
}

/** Eigenvalues and orthonormal eigenvectors of a symmetric matrix (n x n, row-major). */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  if (a.some((entry) => !Number.isFinite(entry))) {
    return { values: new Float64Array(n).fill(NaN), vectors: new Float64Array(n * n).fill(NaN) };
  }
  // Scaled to a largest entry of 1, and entries that vanish beside it dropped: the QL iteration loses its way among
  // subnormal numbers.
  const size = a.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0) || 1;
  const scaled = a.map((entry) => (Math.abs(entry) < 1e-200 * size ? 0 : entry / size));
  const decomposition = new EigenvalueDecomposition(Matrix.from1DArray(n, n, scaled), {
    assumeSymmetric: true,
  });
  const raw = decomposition.realEigenvalues.map((value) => value * size);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => raw[i]! - raw[j]!);
  const rawVectors = decomposition.eigenvectorMatrix;
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let i = 0; i < n; i++) vectors[i * n + to] = rawVectors.get(i, from);
  });
  return { values: Float64Array.from(order, (i) => raw[i]!), vectors };
}

/** Eigenvalues of a symmetric matrix, ascending. */
export function symmetricEigenvalues(a: Float64Array, n: number): Float64Array {
  return symmetricEigen(a, n).values;
}

/**
 * Eigenvalues mu of A v = mu B v for symmetric A and positive definite B, ascending: those of L^{-1} A L^{-T}.
 * Where B is singular (its factorization fails), NaN.
 */
export function generalizedEigenvalues(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const l = b.slice();
  if (!choleskyFactor(l, n)) return new Float64Array(n).fill(NaN);
  const reduced = a.slice();
  // Rows: A <- L^{-1} A; then columns: A <- A L^{-T} (the same forward substitution along the other index).
  for (let j = 0; j < n; j++) forwardSubstitute(l, n, reduced, j, n);
  for (let i = 0; i < n; i++) forwardSubstitute(l, n, reduced, i * n, 1);
  return symmetricEigenvalues(reduced, n);
}

function forwardSubstitute(l: Float64Array, n: number, x: Float64Array, at: number, stride: number): void {
  for (let i = 0; i < n; i++) {
    let s = x[at + i * stride]!;
    for (let k = 0; k < i; k++) s -= l[i * n + k]! * x[at + k * stride]!;
    x[at + i * stride] = s / l[i * n + i]!;
  }
}
