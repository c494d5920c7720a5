/** Plain twin of assembly/cholesky.ts: same layout, one column at a time. */

import { LANES, padded, PANEL, type Kernels } from '../kernels.ts';

/** Start of column j's four rows 4I .. 4I + 3. */
function tileColumn(width: number, I: number, j: number): number {
  return I * PANEL * width + PANEL * j;
}

export const cholesky: Kernels['cholesky'] = (dimension, tiles, lower, reciprocals, damping) => {
  const width = padded(dimension);
  for (let i = 0; i < width; i++) {
    const I = i >> 2;
    const r = i & 3;
    const row = I * PANEL * width + r;
    for (let j = 0; j <= i; j++) {
      let entry = tiles[row + PANEL * j]!;
      const other = tileColumn(width, j >> 2, 0) + (j & 3);
      for (let k = 0; k < PANEL * j; k += PANEL) entry -= lower[row + k]! * lower[other + k]!;
      if (j < i) {
        lower[row + PANEL * j] = entry * reciprocals[j]!;
        continue;
      }
      const pivot = i < dimension ? entry + damping : 1;
      if (!(pivot > 0 && pivot < Infinity)) return i + 1;
      const root = Math.sqrt(pivot);
      lower[row + PANEL * j] = root;
      reciprocals[i] = 1 / root;
    }
    for (let j = i + 1; j < PANEL * (I + 1); j++) lower[row + PANEL * j] = 0;
  }
  return 0;
};

export const solveCholesky: Kernels['solveCholesky'] = (dimension, lower, reciprocals, x) => {
  const width = padded(dimension);
  for (let i = 0; i < dimension; i++) {
    const row = tileColumn(width, i >> 2, 0) + (i & 3);
    let entry = x[i]!;
    for (let j = 0; j < i; j++) entry -= lower[row + PANEL * j]! * x[j]!;
    x[i] = entry * reciprocals[i]!;
  }
  for (let i = dimension - 1; i >= 0; i--) {
    const entry = x[i]! * reciprocals[i]!;
    x[i] = entry;
    const row = tileColumn(width, i >> 2, 0) + (i & 3);
    for (let j = 0; j < i; j++) x[j] = x[j]! - entry * lower[row + PANEL * j]!;
  }
};

export const solveCholeskyLanes: Kernels['solveCholeskyLanes'] = (dimension, lower, reciprocals, x) => {
  const vector = new Float64Array(padded(dimension));
  for (let group = 0; group < x.length; group += LANES * padded(dimension)) {
    for (let lane = group; lane < group + LANES; lane++) {
      for (let i = 0; i < dimension; i++) vector[i] = x[LANES * i + lane]!;
      solveCholesky(dimension, lower, reciprocals, vector);
      for (let i = 0; i < dimension; i++) x[LANES * i + lane] = vector[i]!;
    }
  }
};
