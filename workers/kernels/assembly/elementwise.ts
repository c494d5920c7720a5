/**
 * exp, log, sigmoid and softplus of whole vectors, two doubles at a time, to within 2 units in the last place over
 * all doubles: subnormals, overflow to infinity and underflow to zero included, and NaN stays NaN.
 */

import { multiplyAdd, multiplySubtract, both, bytes } from './simd';

/** ln 2 = LN2_HIGH + LN2_LOW; n LN2_HIGH is exact for |n| < 2^20. */
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
/** 1.5 x 2^52: adding it leaves the nearest whole number in the low bits. */
const ROUNDER: f64 = 6755399441055744.0;
const ROUNDER_BITS: i64 = 0x4338000000000000;

/**
 * exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln(2)/2; exp(r) = 1 + (r + r^2 q(r)) with q the Taylor polynomial
 * to r^13, whose remainder is below 1e-17. 2^n is applied in two halves, so that the result may be subnormal.
 */
// @ts-ignore: decorator
@inline
export function expOf(x: v128): v128 {
  // pmin and pmax return their first operand when it is NaN.
  const bounded = f64x2.pmax(f64x2.pmin(x, both(710)), both(-746));
  const rounded = multiplyAdd(both(ROUNDER), bounded, both(1.4426950408889634));
  const n = f64x2.sub(rounded, both(ROUNDER));
  const r = multiplySubtract(multiplySubtract(bounded, n, both(LN2_HIGH)), n, both(LN2_LOW));

  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const q01 = multiplyAdd(both(1.0 / 2), r, both(1.0 / 6));
  const q23 = multiplyAdd(both(1.0 / 24), r, both(1.0 / 120));
  const q45 = multiplyAdd(both(1.0 / 720), r, both(1.0 / 5040));
  const q67 = multiplyAdd(both(1.0 / 40320), r, both(1.0 / 362880));
  const q89 = multiplyAdd(both(1.0 / 3628800), r, both(1.0 / 39916800));
  const qab = multiplyAdd(both(1.0 / 479001600), r, both(1.0 / 6227020800));
  const q03 = multiplyAdd(q01, r2, q23);
  const q47 = multiplyAdd(q45, r2, q67);
  const q8b = multiplyAdd(q89, r2, qab);
  const q = multiplyAdd(q03, r4, multiplyAdd(q47, r4, q8b));
  const p = f64x2.add(both(1), multiplyAdd(r, r2, q));

  const whole = i64x2.sub(rounded, i64x2.splat(ROUNDER_BITS));
  const half = i64x2.shr_s(whole, 1);
  return f64x2.mul(f64x2.mul(p, powerOfTwo(half)), powerOfTwo(i64x2.sub(whole, half)));
}

/** 2^n for whole n of the normal range. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i64x2.shl(i64x2.add(n, i64x2.splat(1023)), 52);
}

/**
 * The part of log(2^k (1 + f)) that the series gives: with s = f/(2 + f),
 * log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))), and k ln 2 added low part first. `low` is added with the low part.
 */
// @ts-ignore: decorator
@inline
function logSeries(f: v128, k: v128, low: v128): v128 {
  const halfSquare = f64x2.mul(both(0.5), f64x2.mul(f, f));
  const s = f64x2.div(f, f64x2.add(both(2), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(
    w,
    multiplyAdd(both(3.999999999940941908e-1), w, multiplyAdd(both(2.222219843214978396e-1), w, both(1.531383769920937332e-1))),
  );
  const odd = f64x2.mul(
    z,
    multiplyAdd(
      both(6.666666666666735130e-1), w,
      multiplyAdd(both(2.857142874366239149e-1), w, multiplyAdd(both(1.818357216161805012e-1), w, both(1.479819860511658591e-1))),
    ),
  );
  const tail = multiplyAdd(multiplyAdd(low, k, both(LN2_LOW)), s, f64x2.add(halfSquare, f64x2.add(even, odd)));
  return multiplyAdd(f64x2.sub(f, f64x2.sub(halfSquare, tail)), k, both(LN2_HIGH));
}

/** log(x): -Infinity at 0, NaN below. */
// @ts-ignore: decorator
@inline
export function logOf(x: v128): v128 {
  const tiny = f64x2.lt(x, both(2.2250738585072014e-308));
  const scaled = v128.bitselect(f64x2.mul(x, both(18014398509481984.0)), x, tiny);
  // The exponent of x/sqrt(1/2), so that 1 + f lies in [sqrt(1/2), sqrt(2)).
  const shifted = i64x2.add(scaled, i64x2.splat((0x3ff00000 - 0x3fe6a09e) << 32));
  const exponent = i64x2.sub(i64x2.shr_s(shifted, 52), i64x2.splat(1023));
  const mantissa = i64x2.add(v128.and(shifted, i64x2.splat(0x000fffffffffffff)), i64x2.splat(<i64>0x3fe6a09e << 32));
  const k = f64x2.sub(
    f64x2.sub(i64x2.add(exponent, i64x2.splat(ROUNDER_BITS)), both(ROUNDER)),
    v128.and(both(54), tiny),
  );
  const regular = logSeries(f64x2.sub(mantissa, both(1)), k, both(0));
  // x + x is NaN for NaN and Infinity for Infinity; 0/0 marks what is below zero.
  const atZero = v128.bitselect(both(-Infinity), regular, f64x2.eq(x, both(0)));
  const belowZero = v128.bitselect(both(NaN), atZero, f64x2.lt(x, both(0)));
  return v128.bitselect(belowZero, f64x2.add(x, x), f64x2.lt(x, both(Infinity)));
}

/** log(1 + z) for z in [0, 1], relative error as of log (1 + z itself would lose a small z). */
// @ts-ignore: decorator
@inline
function log1pOf(z: v128): v128 {
  const large = f64x2.gt(z, both(0.41421356237309503));
  const u = f64x2.add(both(1), z);
  // log u = log(u/2) + log 2, and what rounding took from u comes back as c/u.
  const c = f64x2.div(f64x2.sub(z, f64x2.sub(u, both(1))), u);
  const f = v128.bitselect(f64x2.sub(f64x2.mul(both(0.5), u), both(1)), z, large);
  return logSeries(f, v128.and(both(1), large), v128.and(c, large));
}

/** log(1 + q) for q >= 0 of any size. */
// @ts-ignore: decorator
@inline
export function log1pAnyOf(q: v128): v128 {
  return v128.bitselect(log1pOf(f64x2.pmin(q, both(0.5))), logOf(f64x2.add(both(1), q)), f64x2.lt(q, both(0.4)));
}

/** 1/(1 + exp(-x)), from exp(-|x|) so that neither end overflows. */
// @ts-ignore: decorator
@inline
function sigmoidOf(x: v128): v128 {
  const z = expOf(f64x2.neg(f64x2.abs(x)));
  return f64x2.div(v128.bitselect(z, both(1), f64x2.lt(x, both(0))), f64x2.add(both(1), z));
}

/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)) */
// @ts-ignore: decorator
@inline
function softplusOf(x: v128): v128 {
  return f64x2.add(f64x2.pmax(x, both(0)), log1pOf(expOf(f64x2.neg(f64x2.abs(x)))));
}

export function exp(count: i32, x: usize, out: usize): void {
  const end = x + bytes(count & ~1);
  for (; x < end; x += 16, out += 16) v128.store(out, expOf(v128.load(x)));
  if (count & 1) v128.store64_lane(out, expOf(v128.load64_splat(x)), 0);
}

export function log(count: i32, x: usize, out: usize): void {
  const end = x + bytes(count & ~1);
  for (; x < end; x += 16, out += 16) v128.store(out, logOf(v128.load(x)));
  if (count & 1) v128.store64_lane(out, logOf(v128.load64_splat(x)), 0);
}

export function sigmoid(count: i32, x: usize, out: usize): void {
  const end = x + bytes(count & ~1);
  for (; x < end; x += 16, out += 16) v128.store(out, sigmoidOf(v128.load(x)));
  if (count & 1) v128.store64_lane(out, sigmoidOf(v128.load64_splat(x)), 0);
}

export function softplus(count: i32, x: usize, out: usize): void {
  const end = x + bytes(count & ~1);
  for (; x < end; x += 16, out += 16) v128.store(out, softplusOf(v128.load(x)));
  if (count & 1) v128.store64_lane(out, softplusOf(v128.load64_splat(x)), 0);
}

/** out[n][c] = exp(f[n][c]) / sum_c exp(f[n][c]), each row shifted by its maximum. `out` may be `f`. */
export function softmaxRows(rows: i32, classes: i32, f: usize, out: usize): void {
  const row = bytes(classes);
  let from = f, to = out;
  for (let n = 0; n < rows; n++) {
    let top: f64 = -Infinity;
    for (let c: usize = 0; c < row; c += 8) top = max(top, load<f64>(from + c));
    for (let c: usize = 0; c < row; c += 8) store<f64>(to + c, load<f64>(from + c) - top);
    from += row;
    to += row;
  }
  exp(rows * classes, out, out);
  for (let n = 0; n < rows; n++) {
    let total: f64 = 0;
    for (let c: usize = 0; c < row; c += 8) total += load<f64>(out + c);
    for (let c: usize = 0; c < row; c += 8) store<f64>(out + c, load<f64>(out + c) / total);
    out += row;
  }
}
