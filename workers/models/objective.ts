/**
 * The objective L(theta): a model and its likelihood on a sample, with scaling and penalty. Optimizers and
 * curvature matrices know the loss only through this interface; it does not say which predictor is behind it.
 *
 * Scaling (math.md section 1): "mean" has 1/N in L, g and every matrix; "sum" has none. The penalty
 * (l2/2)|theta|^2 is part of the value and the gradient in either scaling, never multiplied by N.
 */

import type { Likelihood } from '../likelihoods/likelihood.ts';
import type { OutputFactors } from './output-factors.ts';

export interface Objective {
  /** D */
  readonly dimension: number;
  /** N, rows of the sample (of the mini-batch for `onRows`). */
  readonly rows: number;
  /** M, outputs of the predictor a row. */
  readonly outputs: number;
  readonly likelihood: Likelihood;
  /** y_n, one a row. */
  readonly target: Float64Array;
  readonly scaling: 'mean' | 'sum';
  readonly l2: number;
  /** 1/N for "mean", 1 for "sum": the weight of each row's term. */
  readonly weight: number;
  /** Whether outputs are linear in theta (then H = F and the loss is convex). */
  readonly linear: boolean;
  /** How theta divides into layers (one for a linear predictor). */
  readonly layers: readonly LayerShape[];

  /** L(theta), penalty included; NaN or Infinity where it overflows. */
  value(theta: Float64Array): number;
  /** Writes the gradient, penalty included, into `out` (D) and returns L(theta). */
  gradient(theta: Float64Array, out: Float64Array): number;
  /** Writes f(x_n, theta) into `out` (N x M, row-major). */
  outputsAt(theta: Float64Array, out: Float64Array): void;
  /** Share of rows whose most likely class is the label. Throws a TypeError unless a classifier. */
  accuracy(theta: Float64Array): number;
  /** 1 - residual / total sum of squares. Throws a TypeError unless least squares. */
  rSquared(theta: Float64Array): number;

  /**
   * The derivatives of the outputs at theta, chunked so that memory stays bounded: the source of every curvature
   * matrix. A linearization is valid until the objective is next evaluated at another theta.
   */
  linearize(theta: Float64Array): Linearization;
  /** Product with the exact Hessian, penalty included: out = H(theta) v (forward over reverse). */
  hessianProduct(theta: Float64Array, v: Float64Array, out: Float64Array): void;
  /** The same objective on some of the rows (a mini-batch; repeated indices allowed), with 1/|rows| for "mean". */
  onRows(rows: Int32Array): Objective;
}

/** Where a layer's parameters stand in theta: weights (outputs x inputs, row by row), then the biases if any. */
export interface LayerShape {
  readonly offset: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
}

/** Rows [from, to) of a backward pass. Arrays are reused by the next chunk. */
export interface LayerChunk {
  readonly from: number;
  readonly to: number;
  /** For each layer its inputs a_n, (to - from) x inputs, row-major (without the 1 of the bias). */
  readonly inputs: readonly Float64Array[];
  /** For each layer the derivative with respect to its outputs, (to - from) x outputs, row-major. */
  readonly derivatives: readonly Float64Array[];
}

/** First-order information at one theta: J_n and r_n for each row, and products with them. No scaling, no penalty. */
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
  /** out ((to - from) x D) = J_n^T u_n, row by row, for u ((to - from) x M): one-row gradients when u is r. */
  rowProducts(u: Float64Array, from: number, to: number, out: Float64Array): void;
  /**
   * out (D x D, row-major, both triangles) = sum_n J_n^T C_n J_n. For M = 1 this is the weighted Gram matrix
   * J^T diag(c) J, the kernel that a linear predictor's run time lives in.
   */
  gram(factors: OutputFactors, out: Float64Array): void;
  /** Backpropagates u (N x M) and shows, chunk by chunk in order, each layer's inputs and derivatives. */
  sweep(u: Float64Array, visit: (chunk: LayerChunk) => void): void;
  /** out (D) = sum_n sum_m u_nm Hess f_n^(m) v: the part of a Hessian product that a Gauss-Newton matrix leaves out. */
  outputHessianProduct(u: Float64Array, v: Float64Array, out: Float64Array): void;
}
