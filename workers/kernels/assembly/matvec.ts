/** Products of a packed matrix (panels.ts) with a vector, both ways. Vectors of columns are padded to whole panels. */

import { multiplyAdd, addPairs, both } from './simd';

/**
 * out (rows) = X v. Four rows at a time, so that one load of v serves four; each row's sum runs over the panels in
 * order, even and odd columns apart, which are added last.
 */
export function multiply(rows: i32, columns: i32, panels: usize, v: usize, out: usize): void {
  const panelBytes = (<usize>rows) << 5;
  const end = v + ((<usize>((columns + 3) >> 2)) << 5);
  let n = 0;
  for (; n + 4 <= rows; n += 4) {
    let a = both(0), b = both(0), c = both(0), d = both(0);
    let x = panels + ((<usize>n) << 5);
    for (let t = v; t < end; t += 32) {
      const t0 = v128.load(t), t1 = v128.load(t, 16);
      a = multiplyAdd(multiplyAdd(a, t0, v128.load(x)), t1, v128.load(x, 16));
      b = multiplyAdd(multiplyAdd(b, t0, v128.load(x, 32)), t1, v128.load(x, 48));
      c = multiplyAdd(multiplyAdd(c, t0, v128.load(x, 64)), t1, v128.load(x, 80));
      d = multiplyAdd(multiplyAdd(d, t0, v128.load(x, 96)), t1, v128.load(x, 112));
      x += panelBytes;
    }
    v128.store(out, addPairs(a, b));
    v128.store(out, addPairs(c, d), 16);
    out += 32;
  }
  for (; n < rows; n++) {
    let a = both(0);
    let x = panels + ((<usize>n) << 5);
    for (let t = v; t < end; t += 32) {
      a = multiplyAdd(multiplyAdd(a, v128.load(t), v128.load(x)), v128.load(t, 16), v128.load(x, 16));
      x += panelBytes;
    }
    store<f64>(out, f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1));
    out += 8;
  }
}

/** out (columns, padded) = X^T u. Rows n, n+1, n+2, n+3 (mod 4) are summed apart and added last. */
export function multiplyTransposed(rows: i32, columns: i32, panels: usize, u: usize, out: usize): void {
  const count = (columns + 3) >> 2;
  let x = panels;
  for (let p = 0; p < count; p++) {
    let a0 = both(0), a1 = both(0), b0 = both(0), b1 = both(0);
    let c0 = both(0), c1 = both(0), d0 = both(0), d1 = both(0);
    let r = u;
    let n = 0;
    for (; n + 4 <= rows; n += 4) {
      let s = v128.load64_splat(r);
      a0 = multiplyAdd(a0, s, v128.load(x));
      a1 = multiplyAdd(a1, s, v128.load(x, 16));
      s = v128.load64_splat(r, 8);
      b0 = multiplyAdd(b0, s, v128.load(x, 32));
      b1 = multiplyAdd(b1, s, v128.load(x, 48));
      s = v128.load64_splat(r, 16);
      c0 = multiplyAdd(c0, s, v128.load(x, 64));
      c1 = multiplyAdd(c1, s, v128.load(x, 80));
      s = v128.load64_splat(r, 24);
      d0 = multiplyAdd(d0, s, v128.load(x, 96));
      d1 = multiplyAdd(d1, s, v128.load(x, 112));
      r += 32;
      x += 128;
    }
    for (; n < rows; n++) {
      const s = v128.load64_splat(r);
      a0 = multiplyAdd(a0, s, v128.load(x));
      a1 = multiplyAdd(a1, s, v128.load(x, 16));
      r += 8;
      x += 32;
    }
    v128.store(out, f64x2.add(f64x2.add(a0, b0), f64x2.add(c0, d0)));
    v128.store(out, f64x2.add(f64x2.add(a1, b1), f64x2.add(c1, d1)), 16);
    out += 32;
  }
}
