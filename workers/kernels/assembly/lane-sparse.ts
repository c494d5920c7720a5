/**
 * Sums over index lists for four interleaved cells: the sparse counterpart of laneProduct. List i is
 * indices[starts[i] .. starts[i + 1]); with lists of the rows, the columns, or the pairs of columns that a sparse
 * matrix has in common, this is X v, X^T u, or the packed triangle of X^T diag(w) X.
 */

import { multiplyAdd, both } from './simd';

/** The four lanes of entry number `index` of the source. */
// @ts-ignore: decorator
@inline
function groupAt(source: usize, index: usize): usize {
  return source + ((<usize>load<u32>(index)) << 5);
}

/** out[i][lane] = sum of source[indices[q]][lane] over list i: a matrix of zeros and ones. */
export function laneGather(count: i32, starts: usize, indices: usize, source: usize, out: usize): void {
  let q = indices + ((<usize>load<u32>(starts)) << 2);
  for (let i = 0; i < count; i++) {
    starts += 4;
    const end = indices + ((<usize>load<u32>(starts)) << 2);
    let a0 = both(0), a1 = both(0), b0 = both(0), b1 = both(0);
    while (q + 8 <= end) {
      const first = groupAt(source, q), second = groupAt(source, q + 4);
      a0 = f64x2.add(a0, v128.load(first));
      a1 = f64x2.add(a1, v128.load(first, 16));
      b0 = f64x2.add(b0, v128.load(second));
      b1 = f64x2.add(b1, v128.load(second, 16));
      q += 8;
    }
    if (q < end) {
      const last = groupAt(source, q);
      a0 = f64x2.add(a0, v128.load(last));
      a1 = f64x2.add(a1, v128.load(last, 16));
      q += 4;
    }
    v128.store(out, f64x2.add(a0, b0));
    v128.store(out, f64x2.add(a1, b1), 16);
    out += 32;
  }
}

/** out[i][lane] = sum of values[q] source[indices[q]][lane] over list i. */
export function laneGatherScaled(count: i32, starts: usize, indices: usize, values: usize, source: usize, out: usize): void {
  const first = <usize>load<u32>(starts);
  let q = indices + (first << 2);
  let value = values + (first << 3);
  for (let i = 0; i < count; i++) {
    starts += 4;
    const end = indices + ((<usize>load<u32>(starts)) << 2);
    let a0 = both(0), a1 = both(0);
    while (q < end) {
      const group = groupAt(source, q);
      const scale = v128.load64_splat(value);
      a0 = multiplyAdd(a0, scale, v128.load(group));
      a1 = multiplyAdd(a1, scale, v128.load(group, 16));
      q += 4;
      value += 8;
    }
    v128.store(out, a0);
    v128.store(out, a1, 16);
    out += 32;
  }
}
