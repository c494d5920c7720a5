/**
 * Matrix product C (M x N, row-major) = A B for operands of any strides (in doubles), so transposes cost nothing.
 *
 *            N                      B is packed DEPTH rows at a time into column panels,
 *         +-----+                   A BLOCK rows of that depth into row panels (the panels of A^T);
 *      K  |  B  |                   the 4 x 4 tile then runs over two contiguous streams.
 *         +-----+
 *   +---+ +-----+
 *  M| A | |  C  |
 *   +---+ +-----+
 *     K
 */

import { bytes } from './simd';
import { packStrided } from './panels';
import { tile4x4 } from './tile';
import { DEPTH } from './gram';

/** Rows of A packed at a time: 96 x 256 doubles fill half of a second-level cache. */
const BLOCK: i32 = 96;

/**
 * `packedA`: BLOCK * DEPTH doubles, `packedB`: DEPTH * 4 ceil(N/4) doubles, `edge`: 16 doubles (tiles that stick out of C).
 */
export function product(
  M: i32, N: i32, K: i32,
  a: usize, aRow: i32, aColumn: i32,
  b: usize, bRow: i32, bColumn: i32,
  c: usize, accumulate: i32,
  packedA: usize, packedB: usize, edge: usize,
): void {
  const stride = bytes(N);
  if (K == 0 && !accumulate) memory.fill(c, 0, stride * <usize>M);
  for (let k = 0; k < K; k += DEPTH) {
    const depth = min(DEPTH, K - k);
    const add = k > 0 || accumulate != 0;
    packStrided(depth, N, b + bytes(k * bRow), bRow, bColumn, packedB);
    for (let i = 0; i < M; i += BLOCK) {
      const block = min(BLOCK, M - i);
      packStrided(depth, block, a + bytes(i * aRow) + bytes(k * aColumn), aColumn, aRow, packedA);
      for (let j = 0; j < N; j += 4) {
        const right = packedB + bytes(j * depth);
        for (let r = 0; r < block; r += 4) {
          const left = packedA + bytes(r * depth);
          const at = c + <usize>(i + r) * stride + bytes(j);
          if (r + 4 <= block && j + 4 <= N) tile4x4(depth, left, right, at, stride, add);
          else {
            tile4x4(depth, left, right, edge, 32, false);
            copyEdge(min(4, block - r), min(4, N - j), edge, at, stride, add);
          }
        }
      }
    }
  }
}

/** The part of a tile that lies inside C. */
function copyEdge(rows: i32, columns: i32, tile: usize, c: usize, stride: usize, add: bool): void {
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < columns; j++) {
      const at = c + <usize>r * stride + bytes(j);
      const entry = load<f64>(tile + bytes(r * 4 + j));
      store<f64>(at, add ? load<f64>(at) + entry : entry);
    }
  }
}
