/**
 * What stands between the two Jacobians of a curvature matrix sum_n J_n^T C_n J_n: for each row an M x M positive
 * semi-definite C_n = sum_k s_nk s_nk^T with K columns. Computed chunk by chunk when asked for, never stored for
 * all rows.
 */

export interface OutputFactors {
  /** K */
  readonly count: number;
  /** s_nk of rows [from, to) for one k, written to out[0 .. (to - from) M). */
  column(k: number, from: number, to: number, out: Float64Array): void;
  /** C_n of rows [from, to), written to out[0 .. (to - from) M M). */
  weights(from: number, to: number, out: Float64Array): void;
}

/** Rows a chunk, so that a chunk of C fits the second-level cache; fixed, so that sums have one order. */
export function factorChunk(outputs: number): number {
  return Math.max(16, Math.floor(32768 / (outputs * outputs)));
}

/** out (N x M) = C_n u_n for each row. */
export function applyFactors(
  factors: OutputFactors,
  u: Float64Array,
  rows: number,
  outputs: number,
  out: Float64Array,
): void {
  const chunk = Math.min(rows, factorChunk(outputs));
  const weights = new Float64Array(chunk * outputs * outputs);
  for (let from = 0; from < rows; from += chunk) {
    const to = Math.min(rows, from + chunk);
    factors.weights(from, to, weights);
    for (let n = from; n < to; n++) {
      for (let m = 0; m < outputs; m++) {
        const at = ((n - from) * outputs + m) * outputs;
        let sum = 0;
        for (let k = 0; k < outputs; k++) sum += weights[at + k]! * u[n * outputs + k]!;
        out[n * outputs + m] = sum;
      }
    }
  }
}
