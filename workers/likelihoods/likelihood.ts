/** An exponential family p(y | f) with natural parameters f in R^M (math.md section 2). */

import type { RandomStream } from '../random.ts';

export interface Likelihood {
  readonly name: 'gaussian' | 'bernoulli' | 'categorical' | 'poisson';
  /** M */
  readonly outputs: number;

  /** -log p(y | f), constants left out as in math.md; f is f[at .. at + M). */
  value(f: Float64Array, at: number, y: number): number;
  /** r = grad_f of it, written to out[outAt .. outAt + M). */
  residual(f: Float64Array, at: number, y: number, out: Float64Array, outAt: number): void;
  /** Lambda = Hess_f of it (M x M row-major; does not depend on y), written to out[outAt ..). */
  curvature(f: Float64Array, at: number, out: Float64Array, outAt: number): void;
  /** A draw from p(. | f). */
  sample(f: Float64Array, at: number, random: RandomStream): number;
  /** The most likely y (lowest class at a tie; Poisson: floor of the mean; Gaussian: f). */
  mode(f: Float64Array, at: number): number;
}
