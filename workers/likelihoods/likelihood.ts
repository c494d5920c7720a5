/**
 * An exponential family p(y | f) with natural parameters f in R^M (math.md section 2). Everything is over rows
 * [from, to) of an N x M array of outputs, so that the loops live inside the likelihood and nothing is allocated.
 */

import type { RandomStream } from '../random.ts';

export interface Likelihood {
  readonly name: 'gaussian' | 'bernoulli' | 'categorical' | 'poisson';
  /** M */
  readonly outputs: number;

  /** Sum over the rows of -log p(y_n | f_n), constants left out as in math.md. */
  value(f: Float64Array, y: Float64Array, from: number, to: number): number;
  /** r_n = grad_f of it, written to the same rows of `out` (N x M). */
  residual(f: Float64Array, y: Float64Array, from: number, to: number, out: Float64Array): void;
  /** Lambda_n = Hess_f of it (does not depend on y), written to the same rows of `out` (N x M x M). */
  curvature(f: Float64Array, from: number, to: number, out: Float64Array): void;
  /**
   * Column k (0 <= k < M) of a square root of Lambda: sum_k s_nk s_nk^T = Lambda_n, with s_nk written to the same
   * rows of `out` (N x M).
   */
  curvatureRoot(f: Float64Array, k: number, from: number, to: number, out: Float64Array): void;
  /** A draw from p(. | f_row). */
  sample(f: Float64Array, row: number, random: RandomStream): number;
  /** The most likely y (lowest class at a tie; Poisson: floor of the mean; Gaussian: f). */
  mode(f: Float64Array, row: number): number;
}
