/**
 * A prediction function f(x, theta) on the rows of a design: outputs and their derivatives. Products refer to the
 * theta of the last `forward`. Likelihood, scaling and penalty are none of its business (predictor-objective.ts).
 */

import type { LayerChunk, LayerShape } from './objective.ts';
import type { OutputFactors } from './output-factors.ts';

export interface Predictor {
  /** D */
  readonly dimension: number;
  /** N */
  readonly rows: number;
  /** M */
  readonly outputs: number;
  /** Whether f is linear in theta. */
  readonly linear: boolean;
  readonly layers: readonly LayerShape[];

  /** Writes f(x_n, theta) into `out` (N x M) and makes theta the point of the products below. */
  forward(theta: Float64Array, out: Float64Array): void;
  /** out (N x M) = J v */
  jacobianProduct(v: Float64Array, out: Float64Array): void;
  /** out (D) = sum_n J_n^T u_n for u (N x M) */
  transposedProduct(u: Float64Array, out: Float64Array): void;
  /** out ((to - from) x D) = J_n^T u_n row by row, for u ((to - from) x M) */
  rowProducts(u: Float64Array, from: number, to: number, out: Float64Array): void;
  /** out (D x D, both triangles) = sum_n J_n^T C_n J_n */
  gram(factors: OutputFactors, out: Float64Array): void;
  /** Backpropagates u (N x M) and shows, chunk by chunk, each layer's inputs and derivatives. */
  sweep(u: Float64Array, visit: (chunk: LayerChunk) => void): void;
  /**
   * The tangent in direction v of theta -> sum_n J_n^T u_n when u (N x M) itself moves by du:
   * out (D) = sum_n (J_n^T du_n + sum_m u_nm Hess f_n^(m) v). Forward over reverse.
   */
  transposedTangent(u: Float64Array, du: Float64Array, v: Float64Array, out: Float64Array): void;
  /** The same predictor on some of the rows (repeats allowed). */
  onRows(rows: Int32Array): Predictor;
}
