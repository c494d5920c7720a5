/** Dense symmetric eigenproblems (ml-matrix's tridiagonal QL), for matrices up to a few hundred rows. */

import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { transpose } from './dense.ts';
import { matrixProduct } from './gemm.ts';

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

/** Eigenvalues of the scaled B below this share of the largest count as 0. */
const rangeTolerance = 1e-12;

/**
 * Eigenvalues mu of A v = mu B v for symmetric A and positive semi-definite B, ascending, on the range of B: as many
 * as its numerical rank. B is scaled to a diagonal of ones first, so that the units of the parameters do not decide
 * its rank. For B = U diag(d) U^T they are the eigenvalues of D^{-1/2} U^T A U D^{-1/2}.
 */
export function generalizedEigenvalues(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(b[i * (n + 1)]! || 1));
  const scaled = (m: Float64Array) =>
    m.map((entry, at) => entry * scale[Math.floor(at / n)]! * scale[at % n]!);
  const { values, vectors } = symmetricEigen(scaled(b), n);
  const kept = Array.from({ length: n }, (_, k) => k).filter(
    (k) => !(values[k]! <= rangeTolerance * values[n - 1]!),
  );
  const rank = kept.length;
  if (rank === 0) return new Float64Array(0);
  const whitening = new Float64Array(n * rank);
  kept.forEach((k, to) => {
    for (let i = 0; i < n; i++) whitening[i * rank + to] = vectors[i * n + k]! / Math.sqrt(values[k]!);
  });
  const half = matrixProduct(scaled(a), whitening, n, n, rank);
  return symmetricEigenvalues(matrixProduct(transpose(whitening, n, rank), half, rank, n, rank), rank);
}
