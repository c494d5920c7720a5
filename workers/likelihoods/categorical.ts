/** Softmax: y in {0, ..., C-1}, P(y = c) = exp(f_c) / sum_k exp(f_k). */

import type { RandomStream } from '../random.ts';
import type { Likelihood } from './likelihood.ts';

/** @param classes C >= 1 */
export function categorical(classes: number): Likelihood {
  const probabilities = new Float64Array(classes);

  /** Position of the largest output of a row (the lowest at a tie). */
  function largest(f: Float64Array, row: number): number {
    const at = row * classes;
    let best = 0;
    for (let c = 1; c < classes; c++) if (f[at + c]! > f[at + best]!) best = c;
    return best;
  }

  /** Fills `probabilities` with p of a row; returns the largest class's position. */
  function softmax(f: Float64Array, row: number): number {
    const at = row * classes;
    const top = largest(f, row);
    const highest = f[at + top]!;
    let others = 0;
    for (let c = 0; c < classes; c++) {
      const e = Math.exp(f[at + c]! - highest);
      probabilities[c] = e;
      if (c !== top) others += e;
    }
    const factor = 1 / (1 + others);
    for (let c = 0; c < classes; c++) probabilities[c]! *= factor;
    return top;
  }

  /** 1 - p_c, as the sum of the other probabilities (for the largest class the difference would cancel). */
  function complement(c: number): number {
    let sum = 0;
    for (let k = 0; k < classes; k++) if (k !== c) sum += probabilities[k]!;
    return sum;
  }

  return {
    name: 'categorical',
    outputs: classes,
    value(f: Float64Array, y: Float64Array, from: number, to: number): number {
      let sum = 0;
      for (let n = from; n < to; n++) {
        const at = n * classes;
        const top = largest(f, n);
        const highest = f[at + top]!;
        let others = 0;
        for (let c = 0; c < classes; c++) if (c !== top) others += Math.exp(f[at + c]! - highest);
        sum += highest - f[at + y[n]!]! + Math.log1p(others);
      }
      return sum;
    },
    residual(f: Float64Array, y: Float64Array, from: number, to: number, out: Float64Array): void {
      for (let n = from; n < to; n++) {
        softmax(f, n);
        const at = n * classes;
        const label = y[n]!;
        for (let c = 0; c < classes; c++) out[at + c] = c === label ? -complement(c) : probabilities[c]!;
      }
    },
    curvature(f: Float64Array, from: number, to: number, out: Float64Array): void {
      for (let n = from; n < to; n++) {
        const top = softmax(f, n);
        const at = n * classes * classes;
        for (let c = 0; c < classes; c++) {
          const pc = probabilities[c]!;
          for (let k = 0; k < classes; k++) out[at + c * classes + k] = -pc * probabilities[k]!;
          out[at + c * classes + c] = pc * (c === top ? complement(c) : 1 - pc);
        }
      }
    },
    /** sqrt(p_k) (e_k - p): sum_k p_k (e_k - p)(e_k - p)^T = diag(p) - p p^T. */
    curvatureRoot(f: Float64Array, k: number, from: number, to: number, out: Float64Array): void {
      for (let n = from; n < to; n++) {
        softmax(f, n);
        const at = n * classes;
        const root = Math.sqrt(probabilities[k]!);
        for (let c = 0; c < classes; c++) {
          out[at + c] = root * (c === k ? complement(c) : -probabilities[c]!);
        }
      }
    },
    sample(f: Float64Array, row: number, random: RandomStream): number {
      softmax(f, row);
      let left = random.uniform();
      for (let c = 0; c < classes - 1; c++) {
        left -= probabilities[c]!;
        if (left < 0) return c;
      }
      return classes - 1;
    },
    mode: largest,
  };
}
