/**
 * Loss, residual and curvature weight of every row in one pass, for four interleaved cells: f[n][lane] in,
 * r[n][lane] and w[n][lane] out, and sums[lane] = sum_n -log p(y_n | f_n) (unscaled).
 *
 *   r = scale * residual
 *   w = scale * curvature   (empirical = 0: the Fisher's weight)
 *   w = scale * residual^2  (empirical = 1: the empirical Fisher's)
 */

import { multiplyAdd, both, bytes } from './simd';
import { expOf, log1pAnyOf } from './elementwise';

/** Rows whose factors 1 + exp(-|f|) are multiplied before a logarithm is taken: the product stays below 2^256. */
const FACTORS: i32 = 256;

/**
 * Bernoulli, y in {0, 1}. The loss is max(-m, 0) + log(1 + exp(-|m|)) with the margin m = (2y - 1) f. The logarithms
 * are taken of products: q <- q + z (1 + q) keeps (product - 1), so that losses far below 1e-16 keep their digits.
 * residual = -sigmoid(-f) for y = 1, and weight = sigmoid(f) sigmoid(-f), so neither cancels.
 */
export function laneBernoulli(rows: i32, f: usize, y: usize, r: usize, w: usize, sums: usize, empirical: i32, scale: f64): void {
  const one = both(1), zero = both(0), scaling = both(scale);
  let hinge0 = zero, hinge1 = zero, logs0 = zero, logs1 = zero;
  for (let n = 0; n < rows; n += FACTORS) {
    const end = y + bytes(min(FACTORS, rows - n));
    let q0 = zero, q1 = zero;
    for (; y < end; y += 8) {
      const positive = f64x2.gt(v128.load64_splat(y), zero);
      const sign = v128.bitselect(both(-1), one, positive);
      const f0 = v128.load(f), f1 = v128.load(f, 16);
      const z0 = expOf(f64x2.neg(f64x2.abs(f0))), z1 = expOf(f64x2.neg(f64x2.abs(f1)));
      hinge0 = f64x2.add(hinge0, f64x2.pmax(f64x2.mul(sign, f0), zero));
      hinge1 = f64x2.add(hinge1, f64x2.pmax(f64x2.mul(sign, f1), zero));
      const u0 = f64x2.add(one, z0), u1 = f64x2.add(one, z1);
      q0 = multiplyAdd(q0, z0, f64x2.add(one, q0));
      q1 = multiplyAdd(q1, z1, f64x2.add(one, q1));
      // sigmoid(|f|) and sigmoid(-|f|)
      const large0 = f64x2.div(one, u0), large1 = f64x2.div(one, u1);
      const small0 = f64x2.mul(z0, large0), small1 = f64x2.mul(z1, large1);
      // The label is on the side of f where the margin is positive: the residual is then the small one.
      const wrong0 = f64x2.gt(f64x2.mul(sign, f0), zero), wrong1 = f64x2.gt(f64x2.mul(sign, f1), zero);
      const r0 = f64x2.mul(sign, v128.bitselect(large0, small0, wrong0));
      const r1 = f64x2.mul(sign, v128.bitselect(large1, small1, wrong1));
      const w0 = empirical ? f64x2.mul(r0, r0) : f64x2.mul(large0, small0);
      const w1 = empirical ? f64x2.mul(r1, r1) : f64x2.mul(large1, small1);
      v128.store(r, f64x2.mul(r0, scaling));
      v128.store(r, f64x2.mul(r1, scaling), 16);
      v128.store(w, f64x2.mul(w0, scaling));
      v128.store(w, f64x2.mul(w1, scaling), 16);
      f += 32;
      r += 32;
      w += 32;
    }
    logs0 = f64x2.add(logs0, log1pAnyOf(q0));
    logs1 = f64x2.add(logs1, log1pAnyOf(q1));
  }
  v128.store(sums, f64x2.add(hinge0, logs0));
  v128.store(sums, f64x2.add(hinge1, logs1), 16);
}

/** Gaussian with variance 1/precision: the loss is precision (f - y)^2 / 2, the residual precision (f - y). */
export function laneGaussian(
  rows: i32, f: usize, y: usize, r: usize, w: usize, sums: usize,
  empirical: i32, scale: f64, precision: f64,
): void {
  const factor = both(precision), scaling = both(scale), constant = both(scale * precision);
  let sum0 = both(0), sum1 = both(0);
  const end = y + bytes(rows);
  for (; y < end; y += 8) {
    const target = v128.load64_splat(y);
    const e0 = f64x2.sub(v128.load(f), target), e1 = f64x2.sub(v128.load(f, 16), target);
    const r0 = f64x2.mul(factor, e0), r1 = f64x2.mul(factor, e1);
    sum0 = multiplyAdd(sum0, r0, e0);
    sum1 = multiplyAdd(sum1, r1, e1);
    v128.store(r, f64x2.mul(r0, scaling));
    v128.store(r, f64x2.mul(r1, scaling), 16);
    v128.store(w, empirical ? f64x2.mul(f64x2.mul(r0, r0), scaling) : constant);
    v128.store(w, empirical ? f64x2.mul(f64x2.mul(r1, r1), scaling) : constant, 16);
    f += 32;
    r += 32;
    w += 32;
  }
  v128.store(sums, f64x2.mul(both(0.5), sum0));
  v128.store(sums, f64x2.mul(both(0.5), sum1), 16);
}
