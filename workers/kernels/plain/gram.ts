/** Plain twins of assembly/gram.ts and assembly/product.ts. */

import { padded, PANEL, type Kernels } from '../kernels.ts';

/** Two columns of a tile at a time: eight sums stay in registers. */
export const gram: Kernels['gram'] = (rows, columns, panels, weights, tiles, accumulate, rowsOfTiles) => {
  const width = padded(columns);
  const { from, to: end } = rowsOfTiles ?? { from: 0, to: width / PANEL };
  const scaled = new Float64Array(PANEL * rows);
  for (let i = PANEL * from; i < PANEL * end; i += PANEL) {
    const panel = i * rows;
    for (let n = 0; n < rows; n++) {
      const weight = weights[n]!;
      const at = PANEL * n;
      scaled[at] = weight * panels[panel + at]!;
      scaled[at + 1] = weight * panels[panel + at + 1]!;
      scaled[at + 2] = weight * panels[panel + at + 2]!;
      scaled[at + 3] = weight * panels[panel + at + 3]!;
    }
    for (let j = 0; j < i + PANEL; j += 2) {
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      let left = (j >> 2) * PANEL * rows + (j & 3);
      for (let at = 0; at < PANEL * rows; at += PANEL, left += PANEL) {
        const l0 = panels[left]!;
        const l1 = panels[left + 1]!;
        const r0 = scaled[at]!;
        const r1 = scaled[at + 1]!;
        const r2 = scaled[at + 2]!;
        const r3 = scaled[at + 3]!;
        a0 += l0 * r0;
        a1 += l0 * r1;
        a2 += l0 * r2;
        a3 += l0 * r3;
        b0 += l1 * r0;
        b1 += l1 * r1;
        b2 += l1 * r2;
        b3 += l1 * r3;
      }
      const to = i * width + PANEL * j;
      tiles[to] = a0 + (accumulate ? tiles[to]! : 0);
      tiles[to + 1] = a1 + (accumulate ? tiles[to + 1]! : 0);
      tiles[to + 2] = a2 + (accumulate ? tiles[to + 2]! : 0);
      tiles[to + 3] = a3 + (accumulate ? tiles[to + 3]! : 0);
      tiles[to + 4] = b0 + (accumulate ? tiles[to + 4]! : 0);
      tiles[to + 5] = b1 + (accumulate ? tiles[to + 5]! : 0);
      tiles[to + 6] = b2 + (accumulate ? tiles[to + 6]! : 0);
      tiles[to + 7] = b3 + (accumulate ? tiles[to + 7]! : 0);
    }
  }
};

export const tilesToDense: Kernels['tilesToDense'] = (dimension, tiles, dense) => {
  const width = padded(dimension);
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = tiles[(i >> 2) * PANEL * width + PANEL * j + (i & 3)]!;
      dense[i * dimension + j] = entry;
      dense[j * dimension + i] = entry;
    }
  }
};

export const denseToTiles: Kernels['denseToTiles'] = (dimension, dense, tiles) => {
  const width = padded(dimension);
  tiles.fill(0, 0, width * width);
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j <= i; j++) {
      tiles[(i >> 2) * PANEL * width + PANEL * j + (i & 3)] = dense[i * dimension + j]!;
    }
  }
};

/** Row by row of C, one row of B at a time. */
export const product: Kernels['product'] = (M, N, K, a, b, c, accumulate) => {
  if (!accumulate) c.fill(0, 0, M * N);
  for (let i = 0; i < M; i++) {
    for (let k = 0; k < K; k++) {
      const factor = a.values[i * a.row + k * a.column]!;
      let from = k * b.row;
      for (let at = i * N; at < (i + 1) * N; at++, from += b.column)
        c[at] = c[at]! + factor * b.values[from]!;
    }
  }
};
