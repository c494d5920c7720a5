/**
 * Column panels: the form in which a matrix meets the micro-kernels.
 *
 *   X (rows x columns, row-major)          panel 0        panel 1
 *                                        c0 c1 c2 c3    c4 c5  0  0
 *     x00 x01 x02 x03 | x04 x05     row0  .  .  .  .     .  .  0  0
 *     x10 x11 x12 x13 | x14 x15     row1  .  .  .  .     .  .  0  0
 *     ...                           ...
 *
 * Four columns side by side, all rows of them one after the other; the last panel is filled up with zeros. Panel p
 * starts at p * rows * 4 doubles. A tile of four columns is then one contiguous stream of 32 bytes a row.
 */

import { bytes, both } from './simd';

/** Columns of a panel. */
export const PANEL: i32 = 4;

/** x (rows x columns, row-major) -> panels (ceil(columns/4) x rows x 4). */
export function packPanels(rows: i32, columns: i32, x: usize, panels: usize): void {
  packStrided(rows, columns, x, columns, 1, panels);
}

/**
 * The same for any strides: entry (k, c) of the source is double number k * rowStride + c * columnStride. With the
 * strides swapped this packs the transpose.
 */
export function packStrided(rows: i32, columns: i32, source: usize, rowStride: i32, columnStride: i32, panels: usize): void {
  const down = bytes(rowStride);
  const right = bytes(columnStride);
  let to = panels;
  for (let first = 0; first < columns; first += PANEL) {
    let from = source + <usize>first * right;
    const whole = first + PANEL <= columns;
    if (whole && columnStride == 1) {
      for (let k = 0; k < rows; k++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += down;
        to += 32;
      }
    } else if (whole) {
      let k = 0;
      // The transpose: four columns that each lie in one piece, two rows of them at a time.
      if (rowStride == 1) {
        for (; k + 2 <= rows; k += 2) {
          const a = v128.load(from), b = v128.load(from + right);
          const c = v128.load(from + 2 * right), d = v128.load(from + 3 * right);
          v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
          v128.store(to, v128.shuffle<f64>(c, d, 0, 2), 16);
          v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
          v128.store(to, v128.shuffle<f64>(c, d, 1, 3), 48);
          from += 16;
          to += 64;
        }
      }
      for (; k < rows; k++) {
        store<f64>(to, load<f64>(from));
        store<f64>(to, load<f64>(from + right), 8);
        store<f64>(to, load<f64>(from + 2 * right), 16);
        store<f64>(to, load<f64>(from + 3 * right), 24);
        from += down;
        to += 32;
      }
    } else {
      for (let k = 0; k < rows; k++) {
        v128.store(to, both(0));
        v128.store(to, both(0), 16);
        for (let c = 0; first + c < columns; c++) store<f64>(to + bytes(c), load<f64>(from + <usize>c * right));
        from += down;
        to += 32;
      }
    }
  }
}
