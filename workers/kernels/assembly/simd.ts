/**
 * The few vector operations that every kernel is written in: a v128 holds two doubles.
 *
 * The module is built twice. With relaxed SIMD multiply-add is one fused instruction (one rounding); without it is
 * a multiplication and an addition. Nothing else differs between the builds.
 */

/** Bytes of a double, and its logarithm for shifts. */
export const F64: usize = 8;
export const F64_SHIFT: usize = 3;

/** acc + a b */
// @ts-ignore: decorator
@inline
export function multiplyAdd(acc: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, acc);
  return f64x2.add(acc, f64x2.mul(a, b));
}

/** acc - a b */
// @ts-ignore: decorator
@inline
export function multiplySubtract(acc: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, acc);
  return f64x2.sub(acc, f64x2.mul(a, b));
}

/** Both lanes x. */
// @ts-ignore: decorator
@inline
export function both(x: f64): v128 {
  return f64x2.splat(x);
}

/** [a0 + a1, b0 + b1] */
// @ts-ignore: decorator
@inline
export function addPairs(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** The byte offset of double number i. */
// @ts-ignore: decorator
@inline
export function bytes(i: i32): usize {
  return (<usize>i) << F64_SHIFT;
}
