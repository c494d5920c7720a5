/** Counts: y ~ Poisson(exp(f)); log y! is left out. exp(f) overflows above f = 709: the value is then Infinity. */

import type { RandomStream } from '../random.ts';
import type { Likelihood } from './likelihood.ts';
import { logGamma } from './special-functions.ts';

export const poisson: Likelihood = {
  name: 'poisson',
  outputs: 1,
  value(f: Float64Array, y: Float64Array, from: number, to: number): number {
    let sum = 0;
    for (let n = from; n < to; n++) sum += Math.exp(f[n]!) - y[n]! * f[n]!;
    return sum;
  },
  residual(f: Float64Array, y: Float64Array, from: number, to: number, out: Float64Array): void {
    for (let n = from; n < to; n++) out[n] = Math.exp(f[n]!) - y[n]!;
  },
  curvature(f: Float64Array, from: number, to: number, out: Float64Array): void {
    for (let n = from; n < to; n++) out[n] = Math.exp(f[n]!);
  },
  curvatureRoot(f: Float64Array, _k: number, from: number, to: number, out: Float64Array): void {
    for (let n = from; n < to; n++) out[n] = Math.exp(0.5 * f[n]!);
  },
  sample(f: Float64Array, row: number, random: RandomStream): number {
    return samplePoisson(Math.exp(f[row]!), random);
  },
  mode(f: Float64Array, row: number): number {
    return Math.floor(Math.exp(f[row]!));
  },
};

/** A Poisson draw: by inversion for small means, by Hoermann's transformed rejection (PTRS, 1993) above. */
export function samplePoisson(mean: number, random: RandomStream): number {
  if (!(mean < 1e15)) return mean;
  if (mean < 10) {
    let probability = Math.exp(-mean);
    let left = random.uniform() - probability;
    let k = 0;
    while (left >= 0 && k < 200) {
      k++;
      probability *= mean / k;
      left -= probability;
    }
    return k;
  }
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * logMean - mean - logGamma(k + 1)) return k;
  }
}
