/**
 * Cholesky factorization A + damping I = L L^T on the row tiles of gram.ts, left-looking, and the two triangular
 * solves. L has the layout of A, so nothing is repacked; the reciprocals of its diagonal stand in their own vector.
 *
 * Tile (I, J), columns side by side as they lie in memory:
 *
 *     a = column 4J    b = column 4J+1    c = column 4J+2    d = column 4J+3      (rows 4I .. 4I+3 each, two v128)
 *
 * For each tile: subtract the product of the row tiles I and J to its left; then solve against the diagonal tile of
 * J (J < I) or factor it (J = I).
 */

import { multiplyAdd, multiplySubtract, both, bytes } from './simd';
import { tile4x4 } from './tile';

/**
 * `lower` may be `tiles`. Rows of padding get the pivot 1. Returns 0, or the number (from 1) of the first pivot that
 * is not positive and finite (NaN included); `lower` is then unfinished.
 */
export function cholesky(D: i32, tiles: usize, lower: usize, reciprocals: usize, damping: f64): i32 {
  const count = (D + 3) >> 2;
  const tileRowBytes = (<usize>count) << 7;
  for (let I = 0; I < count; I++) {
    const rowI = lower + <usize>I * tileRowBytes;
    for (let J = 0; J <= I; J++) {
      const across = (<usize>J) << 7;
      const from = tiles + <usize>I * tileRowBytes + across;
      let a0 = v128.load(from), a1 = v128.load(from, 16);
      let b0 = v128.load(from, 32), b1 = v128.load(from, 48);
      let c0 = v128.load(from, 64), c1 = v128.load(from, 80);
      let d0 = v128.load(from, 96), d1 = v128.load(from, 112);

      let right = rowI;
      let left = lower + <usize>J * tileRowBytes;
      const diagonal = left + across;
      while (left < diagonal) {
        const r0 = v128.load(right), r1 = v128.load(right, 16);
        let l = v128.load64_splat(left);
        a0 = multiplySubtract(a0, l, r0);
        a1 = multiplySubtract(a1, l, r1);
        l = v128.load64_splat(left, 8);
        b0 = multiplySubtract(b0, l, r0);
        b1 = multiplySubtract(b1, l, r1);
        l = v128.load64_splat(left, 16);
        c0 = multiplySubtract(c0, l, r0);
        c1 = multiplySubtract(c1, l, r1);
        l = v128.load64_splat(left, 24);
        d0 = multiplySubtract(d0, l, r0);
        d1 = multiplySubtract(d1, l, r1);
        left += 32;
        right += 32;
      }

      const to = rowI + across;
      if (J < I) {
        const inverse = reciprocals + ((<usize>J) << 5);
        let s = v128.load64_splat(inverse);
        a0 = f64x2.mul(a0, s);
        a1 = f64x2.mul(a1, s);
        s = v128.load64_splat(diagonal, 8);
        b0 = multiplySubtract(b0, s, a0);
        b1 = multiplySubtract(b1, s, a1);
        s = v128.load64_splat(inverse, 8);
        b0 = f64x2.mul(b0, s);
        b1 = f64x2.mul(b1, s);
        s = v128.load64_splat(diagonal, 16);
        c0 = multiplySubtract(c0, s, a0);
        c1 = multiplySubtract(c1, s, a1);
        s = v128.load64_splat(diagonal, 48);
        c0 = multiplySubtract(c0, s, b0);
        c1 = multiplySubtract(c1, s, b1);
        s = v128.load64_splat(inverse, 16);
        c0 = f64x2.mul(c0, s);
        c1 = f64x2.mul(c1, s);
        s = v128.load64_splat(diagonal, 24);
        d0 = multiplySubtract(d0, s, a0);
        d1 = multiplySubtract(d1, s, a1);
        s = v128.load64_splat(diagonal, 56);
        d0 = multiplySubtract(d0, s, b0);
        d1 = multiplySubtract(d1, s, b1);
        s = v128.load64_splat(diagonal, 88);
        d0 = multiplySubtract(d0, s, c0);
        d1 = multiplySubtract(d1, s, c1);
        s = v128.load64_splat(inverse, 24);
        d0 = f64x2.mul(d0, s);
        d1 = f64x2.mul(d1, s);
      }
      v128.store(to, a0);
      v128.store(to, a1, 16);
      v128.store(to, b0, 32);
      v128.store(to, b1, 48);
      v128.store(to, c0, 64);
      v128.store(to, c1, 80);
      v128.store(to, d0, 96);
      v128.store(to, d1, 112);
      if (J == I) {
        const failed = factorDiagonalTile(to, reciprocals + ((<usize>I) << 5), min(4, D - 4 * I), damping);
        if (failed != 0) return 4 * I + failed;
      }
    }
  }
  return 0;
}

/** The 4 x 4 tile on the diagonal in place: entry (r, c) is double number 4c + r. Above the diagonal it is zeroed. */
function factorDiagonalTile(tile: usize, reciprocals: usize, inside: i32, damping: f64): i32 {
  for (let c = 0; c < 4; c++) {
    const column = tile + ((<usize>c) << 5);
    let pivot: f64 = 1;
    if (c < inside) {
      pivot = load<f64>(column + bytes(c)) + damping;
      for (let k = 0; k < c; k++) {
        const l = load<f64>(tile + bytes(4 * k + c));
        pivot -= l * l;
      }
    }
    if (!(pivot > 0 && pivot < Infinity)) return c + 1;
    const root = Math.sqrt(pivot);
    const inverse = 1 / root;
    store<f64>(column + bytes(c), root);
    store<f64>(reciprocals + bytes(c), inverse);
    for (let r = 0; r < c; r++) store<f64>(column + bytes(r), 0);
    for (let r = c + 1; r < 4; r++) {
      let entry = load<f64>(column + bytes(r));
      for (let k = 0; k < c; k++) entry -= load<f64>(tile + bytes(4 * k + r)) * load<f64>(tile + bytes(4 * k + c));
      store<f64>(column + bytes(r), entry * inverse);
    }
  }
  return 0;
}

/** x <- (L L^T)^{-1} x; x is padded to whole tiles with zeros. */
export function solveCholesky(D: i32, lower: usize, reciprocals: usize, x: usize): void {
  forward(D, lower, reciprocals, x);
  backward(D, lower, reciprocals, x);
}

/** L y = x, four entries of y at a time. */
// @ts-ignore: decorator
@inline
function forward(D: i32, lower: usize, reciprocals: usize, x: usize): void {
  const count = (D + 3) >> 2;
  const tileRowBytes = (<usize>count) << 7;
  for (let I = 0; I < count; I++) {
    const at = x + ((<usize>I) << 5);
    let tile = lower + <usize>I * tileRowBytes;
    let even0 = v128.load(at), even1 = v128.load(at, 16), odd0 = both(0), odd1 = both(0);
    for (let y = x; y < at; y += 32) {
      let s = v128.load64_splat(y);
      even0 = multiplySubtract(even0, s, v128.load(tile));
      even1 = multiplySubtract(even1, s, v128.load(tile, 16));
      s = v128.load64_splat(y, 8);
      odd0 = multiplySubtract(odd0, s, v128.load(tile, 32));
      odd1 = multiplySubtract(odd1, s, v128.load(tile, 48));
      s = v128.load64_splat(y, 16);
      even0 = multiplySubtract(even0, s, v128.load(tile, 64));
      even1 = multiplySubtract(even1, s, v128.load(tile, 80));
      s = v128.load64_splat(y, 24);
      odd0 = multiplySubtract(odd0, s, v128.load(tile, 96));
      odd1 = multiplySubtract(odd1, s, v128.load(tile, 112));
      tile += 128;
    }
    even0 = f64x2.add(even0, odd0);
    even1 = f64x2.add(even1, odd1);
    const inverse = reciprocals + ((<usize>I) << 5);
    const y0 = f64x2.extract_lane(even0, 0) * load<f64>(inverse);
    const y1 = (f64x2.extract_lane(even0, 1) - load<f64>(tile, 8) * y0) * load<f64>(inverse, 8);
    const y2 = (f64x2.extract_lane(even1, 0) - load<f64>(tile, 16) * y0 - load<f64>(tile, 48) * y1) * load<f64>(inverse, 16);
    const y3 =
      (f64x2.extract_lane(even1, 1) - load<f64>(tile, 24) * y0 - load<f64>(tile, 56) * y1 - load<f64>(tile, 88) * y2) *
      load<f64>(inverse, 24);
    store<f64>(at, y0);
    store<f64>(at, y1, 8);
    store<f64>(at, y2, 16);
    store<f64>(at, y3, 24);
  }
}

/** L^T x = y: four entries solved, then their rows taken off everything before them. */
// @ts-ignore: decorator
@inline
function backward(D: i32, lower: usize, reciprocals: usize, x: usize): void {
  const count = (D + 3) >> 2;
  const tileRowBytes = (<usize>count) << 7;
  for (let I = count - 1; I >= 0; I--) {
    const row = lower + <usize>I * tileRowBytes;
    const tile = row + ((<usize>I) << 7);
    const at = x + ((<usize>I) << 5);
    const inverse = reciprocals + ((<usize>I) << 5);
    const x3 = load<f64>(at, 24) * load<f64>(inverse, 24);
    const x2 = (load<f64>(at, 16) - load<f64>(tile, 88) * x3) * load<f64>(inverse, 16);
    const x1 = (load<f64>(at, 8) - load<f64>(tile, 48) * x2 - load<f64>(tile, 56) * x3) * load<f64>(inverse, 8);
    const x0 =
      (load<f64>(at) - load<f64>(tile, 8) * x1 - load<f64>(tile, 16) * x2 - load<f64>(tile, 24) * x3) * load<f64>(inverse);
    store<f64>(at, x0);
    store<f64>(at, x1, 8);
    store<f64>(at, x2, 16);
    store<f64>(at, x3, 24);
    const x01 = f64x2.replace_lane(both(x0), 1, x1);
    const x23 = f64x2.replace_lane(both(x2), 1, x3);
    let column = row;
    for (let y = x; y < at; y += 16) {
      const even = multiplyAdd(f64x2.mul(v128.load(column), x01), v128.load(column, 16), x23);
      const odd = multiplyAdd(f64x2.mul(v128.load(column, 32), x01), v128.load(column, 48), x23);
      v128.store(y, f64x2.sub(v128.load(y), f64x2.add(v128.shuffle<f64>(even, odd, 0, 2), v128.shuffle<f64>(even, odd, 1, 3))));
      column += 64;
    }
  }
}

/**
 * The same for right-hand sides four by four, interleaved: x[group][i][lane] <- (L L^T)^{-1} x, groups one after the
 * other. One pass over L serves all: a row of tiles stays in the cache while the groups take their turn. `scratch`:
 * 16 doubles.
 */
export function solveCholeskyLanes(D: i32, lower: usize, reciprocals: usize, x: usize, groups: i32, scratch: usize): void {
  const count = (D + 3) >> 2;
  const tileRowBytes = (<usize>count) << 7;
  const end = x + <usize>groups * tileRowBytes;
  for (let I = 0; I < count; I++) {
    const row = lower + <usize>I * tileRowBytes;
    for (let group = x; group < end; group += tileRowBytes) forwardLanes(I, row, reciprocals, group, scratch);
  }
  for (let I = count - 1; I >= 0; I--) {
    const row = lower + <usize>I * tileRowBytes;
    for (let group = x; group < end; group += tileRowBytes) backwardLanes(I, row, reciprocals, group);
  }
}

/** Four entries of L y = x, in all lanes of one group. */
// @ts-ignore: decorator
@inline
function forwardLanes(I: i32, row: usize, reciprocals: usize, x: usize, scratch: usize): void {
  const at = x + ((<usize>I) << 7);
  // scratch[r][lane] = sum over the columns j to the left of L(4I + r, j) x[j][lane]
  tile4x4(4 * I, row, x, scratch, 32, false);
  const tile = row + ((<usize>I) << 7);
  for (let r: usize = 0; r < 4; r++) {
    const to = at + (r << 5), sum = scratch + (r << 5);
    let y0 = f64x2.sub(v128.load(to), v128.load(sum)), y1 = f64x2.sub(v128.load(to, 16), v128.load(sum, 16));
    for (let c: usize = 0; c < r; c++) {
      const l = v128.load64_splat(tile + (c << 5) + (r << 3));
      y0 = multiplySubtract(y0, l, v128.load(at + (c << 5)));
      y1 = multiplySubtract(y1, l, v128.load(at + (c << 5), 16));
    }
    const inverse = v128.load64_splat(reciprocals + ((<usize>I) << 5) + (r << 3));
    v128.store(to, f64x2.mul(y0, inverse));
    v128.store(to, f64x2.mul(y1, inverse), 16);
  }
}

/** Four entries of L^T x = y, then their rows taken off everything before them. */
// @ts-ignore: decorator
@inline
function backwardLanes(I: i32, row: usize, reciprocals: usize, x: usize): void {
  const at = x + ((<usize>I) << 7);
  const tile = row + ((<usize>I) << 7);
  for (let r: i32 = 3; r >= 0; r--) {
    const to = at + ((<usize>r) << 5);
    let y0 = v128.load(to), y1 = v128.load(to, 16);
    for (let q = r + 1; q < 4; q++) {
      const l = v128.load64_splat(tile + ((<usize>r) << 5) + ((<usize>q) << 3));
      y0 = multiplySubtract(y0, l, v128.load(at + ((<usize>q) << 5)));
      y1 = multiplySubtract(y1, l, v128.load(at + ((<usize>q) << 5), 16));
    }
    const inverse = v128.load64_splat(reciprocals + ((<usize>I) << 5) + ((<usize>r) << 3));
    v128.store(to, f64x2.mul(y0, inverse));
    v128.store(to, f64x2.mul(y1, inverse), 16);
  }
  const a0 = v128.load(at), a1 = v128.load(at, 16), b0 = v128.load(at, 32), b1 = v128.load(at, 48);
  const c0 = v128.load(at, 64), c1 = v128.load(at, 80), d0 = v128.load(at, 96), d1 = v128.load(at, 112);
  let column = row;
  for (let y = x; y < at; y += 32) {
    let y0 = v128.load(y), y1 = v128.load(y, 16);
    let l = v128.load64_splat(column);
    y0 = multiplySubtract(y0, l, a0);
    y1 = multiplySubtract(y1, l, a1);
    l = v128.load64_splat(column, 8);
    y0 = multiplySubtract(y0, l, b0);
    y1 = multiplySubtract(y1, l, b1);
    l = v128.load64_splat(column, 16);
    y0 = multiplySubtract(y0, l, c0);
    y1 = multiplySubtract(y1, l, c1);
    l = v128.load64_splat(column, 24);
    y0 = multiplySubtract(y0, l, d0);
    y1 = multiplySubtract(y1, l, d1);
    v128.store(y, y0);
    v128.store(y, y1, 16);
    column += 32;
  }
}
