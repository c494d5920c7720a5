/** Logistic: y in {0, 1}, P(y = 1) = sigmoid(f). Nothing is clipped; small probabilities keep their digits. */

import type { RandomStream } from '../random.ts';
import type { Likelihood } from './likelihood.ts';

/** 1 / (1 + exp(-f)), to full relative precision at both ends. */
export function sigmoid(f: number): number {
  if (f >= 0) return 1 / (1 + Math.exp(-f));
  const e = Math.exp(f);
  return e / (1 + e);
}

/** log(1 + exp(f)), finite for every finite f. */
export function softplus(f: number): number {
  return (f > 0 ? f : 0) + Math.log1p(Math.exp(-Math.abs(f)));
}

export const bernoulli: Likelihood = {
  name: 'bernoulli',
  outputs: 1,
  value(f: Float64Array, y: Float64Array, from: number, to: number): number {
    let sum = 0;
    // softplus(f) - y f is softplus(-f) for y = 1: without the difference, which would cancel.
    for (let n = from; n < to; n++) sum += softplus(y[n] === 1 ? -f[n]! : f[n]!);
    return sum;
  },
  residual(f: Float64Array, y: Float64Array, from: number, to: number, out: Float64Array): void {
    // sigmoid(f) - 1 = -sigmoid(-f)
    for (let n = from; n < to; n++) out[n] = y[n] === 1 ? -sigmoid(-f[n]!) : sigmoid(f[n]!);
  },
  curvature(f: Float64Array, from: number, to: number, out: Float64Array): void {
    for (let n = from; n < to; n++) {
      const e = Math.exp(-Math.abs(f[n]!));
      out[n] = e / ((1 + e) * (1 + e));
    }
  },
  curvatureRoot(f: Float64Array, _k: number, from: number, to: number, out: Float64Array): void {
    for (let n = from; n < to; n++) {
      const e = Math.exp(-0.5 * Math.abs(f[n]!));
      out[n] = e / (1 + e * e);
    }
  },
  sample(f: Float64Array, row: number, random: RandomStream): number {
    return random.uniform() < sigmoid(f[row]!) ? 1 : 0;
  },
  mode(f: Float64Array, row: number): number {
    return f[row]! > 0 ? 1 : 0;
  },
};
