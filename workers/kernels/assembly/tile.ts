/**
 * The 4 x 4 micro-kernel that all dense products end in.
 *
 *   tile[c][0..3] (+)= sum_k left[k][c] * right[k][0..3]       c = 0..3, both operands panels
 *
 * Eight accumulators, two vector loads and four broadcasts a step, and no unrolling: with more of either the
 * compilers run out of vector registers and spill, which costs a factor of three.
 */

import { multiplyAdd, both } from './simd';

/** Rows of c are `stride` bytes apart; `accumulate` adds to what is there. */
// @ts-ignore: decorator
@inline
export function tile4x4(depth: i32, left: usize, right: usize, c: usize, stride: usize, accumulate: bool): void {
  let a0 = both(0), a1 = both(0);
  let b0 = both(0), b1 = both(0);
  let c0 = both(0), c1 = both(0);
  let d0 = both(0), d1 = both(0);
  const end = left + ((<usize>depth) << 5);
  while (left < end) {
    const r0 = v128.load(right), r1 = v128.load(right, 16);
    let l = v128.load64_splat(left);
    a0 = multiplyAdd(a0, l, r0);
    a1 = multiplyAdd(a1, l, r1);
    l = v128.load64_splat(left, 8);
    b0 = multiplyAdd(b0, l, r0);
    b1 = multiplyAdd(b1, l, r1);
    l = v128.load64_splat(left, 16);
    c0 = multiplyAdd(c0, l, r0);
    c1 = multiplyAdd(c1, l, r1);
    l = v128.load64_splat(left, 24);
    d0 = multiplyAdd(d0, l, r0);
    d1 = multiplyAdd(d1, l, r1);
    left += 32;
    right += 32;
  }
  const row1 = c + stride, row2 = row1 + stride, row3 = row2 + stride;
  if (accumulate) {
    a0 = f64x2.add(a0, v128.load(c));
    a1 = f64x2.add(a1, v128.load(c, 16));
    b0 = f64x2.add(b0, v128.load(row1));
    b1 = f64x2.add(b1, v128.load(row1, 16));
    c0 = f64x2.add(c0, v128.load(row2));
    c1 = f64x2.add(c1, v128.load(row2, 16));
    d0 = f64x2.add(d0, v128.load(row3));
    d1 = f64x2.add(d1, v128.load(row3, 16));
  }
  v128.store(c, a0);
  v128.store(c, a1, 16);
  v128.store(row1, b0);
  v128.store(row1, b1, 16);
  v128.store(row2, c0);
  v128.store(row2, c1, 16);
  v128.store(row3, d0);
  v128.store(row3, d1, 16);
}
