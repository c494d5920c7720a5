/** Whether a plane separates the two classes of a binary target: then logistic regression has no minimum. */

import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { DenseColumns } from './table.ts';

const iterations = 40;
const penalty = 1e-8;

/**
 * Looks for w with (2 y_n - 1)(w . [x_n 1]) > 0 for every row, by Newton's method on the logistic loss of the
 * standardized features with a tiny penalty: on separable data its path soon separates them. True is a proof (such a
 * w was found); false means none was found.
 *
 * @param target 0 or 1 a row
 * @param yieldNow awaited between iterations
 */
export async function isSeparable(
  features: DenseColumns,
  target: Float64Array,
  yieldNow: () => Promise<void>,
): Promise<boolean> {
  const { rows, columns } = features;
  const width = columns + 1;
  const x = new Float64Array(rows * width);
  for (let j = 0; j < columns; j++) {
    const column = features.column(j);
    const mean = column.reduce((sum, value) => sum + value, 0) / rows;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
    const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    for (let i = 0; i < rows; i++) x[i * width + j] = (column[i]! - mean) * scale;
  }
  for (let i = 0; i < rows; i++) x[i * width + columns] = 1;

  let w = new Float64Array(width);
  let before = Infinity;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gradient = w.map((value) => penalty * value);
    const hessian = Matrix.zeros(width, width);
    let loss = (penalty / 2) * w.reduce((sum, value) => sum + value * value, 0);
    let separated = true;
    const lower = new Float64Array(width * width);
    for (let i = 0; i < rows; i++) {
      const row = x.subarray(i * width, (i + 1) * width);
      let f = 0;
      for (let j = 0; j < width; j++) f += w[j]! * row[j]!;
      const margin = target[i] === 1 ? f : -f;
      if (margin <= 0) separated = false;
      loss += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
      const p = 1 / (1 + Math.exp(-f));
      const weight = p * (1 - p);
      for (let j = 0; j < width; j++) {
        const value = row[j]!;
        if (value === 0) continue;
        gradient[j]! += (p - target[i]!) * value;
        const scaled = weight * value;
        for (let k = 0; k <= j; k++) lower[j * width + k]! += scaled * row[k]!;
      }
    }
    if (separated) return true;
    if (before - loss < 1e-9 * Math.abs(before)) return false;
    before = loss;
    for (let j = 0; j < width; j++) {
      for (let k = 0; k <= j; k++) {
        const value = lower[j * width + k]! + (j === k ? penalty + 1e-10 * rows : 0);
        hessian.set(j, k, value);
        hessian.set(k, j, value);
      }
    }
    const step = new CholeskyDecomposition(hessian).solve(Matrix.columnVector(gradient));
    w = w.map((value, j) => value - step.get(j, 0));
    await yieldNow();
  }
  return false;
}
