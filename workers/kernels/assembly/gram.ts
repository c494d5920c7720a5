/**
 * The weighted Gram matrix A = X^T diag(w) X of a packed X, in the layout that the Cholesky factorization reads.
 *
 * Row tiles of the lower triangle (D = 6, so that there are two rows of tiles):
 *
 *   row of tiles I holds rows 4I .. 4I+3 column by column, four doubles a column:
 *
 *     I = 0:  col0 col1 col2 col3   (unused)
 *     I = 1:  col0 col1 col2 col3 | col4 col5 col6 col7       each colj = A(4I, j), .., A(4I+3, j)
 *
 *   entry (i, j) is double number  (i >> 2) * 4 * width + j * 4 + (i & 3),  width = 4 ceil(D/4).
 *
 * Tiles above the diagonal are not written. Padding rows and columns are zero.
 */

import { multiplyAdd, both, bytes } from './simd';
import { tile4x4 } from './tile';

/** Rows summed before a tile goes back to memory: 256 x 4 doubles of either operand stay in the first-level cache. */
export const DEPTH: i32 = 256;

/** Rows of tiles [from, to), which depend on no others. `scratch`: DEPTH * 4 doubles. */
export function gram(
  rows: i32, columns: i32, panels: usize, weights: usize, tiles: usize, scratch: usize, accumulate: i32,
  from: i32, to: i32,
): void {
  const count = (columns + 3) >> 2;
  const panelBytes = (<usize>rows) << 5;
  const tileRowBytes = (<usize>count) << 7;
  if (rows == 0 && !accumulate) memory.fill(tiles + <usize>from * tileRowBytes, 0, tileRowBytes * <usize>(to - from));
  for (let k = 0; k < rows; k += DEPTH) {
    const depth = min(DEPTH, rows - k);
    const add = k > 0 || accumulate != 0;
    const first = panels + ((<usize>k) << 5);
    for (let I = from; I < to; I++) {
      scaleRows(depth, first + <usize>I * panelBytes, weights + bytes(k), scratch);
      let tile = tiles + <usize>I * tileRowBytes;
      let left = first;
      for (let J = 0; J <= I; J++) {
        tile4x4(depth, left, scratch, tile, 32, add);
        tile += 128;
        left += panelBytes;
      }
    }
  }
}

/** to[k][0..3] = weights[k] panel[k][0..3] */
// @ts-ignore: decorator
@inline
function scaleRows(depth: i32, panel: usize, weights: usize, to: usize): void {
  const end = weights + bytes(depth);
  while (weights < end) {
    const w = v128.load64_splat(weights);
    v128.store(to, f64x2.mul(w, v128.load(panel)));
    v128.store(to, f64x2.mul(w, v128.load(panel, 16)), 16);
    weights += 8;
    panel += 32;
    to += 32;
  }
}

/** Tiles -> row-major D x D, both triangles. */
export function tilesToDense(D: i32, tiles: usize, dense: usize): void {
  const tileRowBytes = (<usize>((D + 3) >> 2)) << 7;
  for (let i = 0; i < D; i++) {
    const row = tiles + <usize>(i >> 2) * tileRowBytes + bytes(i & 3);
    for (let j = 0; j <= i; j++) {
      const entry = load<f64>(row + ((<usize>j) << 5));
      store<f64>(dense + bytes(i * D + j), entry);
      store<f64>(dense + bytes(j * D + i), entry);
    }
  }
}

/** The lower triangle of a row-major D x D matrix -> tiles, padding zero. */
export function denseToTiles(D: i32, dense: usize, tiles: usize): void {
  const count = (D + 3) >> 2;
  const tileRowBytes = (<usize>count) << 7;
  memory.fill(tiles, 0, tileRowBytes * <usize>count);
  for (let i = 0; i < D; i++) {
    const row = tiles + <usize>(i >> 2) * tileRowBytes + bytes(i & 3);
    for (let j = 0; j <= i; j++) store<f64>(row + ((<usize>j) << 5), load<f64>(dense + bytes(i * D + j)));
  }
}
