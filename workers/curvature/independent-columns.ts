/** Which columns of a matrix are linearly independent, numerically. */

import { addWeightedGram } from '../linalg/dense.ts';

/**
 * Cholesky of the Gram matrix with pivoting, columns scaled to length 1 first: the next column is the one furthest
 * from the span of those chosen, until the squared distance of none is above `tolerance`.
 * @param x rows x columns, row-major
 * @returns positions of the independent columns, ascending
 */
export function independentColumns(
  x: Float64Array,
  rows: number,
  columns: number,
  tolerance = 1e-10,
): number[] {
  const gram = new Float64Array(columns * columns);
  addWeightedGram(x, rows, columns, new Float64Array(rows).fill(1), gram);
  const scale = Float64Array.from(
    { length: columns },
    (_, j) => 1 / Math.sqrt(gram[j * (columns + 1)]! || 1),
  );
  const entry = (i: number, j: number) =>
    gram[Math.max(i, j) * columns + Math.min(i, j)]! * scale[i]! * scale[j]!;
  // Squared distance of each column from the span of the chosen ones.
  const distance = Float64Array.from({ length: columns }, (_, j) => entry(j, j));
  /** One array a chosen column: its row of the factor. */
  const factor: Float64Array[] = [];
  const chosen: number[] = [];
  for (;;) {
    let furthest = -1;
    for (let j = 0; j < columns; j++) {
      // Of columns that are equally far the first is taken, so that copies are dropped and not their original.
      if (distance[j]! > (furthest < 0 ? tolerance : distance[furthest]! * (1 + 1e-9))) furthest = j;
    }
    if (furthest < 0) return chosen.sort((a, b) => a - b);
    const root = Math.sqrt(distance[furthest]!);
    const row = new Float64Array(columns);
    for (let j = 0; j < columns; j++) {
      let rest = entry(furthest, j);
      for (const earlier of factor) rest -= earlier[furthest]! * earlier[j]!;
      row[j] = rest / root;
      distance[j]! -= row[j]! * row[j]!;
    }
    distance[furthest] = -Infinity;
    factor.push(row);
    chosen.push(furthest);
  }
}
