/**
 * Cholesky factorization and solves of four matrices at once, one a lane (lanes.ts).
 *
 * The lower triangle is packed by rows: entry (i, j), j <= i, of all four matrices is the group of four doubles
 * number i (i + 1)/2 + j. Two rows and two columns are done together (2 x 2 blocks, eight accumulators):
 *
 *              column j   j+1
 *     row i      a         b
 *     row i+1    c         d          each a pair of v128: lanes 0, 1 and lanes 2, 3
 */

import { multiplySubtract, both } from './simd';

/** The address of row i's first group. */
// @ts-ignore: decorator
@inline
function rowAt(matrix: usize, i: i32): usize {
  return matrix + ((<usize>(i * (i + 1) / 2)) << 5);
}

/** Which lanes are positive and finite, as masks. */
// @ts-ignore: decorator
@inline
function positiveFinite(x: v128): v128 {
  return v128.and(f64x2.gt(x, both(0)), f64x2.lt(x, both(Infinity)));
}

/**
 * lower = chol(matrix + damping[lane] I); the two may be the same. Reciprocals of the diagonal go to
 * reciprocals[i][lane]. Returns the bit mask of lanes in which a pivot was not positive and finite; the other lanes are right.
 */
export function laneCholesky(D: i32, matrix: usize, lower: usize, reciprocals: usize, damping: usize): i32 {
  const one = both(1), zero = both(0);
  const damping0 = v128.load(damping), damping1 = v128.load(damping, 16);
  let failed0 = zero, failed1 = zero;
  for (let i = 0; i < D; i += 2) {
    const pair = i + 1 < D;
    const row = rowAt(lower, i);
    const next = pair ? rowAt(lower, i + 1) : row;
    const source = rowAt(matrix, i);
    const sourceNext = pair ? rowAt(matrix, i + 1) : source;
    for (let j = 0; j < i; j += 2) {
      let left = rowAt(lower, j);
      let leftNext = rowAt(lower, j + 1);
      const across = (<usize>j) << 5;
      let a0 = v128.load(source + across), a1 = v128.load(source + across, 16);
      let b0 = v128.load(source + across, 32), b1 = v128.load(source + across, 48);
      let c0 = v128.load(sourceNext + across), c1 = v128.load(sourceNext + across, 16);
      let d0 = v128.load(sourceNext + across, 32), d1 = v128.load(sourceNext + across, 48);
      let x = row, y = next;
      const diagonal = left + across;
      while (left < diagonal) {
        const u0 = v128.load(left), u1 = v128.load(left, 16);
        const v0 = v128.load(leftNext), v1 = v128.load(leftNext, 16);
        const x0 = v128.load(x), x1 = v128.load(x, 16);
        const y0 = v128.load(y), y1 = v128.load(y, 16);
        a0 = multiplySubtract(a0, x0, u0);
        a1 = multiplySubtract(a1, x1, u1);
        b0 = multiplySubtract(b0, x0, v0);
        b1 = multiplySubtract(b1, x1, v1);
        c0 = multiplySubtract(c0, y0, u0);
        c1 = multiplySubtract(c1, y1, u1);
        d0 = multiplySubtract(d0, y0, v0);
        d1 = multiplySubtract(d1, y1, v1);
        left += 32;
        leftNext += 32;
        x += 32;
        y += 32;
      }
      // Solve against the 2 x 2 diagonal block of columns j, j+1: [r 0; m s].
      const inverse = reciprocals + across;
      const r0 = v128.load(inverse), r1 = v128.load(inverse, 16);
      const s0 = v128.load(inverse, 32), s1 = v128.load(inverse, 48);
      const m0 = v128.load(leftNext), m1 = v128.load(leftNext, 16);
      a0 = f64x2.mul(a0, r0);
      a1 = f64x2.mul(a1, r1);
      b0 = f64x2.mul(multiplySubtract(b0, a0, m0), s0);
      b1 = f64x2.mul(multiplySubtract(b1, a1, m1), s1);
      v128.store(row + across, a0);
      v128.store(row + across, a1, 16);
      v128.store(row + across, b0, 32);
      v128.store(row + across, b1, 48);
      if (pair) {
        c0 = f64x2.mul(c0, r0);
        c1 = f64x2.mul(c1, r1);
        d0 = f64x2.mul(multiplySubtract(d0, c0, m0), s0);
        d1 = f64x2.mul(multiplySubtract(d1, c1, m1), s1);
        v128.store(next + across, c0);
        v128.store(next + across, c1, 16);
        v128.store(next + across, d0, 32);
        v128.store(next + across, d1, 48);
      }
    }
    // The diagonal block: a and d on the diagonal, c below it.
    const across = (<usize>i) << 5;
    let a0 = f64x2.add(v128.load(source + across), damping0), a1 = f64x2.add(v128.load(source + across, 16), damping1);
    let c0 = zero, c1 = zero, d0 = zero, d1 = zero;
    if (pair) {
      c0 = v128.load(sourceNext + across);
      c1 = v128.load(sourceNext + across, 16);
      d0 = f64x2.add(v128.load(sourceNext + across, 32), damping0);
      d1 = f64x2.add(v128.load(sourceNext + across, 48), damping1);
    }
    let x = row, y = next;
    const end = row + across;
    while (x < end) {
      const x0 = v128.load(x), x1 = v128.load(x, 16);
      const y0 = v128.load(y), y1 = v128.load(y, 16);
      a0 = multiplySubtract(a0, x0, x0);
      a1 = multiplySubtract(a1, x1, x1);
      c0 = multiplySubtract(c0, x0, y0);
      c1 = multiplySubtract(c1, x1, y1);
      d0 = multiplySubtract(d0, y0, y0);
      d1 = multiplySubtract(d1, y1, y1);
      x += 32;
      y += 32;
    }
    // A lane that fails goes on with the pivot 1: its numbers are void, the others' untouched.
    let good0 = positiveFinite(a0), good1 = positiveFinite(a1);
    failed0 = v128.or(failed0, v128.not(good0));
    failed1 = v128.or(failed1, v128.not(good1));
    a0 = f64x2.sqrt(v128.bitselect(a0, one, good0));
    a1 = f64x2.sqrt(v128.bitselect(a1, one, good1));
    const r0 = f64x2.div(one, a0), r1 = f64x2.div(one, a1);
    v128.store(row + across, a0);
    v128.store(row + across, a1, 16);
    v128.store(reciprocals + across, r0);
    v128.store(reciprocals + across, r1, 16);
    if (pair) {
      c0 = f64x2.mul(c0, r0);
      c1 = f64x2.mul(c1, r1);
      d0 = multiplySubtract(d0, c0, c0);
      d1 = multiplySubtract(d1, c1, c1);
      good0 = positiveFinite(d0);
      good1 = positiveFinite(d1);
      failed0 = v128.or(failed0, v128.not(good0));
      failed1 = v128.or(failed1, v128.not(good1));
      d0 = f64x2.sqrt(v128.bitselect(d0, one, good0));
      d1 = f64x2.sqrt(v128.bitselect(d1, one, good1));
      v128.store(next + across, c0);
      v128.store(next + across, c1, 16);
      v128.store(next + across, d0, 32);
      v128.store(next + across, d1, 48);
      v128.store(reciprocals + across, f64x2.div(one, d0), 32);
      v128.store(reciprocals + across, f64x2.div(one, d1), 48);
    }
  }
  return i64x2.bitmask(failed0) | (i64x2.bitmask(failed1) << 2);
}

/** x[i][lane] <- (L L^T)^{-1} x, each lane with its own L. */
export function laneSolve(D: i32, lower: usize, reciprocals: usize, x: usize): void {
  let row = lower;
  for (let i = 0; i < D; i++) {
    const at = x + ((<usize>i) << 5);
    let even0 = v128.load(at), even1 = v128.load(at, 16), odd0 = both(0), odd1 = both(0);
    let y = x, l = row;
    while (y + 32 < at) {
      even0 = multiplySubtract(even0, v128.load(y), v128.load(l));
      even1 = multiplySubtract(even1, v128.load(y, 16), v128.load(l, 16));
      odd0 = multiplySubtract(odd0, v128.load(y, 32), v128.load(l, 32));
      odd1 = multiplySubtract(odd1, v128.load(y, 48), v128.load(l, 48));
      y += 64;
      l += 64;
    }
    if (y < at) {
      even0 = multiplySubtract(even0, v128.load(y), v128.load(l));
      even1 = multiplySubtract(even1, v128.load(y, 16), v128.load(l, 16));
    }
    const inverse = reciprocals + ((<usize>i) << 5);
    v128.store(at, f64x2.mul(f64x2.add(even0, odd0), v128.load(inverse)));
    v128.store(at, f64x2.mul(f64x2.add(even1, odd1), v128.load(inverse, 16)), 16);
    row += (<usize>(i + 1)) << 5;
  }
  for (let i = D - 1; i >= 0; i--) {
    row -= (<usize>(i + 1)) << 5;
    const at = x + ((<usize>i) << 5);
    const inverse = reciprocals + ((<usize>i) << 5);
    const x0 = f64x2.mul(v128.load(at), v128.load(inverse));
    const x1 = f64x2.mul(v128.load(at, 16), v128.load(inverse, 16));
    v128.store(at, x0);
    v128.store(at, x1, 16);
    let l = row;
    for (let y = x; y < at; y += 32) {
      v128.store(y, multiplySubtract(v128.load(y), x0, v128.load(l)));
      v128.store(y, multiplySubtract(v128.load(y, 16), x1, v128.load(l, 16)), 16);
      l += 32;
    }
  }
}
