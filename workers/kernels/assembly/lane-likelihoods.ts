/**
 * Loss, residual and curvature weight of every row in one pass, for four interleaved cells: f[n][lane] in,
 * r[n][lane] and w[n][lane] out, and sums[lane] = sum_n -log p(y_n | f_n) (unscaled).
 *
 *   r = scale * residual
 *   w = scale * curvature   (empirical = 0: the Fisher's weight)
 *   w = scale * residual^2  (empirical = 1: the empirical Fisher's)
 */

import { multiplyAdd, both, bytes } from './simd';
import { expBelow710, log1pAnyOf } from './elementwise';

/** Rows whose factors 1 + exp(-|f|) are multiplied before a logarithm is taken: the product stays below 2^256. */
const FACTORS: i32 = 256;

/** 1 and the bit of the sign, in memory for the reason given at EXP (elementwise.ts). */
const BERNOULLI = memory.data<f64>([1, -0.0]);

/**
 * Bernoulli, y in {0, 1}. The loss is max(-m, 0) + log(1 + exp(-|m|)) with the margin m = (2y - 1) f. The logarithms
 * are taken of products: q <- q + z (1 + q) keeps (product - 1), so that losses far below 1e-16 keep their digits.
 * residual = -sigmoid(-f) for y = 1, and weight = sigmoid(f) sigmoid(-f), so neither cancels.
 */
export function laneBernoulli(rows: i32, f: usize, y: usize, r: usize, w: usize, sums: usize, empirical: i32, scale: f64): void {
  if (empirical) bernoulli(rows, f, y, r, w, sums, true, scale);
  else bernoulli(rows, f, y, r, w, sums, false, scale);
}

/** `empirical` is a constant where this is inlined: no choice is left in the loop. */
// @ts-ignore: decorator
@inline
function bernoulli(rows: i32, f: usize, y: usize, r: usize, w: usize, sums: usize, empirical: bool, scale: f64): void {
  const one = v128.load64_splat(BERNOULLI), signBit = v128.load64_splat(BERNOULLI, 8);
  const zero = both(0), scaling = both(scale);
  let hinge0 = zero, hinge1 = zero, logs0 = zero, logs1 = zero;
  for (let n = 0; n < rows; n += FACTORS) {
    const end = y + bytes(min(FACTORS, rows - n));
    let q0 = zero, q1 = zero;
    for (; y < end; y += 8) {
      // s = -m: f with its sign turned for y = 1
      const turn = v128.and(signBit, f64x2.gt(v128.load64_splat(y), zero));
      const s0 = v128.xor(v128.load(f), turn), s1 = v128.xor(v128.load(f, 16), turn);
      const z0 = expBelow710(v128.or(s0, signBit)), z1 = expBelow710(v128.or(s1, signBit));
      hinge0 = f64x2.add(hinge0, f64x2.pmax(s0, zero));
      hinge1 = f64x2.add(hinge1, f64x2.pmax(s1, zero));
      q0 = multiplyAdd(q0, z0, f64x2.add(one, q0));
      q1 = multiplyAdd(q1, z1, f64x2.add(one, q1));
      // sigmoid(|f|), and sigmoid(-|f|) = z sigmoid(|f|); z <= 1, so that |r| = sigmoid(s) is the first times
      // the greater of z and (s > 0 ? 1 : 0).
      const large0 = f64x2.div(one, f64x2.add(one, z0)), large1 = f64x2.div(one, f64x2.add(one, z1));
      const size0 = f64x2.mul(large0, f64x2.pmax(z0, v128.and(one, f64x2.gt(s0, zero))));
      const size1 = f64x2.mul(large1, f64x2.pmax(z1, v128.and(one, f64x2.gt(s1, zero))));
      const w0 = f64x2.mul(empirical ? size0 : large0, empirical ? size0 : f64x2.mul(z0, large0));
      const w1 = f64x2.mul(empirical ? size1 : large1, empirical ? size1 : f64x2.mul(z1, large1));
      v128.store(r, v128.xor(f64x2.mul(size0, scaling), turn));
      v128.store(r, v128.xor(f64x2.mul(size1, scaling), turn), 16);
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
