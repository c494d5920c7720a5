/**
 * exp, log, sigmoid, softplus and tanh of whole vectors, two doubles at a time, to within 2 units in the last place over
 * all doubles: subnormals, overflow to infinity and underflow to zero included, and NaN stays NaN.
 */

import { multiplyAdd, multiplySubtract, both, bytes } from './simd';

/** ln 2 = LN2_HIGH + LN2_LOW; n LN2_HIGH is exact for |n| < 2^20. */
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
/** 1.5 x 2^52: adding it leaves the nearest whole number in the low bits. */
const ROUNDER: f64 = 6755399441055744.0;
const ROUNDER_BITS: i64 = 0x4338000000000000;
/** The same, and the whole number n comes out as n + 2046: the biased exponents of the two halves of 2^n. */
const EXPONENT_ROUNDER: f64 = ROUNDER + 2046;

/**
 * Constants of exp. They stand in memory because a broadcasting load is one instruction, while a constant in the code
 * is built anew at every use, by three.
 *
 * From number 4 on: q(r) = (exp(r) - 1 - r)/r^2 at Chebyshev nodes of |r| <= ln(2)/2, exp(r) to 1.6e-17 relative.
 */
const EXP = memory.data<f64>([
  1.4426950408889634, EXPONENT_ROUNDER, LN2_HIGH, LN2_LOW,
  0.5000000000000001, 0.16666666666666669, 0.041666666666624164, 0.008333333333330065, 0.0013888888917196736,
  0.00019841269863040559, 2.480152132234228e-5, 2.7557268480289716e-6, 2.7620075892548164e-7, 2.51003758422237e-8,
  1, -746, -0.0,
]);

/** Both lanes number i of a table. */
// @ts-ignore: decorator
@inline
export function constant(table: usize, i: i32): v128 {
  return v128.load64_splat(table + bytes(i));
}

/** exp(x). */
// @ts-ignore: decorator
@inline
export function expOf(x: v128): v128 {
  // pmin and pmax return their first operand when it is NaN.
  return expBelow710(f64x2.pmin(x, both(710)));
}

/**
 * exp(x) for x <= 710 (or NaN) = 2^n exp(r), n = round(x / ln 2), |r| <= ln(2)/2; exp(r) = 1 + (r + r^2 q(r)).
 * 2^n is applied in two halves, so that the result may be subnormal.
 */
// @ts-ignore: decorator
@inline
export function expBelow710(x: v128): v128 {
  const bounded = f64x2.pmax(x, constant(EXP, 15));
  const rounded = multiplyAdd(constant(EXP, 1), bounded, constant(EXP, 0));
  const n = f64x2.sub(rounded, constant(EXP, 1));
  const r = multiplySubtract(multiplySubtract(bounded, n, constant(EXP, 2)), n, constant(EXP, 3));

  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const q01 = multiplyAdd(constant(EXP, 4), r, constant(EXP, 5));
  const q23 = multiplyAdd(constant(EXP, 6), r, constant(EXP, 7));
  const q45 = multiplyAdd(constant(EXP, 8), r, constant(EXP, 9));
  const q67 = multiplyAdd(constant(EXP, 10), r, constant(EXP, 11));
  const q89 = multiplyAdd(constant(EXP, 12), r, constant(EXP, 13));
  const q03 = multiplyAdd(q01, r2, q23);
  const q49 = multiplyAdd(multiplyAdd(q45, r2, q67), r4, q89);
  const p = f64x2.add(constant(EXP, 14), multiplyAdd(r, r2, multiplyAdd(q03, r4, q49)));

  // The low bits of `rounded` hold n + 2046. Only the lowest twelve of each half survive the shift to the exponent.
  const half = i32x4.shr_s(rounded, 1);
  const rest = i32x4.sub(rounded, half);
  return f64x2.mul(f64x2.mul(p, i64x2.shl(half, 52)), i64x2.shl(rest, 52));
}

/** exp(-|x|) */
// @ts-ignore: decorator
@inline
export function expOfMinusAbs(x: v128): v128 {
  return expBelow710(v128.or(x, constant(EXP, 16)));
}

/** The even and the odd coefficients of R (fdlibm's e_log), 1/2 and 2; in memory as those of exp. */
const LOG = memory.data<f64>([
  3.999999999940941908e-1, 2.222219843214978396e-1, 1.531383769920937332e-1,
  6.666666666666735130e-1, 2.857142874366239149e-1, 1.818357216161805012e-1, 1.479819860511658591e-1,
  0.5, 2,
]);

/**
 * The part of log(2^k (1 + f)) that the series gives: with s = f/(2 + f),
 * log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))), and k ln 2 added low part first. `low` is added with the low part.
 */
// @ts-ignore: decorator
@inline
function logSeries(f: v128, k: v128, low: v128): v128 {
  const halfSquare = f64x2.mul(constant(LOG, 7), f64x2.mul(f, f));
  const s = f64x2.div(f, f64x2.add(constant(LOG, 8), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const even = f64x2.mul(w, multiplyAdd(constant(LOG, 0), w, multiplyAdd(constant(LOG, 1), w, constant(LOG, 2))));
  const odd = f64x2.mul(
    z,
    multiplyAdd(constant(LOG, 3), w, multiplyAdd(constant(LOG, 4), w, multiplyAdd(constant(LOG, 5), w, constant(LOG, 6)))),
  );
  const tail = multiplyAdd(multiplyAdd(low, k, constant(EXP, 3)), s, f64x2.add(halfSquare, f64x2.add(even, odd)));
  return multiplyAdd(f64x2.sub(f, f64x2.sub(halfSquare, tail)), k, constant(EXP, 2));
}

/**
 * Constants of logOf: the least normal double, 2^54, infinity, minus infinity, NaN, and as whole numbers what moves
 * the exponent to that of x/sqrt(1/2), the mantissa's bits, the bits of sqrt(1/2), and what turns a biased exponent
 * into a double.
 */
const LOG_DOUBLES = memory.data<f64>([2.2250738585072014e-308, 18014398509481984.0, Infinity, -Infinity, NaN]);
const LOG_BITS = memory.data<i64>([
  (0x3ff00000 - 0x3fe6a09e) << 32, 0x000fffffffffffff, <i64>0x3fe6a09e << 32, ROUNDER_BITS - 1023,
]);

/** log(x): -Infinity at 0, NaN below. */
// @ts-ignore: decorator
@inline
export function logOf(x: v128): v128 {
  const tiny = f64x2.lt(x, constant(LOG_DOUBLES, 0));
  const scaled = v128.bitselect(f64x2.mul(x, constant(LOG_DOUBLES, 1)), x, tiny);
  // The exponent of x/sqrt(1/2), so that 1 + f lies in [sqrt(1/2), sqrt(2)). Scaled is positive, or void.
  const shifted = i64x2.add(scaled, constant(LOG_BITS, 0));
  const mantissa = i64x2.add(v128.and(shifted, constant(LOG_BITS, 1)), constant(LOG_BITS, 2));
  const k = f64x2.sub(
    f64x2.sub(i64x2.add(i64x2.shr_u(shifted, 52), constant(LOG_BITS, 3)), both(ROUNDER)),
    v128.and(both(54), tiny),
  );
  const regular = logSeries(f64x2.sub(mantissa, both(1)), k, both(0));
  // x + x is NaN for NaN and Infinity for Infinity.
  const atZero = v128.bitselect(constant(LOG_DOUBLES, 3), regular, f64x2.eq(x, both(0)));
  const belowZero = v128.bitselect(constant(LOG_DOUBLES, 4), atZero, f64x2.lt(x, both(0)));
  return v128.bitselect(belowZero, f64x2.add(x, x), f64x2.lt(x, constant(LOG_DOUBLES, 2)));
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
  const z = expOfMinusAbs(x), one = constant(EXP, 14);
  // z <= 1: the greater of z and (x >= 0 ? 1 : 0) is what stands above.
  return f64x2.div(f64x2.pmax(z, v128.and(one, f64x2.ge(x, both(0)))), f64x2.add(one, z));
}

/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)) */
// @ts-ignore: decorator
@inline
function softplusOf(x: v128): v128 {
  return f64x2.add(f64x2.pmax(x, both(0)), log1pOf(expOfMinusAbs(x)));
}

/** P and Q (leading coefficient 1) of tanh(a) = a + a s P(s)/Q(s), s = a^2, for a below the last one (Cephes). */
const TANH = memory.data<f64>([
  -9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3,
  1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3,
  0.625,
]);

/** tanh(|x|) with the sign of x: a rational function near 0, and 1 - 2z/(1 + z), z = exp(-2|x|), beyond it. */
// @ts-ignore: decorator
@inline
function tanhOf(x: v128): v128 {
  const a = f64x2.abs(x), one = constant(EXP, 14);
  const small = f64x2.lt(a, constant(TANH, 6));
  const s = f64x2.mul(a, a);
  const p = multiplyAdd(constant(TANH, 2), s, multiplyAdd(constant(TANH, 1), s, constant(TANH, 0)));
  const q = multiplyAdd(constant(TANH, 5), s, multiplyAdd(constant(TANH, 4), s, f64x2.add(s, constant(TANH, 3))));
  const z = expOfMinusAbs(f64x2.add(a, a));
  const numerator = v128.bitselect(f64x2.mul(f64x2.mul(a, s), p), f64x2.neg(f64x2.add(z, z)), small);
  const quotient = f64x2.div(numerator, v128.bitselect(q, f64x2.add(one, z), small));
  const size = f64x2.add(v128.bitselect(a, one, small), quotient);
  return v128.or(size, v128.and(x, constant(EXP, 16)));
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

export function tanh(count: i32, x: usize, out: usize): void {
  const end = x + bytes(count & ~1);
  for (; x < end; x += 16, out += 16) v128.store(out, tanhOf(v128.load(x)));
  if (count & 1) v128.store64_lane(out, tanhOf(v128.load64_splat(x)), 0);
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
