/**
 * One interface for every curvature matrix B(theta), whatever its structure. All include the objective's scaling;
 * Fisher, GGN and Hessian include l2 I, the empirical Fisher and the covariance do not (the optimizer efgd adds it).
 */

import { LabError } from '#contract/errors.ts';
import { largestFullMatrix } from '#contract/support.ts';

export interface CurvatureMatrix {
  readonly dimension: number;
  /** out = B v */
  multiply(v: Float64Array, out: Float64Array): void;
  /** The diagonal (D). */
  diagonal(): Float64Array;
  trace(): number;
  /** D x D row-major. Throws a LabError `too-large` above D = 5000. */
  toDense(): Float64Array;
  /**
   * Solves (B + damping I) x = g into `out` (K-FAC: with the damping split over its factors; matrix-free: by
   * conjugate gradients, as far as they come). Where a factorization fails, damping is raised by factors of 10 from
   * max(damping, 1e-12 trace/D) (indefinite: `sizeOf` for the trace), at most 30 times; throws SingularMatrixError
   * after that.
   */
  solve(g: Float64Array, damping: number, out: Float64Array): Solved;
}

export interface Solved {
  /** The damping that succeeded. */
  readonly damping: number;
  /** How often it was raised. */
  readonly raised: number;
  /** Matrix-free only: how far conjugate gradients came. */
  readonly cg?: CgReport;
}

export interface CgReport {
  readonly iterations: number;
  /** |g - (B + damping I) x| / |g| */
  readonly relativeResidual: number;
  readonly converged: boolean;
}

/** No damping made the matrix positive definite: the run is `failed`. */
export class SingularMatrixError extends Error {
  override readonly name = 'SingularMatrixError';
}

/** @throws LabError `too-large` where a D x D matrix is not to be stored */
export function requireDense(dimension: number): void {
  if (dimension > largestFullMatrix) {
    throw new LabError(
      'too-large',
      `a full matrix of ${dimension} parameters is beyond the limit of ${largestFullMatrix}; ` +
        'use structure diagonal, kronecker, ekfac, low-rank or matrix-free',
    );
  }
}

/**
 * B (D x D, row-major) column by column, by products with unit vectors.
 * @throws LabError `too-large` as requireDense
 */
export function denseFromProducts(matrix: Pick<CurvatureMatrix, 'dimension' | 'multiply'>): Float64Array {
  const { dimension } = matrix;
  requireDense(dimension);
  const dense = new Float64Array(dimension * dimension);
  const unit = new Float64Array(dimension);
  for (let i = 0; i < dimension; i++) {
    unit[i] = 1;
    matrix.multiply(unit, dense.subarray(i * dimension, (i + 1) * dimension));
    unit[i] = 0;
  }
  return dense;
}
