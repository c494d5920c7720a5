/**
 * The objective L(theta): a model and its likelihood on a sample, with scaling and penalty. Optimizers and
 * curvature matrices know the loss only through this interface; it does not say which predictor is behind it.
 *
 * Scaling (math.md section 1): "mean" has 1/N in L, g and every matrix; "sum" has none. The penalty
 * (l2/2)|theta|^2 is part of the value and the gradient in either scaling, never multiplied by N.
 */

import type { Likelihood } from '../likelihoods/likelihood.ts';

export interface Objective {
  /** D */
  readonly dimension: number;
  /** N, rows of the sample (of the mini-batch for `onRows`). */
  readonly rows: number;
  /** M, outputs of the predictor a row. */
  readonly outputs: number;
  readonly likelihood: Likelihood;
  readonly scaling: 'mean' | 'sum';
  readonly l2: number;
  /** 1/N for "mean", 1 for "sum": the weight of each row's term. */
  readonly weight: number;
  /** Whether outputs are linear in theta (then H = F and the loss is convex). */
  readonly linear: boolean;

  /** L(theta), penalty included; NaN or Infinity where it overflows. */
  value(theta: Float64Array): number;
  /** Writes the gradient, penalty included, into `out` (D) and returns L(theta). */
  gradient(theta: Float64Array, out: Float64Array): number;
  /** Writes f(x_n, theta) into `out` (N x M, row-major). */
  outputsAt(theta: Float64Array, out: Float64Array): void;
  /** Share of rows whose most likely class is the label (classifiers only). */
  accuracy(theta: Float64Array): number;
  /** 1 - residual / total sum of squares (least squares only). */
  rSquared(theta: Float64Array): number;

  /**
   * The derivatives of the outputs at theta, row by row, chunked so that memory stays bounded: the source of every
   * curvature matrix. The linearization is invalidated by the next call.
   */
  linearize(theta: Float64Array): Linearization;
  /** Product with the exact Hessian, penalty included: out = H(theta) v (forward over reverse). */
  hessianProduct(theta: Float64Array, v: Float64Array, out: Float64Array): void;
  /** The same objective on some of the rows (a mini-batch; repeated indices allowed), with 1/|rows| for "mean". */
  onRows(rows: Int32Array): Objective;
}

/** First-order information at one theta: J_n, r_n, Lambda_n for each row, and products with them. */
export interface Linearization {
  readonly theta: Float64Array;
  /** f: N x M. */
  readonly outputs: Float64Array;
  /** r_n = grad_f l_n: N x M. */
  readonly residuals: Float64Array;
  /** Writes J_n (M x D, row-major) of row n into `out`. */
  jacobian(row: number, out: Float64Array): void;
  /** out (N x M) = J v for all rows. */
  jacobianProduct(v: Float64Array, out: Float64Array): void;
  /** out (D) = sum_n J_n^T u_n for u (N x M). */
  transposedProduct(u: Float64Array, out: Float64Array): void;
  /**
   * out (D x D, row-major, both triangles) = sum_n J_n^T C_n J_n for symmetric C (N x M x M). For M = 1 this is the
   * weighted Gram matrix J^T diag(c) J, the kernel that a linear predictor's run time lives in.
   */
  gram(weights: Float64Array, out: Float64Array): void;
}
