/** Column means and population standard deviations of some rows. */

import type { Design } from './problem.ts';

export interface Standardizer {
  readonly mean: Float64Array;
  /** ddof 0; 1 for a constant column, which is only centred. */
  readonly deviation: Float64Array;
}

/**
 * Two passes over the rows, so that a large mean does not eat the deviation's digits. A column is constant when all
 * its values on these rows are equal, whatever rounding makes of its variance; its mean is then that value.
 */
export function standardizer(features: Design, rows: Uint32Array): Standardizer {
  const { columns } = features;
  const mean = new Float64Array(columns);
  const sumOfSquares = new Float64Array(columns);
  const minimum = new Float64Array(columns).fill(Infinity);
  const maximum = new Float64Array(columns).fill(-Infinity);
  const row = new Float64Array(columns);
  for (const index of rows) {
    copyRow(features, index, row);
    for (let j = 0; j < columns; j++) {
      const value = row[j]!;
      mean[j]! += value;
      if (value < minimum[j]!) minimum[j] = value;
      if (value > maximum[j]!) maximum[j] = value;
    }
  }
  for (let j = 0; j < columns; j++)
    mean[j] = minimum[j] === maximum[j] ? minimum[j]! : mean[j]! / rows.length;
  for (const index of rows) {
    copyRow(features, index, row);
    for (let j = 0; j < columns; j++) sumOfSquares[j]! += (row[j]! - mean[j]!) ** 2;
  }
  const deviation = sumOfSquares.map((sum) => (sum > 0 ? Math.sqrt(sum / rows.length) : 1));
  return { mean, deviation };
}

/** Writes row `index` (P values, zeros included) into `out`. */
export function copyRow(features: Design, index: number, out: Float64Array): void {
  if (features.kind === 'dense') {
    out.set(features.values.subarray(index * features.columns, (index + 1) * features.columns));
    return;
  }
  out.fill(0);
  for (let k = features.rowStart[index]!; k < features.rowStart[index + 1]!; k++) {
    out[features.columnIndex[k]!] = features.values[k]!;
  }
}
