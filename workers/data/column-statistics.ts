/** What one column of numbers looks like. */

import type { Column } from '#contract/dataset.ts';
import { meanOf } from './mean.ts';

/** Distinct values are counted up to this many. */
const distinctLimit = 1000;

export type ColumnStatistics = Omit<Column, 'name' | 'type' | 'role' | 'note'>;

/**
 * Statistics of a column of `rows` finite values, of which those not in `values` are 0; the standard deviation has
 * ddof 0. Costs grow with the values given, not with the rows.
 */
export function describeValues(values: Float64Array, rows: number): ColumnStatistics {
  const zeros = rows - values.length;
  let minimum = zeros > 0 ? 0 : Infinity;
  let maximum = zeros > 0 ? 0 : -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const mean = minimum === maximum ? minimum : meanOf(values, rows);
  return {
    minimum,
    maximum,
    mean,
    standardDeviation: deviationOf(values, rows, mean, Math.max(-minimum, maximum)),
    distinct: distinctCount(values, zeros),
    missing: 0,
    histogram: histogram(values, zeros, minimum, maximum),
  };
}

/** Where the squares are beyond the largest number, in units of the `largest` magnitude. */
function deviationOf(values: Float64Array, rows: number, mean: number, largest: number): number {
  const inUnitsOf = (unit: number) => {
    const centre = mean / unit;
    let squares = (rows - values.length) * centre * centre;
    for (let i = 0; i < values.length; i++) squares += (values[i]! / unit - centre) ** 2;
    return unit * Math.sqrt(squares / rows);
  };
  const deviation = inUnitsOf(1);
  return Number.isFinite(deviation) ? deviation : inUnitsOf(largest);
}

function distinctCount(values: Float64Array, zeros: number): number {
  const distinct = new Set<number>(zeros > 0 ? [0] : []);
  for (let i = 0; i < values.length && distinct.size < distinctLimit; i++) distinct.add(values[i]!);
  return distinct.size;
}

/** Counts in 10 to 30 equal bins (Sturges' number, within these); the last bin has both its ends. */
function histogram(values: Float64Array, zeros: number, minimum: number, maximum: number): number[] {
  const rows = values.length + zeros;
  if (minimum === maximum) return [rows];
  const bins = Math.min(30, Math.max(10, Math.ceil(Math.log2(rows)) + 1));
  const counts = new Float64Array(bins);
  // Divided before the difference, which can be beyond the largest number.
  const width = maximum / bins - minimum / bins;
  const binOf = (value: number) => Math.min(bins - 1, Math.max(0, Math.floor((value - minimum) / width)));
  for (let i = 0; i < values.length; i++) counts[binOf(values[i]!)]!++;
  if (zeros > 0) counts[binOf(0)]! += zeros;
  return Array.from(counts);
}
