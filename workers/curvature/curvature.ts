/**
 * One interface for every curvature matrix B(theta), whatever its structure. All include the objective's scaling;
 * Fisher, GGN and Hessian include l2 I, the empirical Fisher and the covariance do not (the optimizer efgd adds it).
 */

export interface CurvatureMatrix {
  readonly dimension: number;
  /** out = B v */
  multiply(v: Float64Array, out: Float64Array): void;
  /** The diagonal (D). */
  diagonal(): Float64Array;
  trace(): number;
  /** D x D row-major. Throws a RangeError above D = 5000. */
  toDense(): Float64Array;
  /**
   * Solves (B + damping I) x = g into `out`. Where a factorization fails, damping is raised by factors of 10 from
   * max(damping, 1e-12 trace/D), at most 30 times; throws SingularMatrixError after that.
   */
  solve(g: Float64Array, damping: number, out: Float64Array): Solved;
}

export interface Solved {
  /** The damping that succeeded. */
  readonly damping: number;
  /** How often it was raised. */
  readonly raised: number;
}

/** No damping made the matrix positive definite: the run is `failed`. */
export class SingularMatrixError extends Error {
  override readonly name = 'SingularMatrixError';
}
