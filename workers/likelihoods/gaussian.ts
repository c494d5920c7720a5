/** Least squares: y ~ N(f, s2) with fixed variance s2; the constant of the density is left out. */

import type { RandomStream } from '../random.ts';
import type { Likelihood } from './likelihood.ts';

/** @param variance s2 > 0 */
export function gaussian(variance: number): Likelihood {
  const precision = 1 / variance;
  const deviation = Math.sqrt(variance);
  return {
    name: 'gaussian',
    outputs: 1,
    value(f: Float64Array, y: Float64Array, from: number, to: number): number {
      let sum = 0;
      for (let n = from; n < to; n++) {
        const difference = f[n]! - y[n]!;
        sum += difference * difference;
      }
      return 0.5 * precision * sum;
    },
    residual(f: Float64Array, y: Float64Array, from: number, to: number, out: Float64Array): void {
      for (let n = from; n < to; n++) out[n] = (f[n]! - y[n]!) * precision;
    },
    curvature(_f: Float64Array, from: number, to: number, out: Float64Array): void {
      out.fill(precision, from, to);
    },
    curvatureRoot(_f: Float64Array, _k: number, from: number, to: number, out: Float64Array): void {
      out.fill(1 / deviation, from, to);
    },
    sample(f: Float64Array, row: number, random: RandomStream): number {
      return f[row]! + deviation * random.normal();
    },
    mode(f: Float64Array, row: number): number {
      return f[row]!;
    },
  };
}
