/** Logistic: y in {0, 1}, P(y = 1) = sigmoid(f). Nothing is clipped; small probabilities keep their digits. */

import { applyInPlace, sigmoid } from '../linalg/elementwise.ts';
import type { RandomStream } from '../random.ts';
import type { Likelihood } from './likelihood.ts';

export const bernoulli: Likelihood = {
  name: 'bernoulli',
  outputs: 1,
  value(f: Float64Array, y: Float64Array, from: number, to: number): number {
    // softplus(f) - y f is softplus(-f) for y = 1: without the difference, which would cancel.
    const losses = againstLabel(f, y, from, to);
    applyInPlace('softplus', losses);
    let sum = 0;
    for (let i = 0; i < losses.length; i++) sum += losses[i]!;
    return sum;
  },
  residual(f: Float64Array, y: Float64Array, from: number, to: number, out: Float64Array): void {
    // sigmoid(f) - 1 = -sigmoid(-f)
    const sizes = againstLabel(f, y, from, to);
    applyInPlace('sigmoid', sizes);
    for (let n = from; n < to; n++) out[n] = y[n] === 1 ? -sizes[n - from]! : sizes[n - from]!;
  },
  curvature(f: Float64Array, from: number, to: number, out: Float64Array): void {
    // p(1 - p) by the smaller of the two, p <= 1/2, so that 1 - p does not cancel.
    const p = new Float64Array(to - from);
    for (let n = from; n < to; n++) p[n - from] = -Math.abs(f[n]!);
    applyInPlace('sigmoid', p);
    for (let n = from; n < to; n++) out[n] = p[n - from]! * (1 - p[n - from]!);
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

/** f_n for y_n = 0 and -f_n for y_n = 1: how far the output leans away from the label. */
function againstLabel(f: Float64Array, y: Float64Array, from: number, to: number): Float64Array {
  const leaning = new Float64Array(to - from);
  for (let n = from; n < to; n++) leaning[n - from] = y[n] === 1 ? -f[n]! : f[n]!;
  return leaning;
}
