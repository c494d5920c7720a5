/**
 * The GGN of the split a(b) = -log b, b_n = p(y_n | f_n) (Eq. 10 and 14) by its own formula: the outer derivative
 * a"(b) = 1/b^2, the inner one by differentiating the probability. It never uses the residual, so that its equality
 * with the empirical Fisher (footnote 3) is something to be seen, not assumed.
 */

import type { Likelihood } from '../likelihoods/likelihood.ts';
import type { OutputFactors } from '../models/output-factors.ts';

/**
 * One column a row: sqrt(a"(b)) db/df = (db/df)/b.
 * @param f N x M outputs
 * @param y labels
 */
export function probabilitySplitFactors(
  likelihood: Likelihood,
  f: Float64Array,
  y: Float64Array,
): OutputFactors {
  const m = likelihood.outputs;
  const slopes = slopesOf(likelihood);

  function column(_k: number, from: number, to: number, out: Float64Array): void {
    for (let n = from; n < to; n++) {
      const slope = out.subarray((n - from) * m, (n - from + 1) * m);
      const b = slopes(f.subarray(n * m, (n + 1) * m), y[n]!, slope);
      for (let c = 0; c < m; c++) slope[c]! /= b;
    }
  }

  function weights(from: number, to: number, out: Float64Array): void {
    const s = new Float64Array((to - from) * m);
    column(0, from, to, s);
    for (let n = 0; n < to - from; n++) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) out[(n * m + i) * m + j] = s[n * m + i]! * s[n * m + j]!;
      }
    }
  }

  return { count: 1, column, weights };
}

/** Writes db/df of one row and returns b, both over a constant where b itself would underflow (it drops out). */
type Slopes = (f: Float64Array, y: number, slope: Float64Array) => number;

const smallest = 1e-300;

function slopesOf(likelihood: Likelihood): Slopes {
  const kept = (b: number) => (b > smallest && b < 1 / smallest ? b : 1);
  switch (likelihood.name) {
    case 'gaussian': {
      const precision = new Float64Array(1);
      likelihood.curvature(precision, 0, 1, precision);
      const lambda = precision[0]!;
      // b = exp(-Lambda (f - y)^2 / 2) up to a constant
      return (f, y, slope) => {
        const b = kept(Math.exp((-lambda * (f[0]! - y) ** 2) / 2));
        slope[0] = b * lambda * (y - f[0]!);
        return b;
      };
    }
    case 'bernoulli':
      // b = 1/(1 + e^t), t = -f for y = 1 and f for y = 0. Above t = 0 both are over e^-t.
      return (f, y, slope) => {
        const sign = y === 1 ? 1 : -1;
        const t = -sign * f[0]!;
        const u = Math.exp(-Math.abs(t));
        slope[0] = (sign * (t > 0 ? 1 : u)) / (1 + u) ** 2;
        return 1 / (1 + u);
      };
    case 'categorical':
      // b = p_y, db/df_c = p_y (1[c = y] - p_c)
      return (f, y, slope) => {
        const top = Math.max(...f);
        const total = f.reduce((sum, fc) => sum + Math.exp(fc - top), 0);
        const b = kept(Math.exp(f[y]! - top) / total);
        for (let c = 0; c < f.length; c++) {
          slope[c] = b * ((c === y ? 1 : 0) - Math.exp(f[c]! - top) / total);
        }
        return b;
      };
    case 'poisson':
      // b = exp(y f - e^f) up to a constant
      return (f, y, slope) => {
        const mean = Math.exp(f[0]!);
        const b = kept(Math.exp(y * f[0]! - mean));
        slope[0] = b * (y - mean);
        return b;
      };
  }
}
