import { describe, expect, it } from 'vitest';
import { describeValues } from './column-statistics.ts';
import { meanOf } from './mean.ts';

const largest = Number.MAX_VALUE;

/** By whole numbers of any length: doubles this large are whole. */
function exactMean(values: readonly number[], rows: number): number {
  return Number(values.reduce((sum, value) => sum + BigInt(value), 0n) / BigInt(rows));
}
/** Likewise: the whole square root by Newton's iteration. */
function exactDeviation(values: readonly number[], rows: number): number {
  const all = [...values, ...new Array<number>(rows - values.length).fill(0)].map(BigInt);
  const n = BigInt(rows);
  const sum = all.reduce((a, b) => a + b, 0n);
  // rows² times the variance.
  const square = n * all.reduce((a, b) => a + b * b, 0n) - sum * sum;
  let root = square + 1n;
  for (let next = (root + 1n) / 2n; next < root; next = (root + square / root) / 2n) root = next;
  return Number(root / n);
}

const cases: [string, number[], number][] = [
  ['a sum that is too large', [1.7e308, 1.7e308, 1], 3],
  ['partial sums that are too large', [1.7e308, 1.6e308, -1.7e308, -1.5e308], 4],
  ['zeros that are not in memory', [1.7e308, 1.5e308], 5],
  ['many', Array.from({ length: 1000 }, (_, i) => (i % 7 === 0 ? -1 : 1) * 1e305 * (i + 1)), 1000],
];

describe('of values whose sum is beyond the largest number', () => {
  it.each(cases)('the mean is that of exact arithmetic: %s', (_, values, rows) => {
    const exact = exactMean(values, rows);
    expect(Math.abs(meanOf(Float64Array.from(values), rows) / exact - 1)).toBeLessThan(1e-13);
  });

  it.each(cases)(
    'mean and standard deviation of a column are those of exact arithmetic: %s',
    (_, values, rows) => {
      const { mean, standardDeviation } = describeValues(Float64Array.from(values), rows);
      expect(Math.abs(mean! / exactMean(values, rows) - 1)).toBeLessThan(1e-13);
      expect(Math.abs(standardDeviation! / exactDeviation(values, rows) - 1)).toBeLessThan(1e-13);
    },
  );

  it.each([1, 3, 7, 1000])('the mean of %i times the largest number is it, of either sign', (n) => {
    const values = new Float64Array(n).fill(largest);
    expect(meanOf(values)).toBe(largest);
    expect(meanOf(values.map((value) => -value))).toBe(-largest);
  });
});

it('the mean of the smallest numbers is not lost', () => {
  expect(meanOf(Float64Array.of(5e-324, 5e-324))).toBe(5e-324);
});
