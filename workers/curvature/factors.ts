/** The output factors C_n of each matrix of math.md section 3 that is a sum of J_n^T C_n J_n. */

import type { Likelihood } from '../likelihoods/likelihood.ts';
import type { OutputFactors } from '../models/output-factors.ts';
import type { RandomStream } from '../random.ts';

/** C_n = Lambda_n: the exact Fisher (Eq. 12), equal to the generalized Gauss-Newton matrix (Prop. 1). */
export function exactFactors(likelihood: Likelihood, f: Float64Array): OutputFactors {
  const m = likelihood.outputs;
  return {
    count: m,
    column: (k, from, to, out) =>
      likelihood.curvatureRoot(f.subarray(from * m, to * m), k, 0, to - from, out),
    weights: (from, to, out) => likelihood.curvature(f.subarray(from * m, to * m), 0, to - from, out),
  };
}

/**
 * C_n = (1/K) sum_k r_nk r_nk^T with r_nk the residual at label k of row n: the empirical Fisher for the data's
 * labels (Eq. 3), the Monte-Carlo Fisher for labels drawn from the model (Eq. 38), the mode-label one for the modes.
 * @param labels K arrays of N labels
 */
export function labelFactors(
  likelihood: Likelihood,
  f: Float64Array,
  labels: readonly Float64Array[],
): OutputFactors {
  const m = likelihood.outputs;
  const factor = 1 / Math.sqrt(labels.length);

  function column(k: number, from: number, to: number, out: Float64Array): void {
    const count = to - from;
    likelihood.residual(f.subarray(from * m, to * m), labels[k]!.subarray(from, to), 0, count, out);
    if (factor !== 1) for (let i = 0; i < count * m; i++) out[i]! *= factor;
  }

  function weights(from: number, to: number, out: Float64Array): void {
    const count = to - from;
    const s = new Float64Array(count * m);
    out.fill(0, 0, count * m * m);
    for (let k = 0; k < labels.length; k++) {
      column(k, from, to, s);
      for (let n = 0; n < count; n++) {
        for (let i = 0; i < m; i++) {
          const si = s[n * m + i]!;
          const at = (n * m + i) * m;
          for (let j = 0; j < m; j++) out[at + j]! += si * s[n * m + j]!;
        }
      }
    }
  }

  return { count: labels.length, column, weights };
}

/** K labels a row, drawn from p(y | f_n): row by row, so that the draws of a row do not depend on chunking. */
export function drawLabels(
  likelihood: Likelihood,
  f: Float64Array,
  samples: number,
  random: RandomStream,
): Float64Array[] {
  const rows = f.length / likelihood.outputs;
  const labels = Array.from({ length: samples }, () => new Float64Array(rows));
  for (let n = 0; n < rows; n++) {
    for (let k = 0; k < samples; k++) labels[k]![n] = likelihood.sample(f, n, random);
  }
  return labels;
}

/** The most likely label of each row (appendix B's biased stand-in for a draw). */
export function modeLabels(likelihood: Likelihood, f: Float64Array): Float64Array {
  return Float64Array.from({ length: f.length / likelihood.outputs }, (_, n) => likelihood.mode(f, n));
}
