import { describe, expect, it } from 'vitest';
import type { Correlations } from '#contract/dataset.ts';
import { correlationChart } from '#figures/correlations.ts';
import { themes } from '#figures/theme.ts';
import { chartWords, coefficientText, scopeWords, strongestPairs } from './correlation-view.ts';

const sample: Correlations = {
  columns: [
    { name: 'a', role: 'feature' },
    { name: 'b', role: 'feature' },
    { name: 'flat', role: 'feature' },
    { name: 'y', role: 'target' },
  ],
  matrix: [
    [1, -0.9, null, 0.25],
    [-0.9, 1, null, -0.4],
    [null, null, null, null],
    [0.25, -0.4, null, 1],
  ],
  rows: 1200,
  features: 3,
  classes: 0,
};

describe('correlations on the screen', () => {
  it('are written with a minus sign, and a zero has none', () => {
    expect(coefficientText(-0.7936)).toBe('−0.79');
    expect(coefficientText(-0.7936, 3)).toBe('−0.794');
    expect(coefficientText(-0.0001)).toBe('0.00');
    expect(coefficientText(null)).toBe('–');
  });

  it('are listed by size, without those that do not vary', () => {
    expect(strongestPairs(sample, 5)).toEqual({
      features: [{ names: 'a, b', r: -0.9 }],
      target: [
        { names: 'b', r: -0.4 },
        { names: 'a', r: 0.25 },
      ],
    });
    expect(strongestPairs(sample, 1).target).toHaveLength(1);
    expect(chartWords(sample)).toBe(
      'Correlations of 4 columns; largest: a, b −0.900; largest: b and the target −0.400',
    );
  });

  it('say what they are of and what is left out', () => {
    expect(scopeWords(sample)).toBe('Pearson coefficients over 1,200 rows');
    const words = scopeWords({ ...sample, features: 119, classes: 15 });
    expect(words).toContain('the 3 of 119 features with the largest |r| to the target');
    expect(words).toContain('the first 1 of 15 classes');
  });

  it('are coloured by sign, blank where there is none', () => {
    const { data } = correlationChart(sample, themes.light);
    const set = data.datasets[0] as unknown as {
      data: { v: number }[];
      backgroundColor: (context: { dataIndex: number }) => string;
    };
    const colour = (row: number, column: number) => set.backgroundColor({ dataIndex: row * 4 + column });
    expect(colour(0, 0)).toBe('#B2182B');
    expect(colour(0, 2)).toBe('transparent');
    expect(colour(0, 1)).not.toBe(colour(0, 0));
    const blue = Number.parseInt(colour(0, 1).slice(5), 16);
    expect(blue).toBeGreaterThan(Number.parseInt(colour(0, 1).slice(1, 3), 16));
  });
});
