/**
 * Interleaved problems: four grid cells advance side by side, one a lane.
 *
 *   a vector of K entries for four cells:    k = 0: [cell0 cell1 cell2 cell3]   k = 1: [cell0 ...]   ...
 *
 * Every kernel on lanes treats each lane by itself and in the same order, so a cell's numbers never depend on its
 * neighbours.
 */

import { multiplySubtract, bytes } from './simd';
import { tile4x4 } from './tile';

/**
 * out[i][lane] = sum_k A(i, k) v[k][lane] for a constant A (count x depth) packed by rows of four:
 * panels[i >> 2][k][i & 3]. Several groups of four lanes share one pass over A; group g reads v + g vStride and
 * writes out + g outStride (both in doubles). `groups` is a bit mask of those to compute.
 */
export function laneProduct(
  count: i32, depth: i32, panels: usize, v: usize, out: usize,
  groups: i32, vStride: i32, outStride: i32,
): void {
  const panelBytes = (<usize>depth) << 5;
  const end = out + ((<usize>((count + 3) >> 2)) << 7);
  for (; out < end; out += 128) {
    let vector = v, to = out;
    for (let rest = groups; rest != 0; rest >>= 1) {
      if (rest & 1) tile4x4(depth, panels, vector, to, 32, false);
      vector += bytes(vStride);
      to += bytes(outStride);
    }
    panels += panelBytes;
  }
}

/** x[k][lane] <- x[k][lane] - factors[lane] d[k][lane]. Returns the bit mask of lanes in which anything changed. */
export function laneStep(count: i32, x: usize, d: usize, factors: usize): i32 {
  const f0 = v128.load(factors), f1 = v128.load(factors, 16);
  let changed0 = i64x2.splat(0), changed1 = i64x2.splat(0);
  const end = x + ((<usize>count) << 5);
  for (; x < end; x += 32, d += 32) {
    const x0 = v128.load(x), x1 = v128.load(x, 16);
    const y0 = multiplySubtract(x0, f0, v128.load(d));
    const y1 = multiplySubtract(x1, f1, v128.load(d, 16));
    changed0 = v128.or(changed0, f64x2.ne(x0, y0));
    changed1 = v128.or(changed1, f64x2.ne(x1, y1));
    v128.store(x, y0);
    v128.store(x, y1, 16);
  }
  return i64x2.bitmask(changed0) | (i64x2.bitmask(changed1) << 2);
}
