import { describe, expect, it } from 'vitest';
import { logarithmicTicks } from './axes.ts';
import { powerOfTen, shortNumber, tickNumber } from './format.ts';
import { splitExponent } from './raised-exponents.ts';

const labels = (min: number, max: number, room?: number) =>
  logarithmicTicks(min, max, room).flatMap(({ text }) => (text === '' ? [] : [text]));

describe('logarithmic ticks', () => {
  it('label decades and mark the rest', () => {
    expect(labels(0.5e-3, 2)).toEqual(['10⁻³', '10⁻²', '10⁻¹', '10⁰']);
    const minor = logarithmicTicks(0.01, 10).filter(({ major }) => !major);
    expect(minor).toHaveLength(3 * 8);
    // Seven decades on the room of eight labels: their minor ticks would run into one another.
    expect(logarithmicTicks(1e-6, 10, 8).filter(({ major }) => !major)).toEqual([]);
  });

  it('skip decades evenly when crowded', () => {
    const shown = labels(1e-20, 1e10, 8);
    expect(shown.length).toBeLessThanOrEqual(8);
    expect(shown).toContain('10⁰');
  });

  it('add 2 and 5 on short ranges and even steps on very short ones', () => {
    expect(labels(0.9, 30)).toEqual(['1', '2', '5', '10', '20']);
    expect(labels(4e-17, 2e-15)).toEqual(['5·10⁻¹⁷', '10⁻¹⁶', '2·10⁻¹⁶', '5·10⁻¹⁶', '10⁻¹⁵', '2·10⁻¹⁵']);
    expect(labels(0.46, 0.7)).toEqual(['0.5', '0.55', '0.6', '0.65', '0.7']);
  });

  it('are few and ascending however narrow the range', () => {
    for (let width = 1; width > 0 && 1 + width > 1; width /= 3) {
      const ticks = logarithmicTicks(0.57471784861, 0.57471784861 * (1 + width));
      const values = ticks.map(({ value }) => value);
      expect(values.length, `width ${width}`).toBeGreaterThan(0);
      expect(values.length, `width ${width}`).toBeLessThan(10);
      expect(new Set(values).size).toBe(values.length);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
    // The last losses of a search that converged in every cell.
    expect(logarithmicTicks(0.5747178486149581, 0.5747178486149583)).toHaveLength(1);
  });

  it('are none where there is no range', () => {
    expect(logarithmicTicks(0, 1)).toEqual([]);
    expect(logarithmicTicks(NaN, NaN)).toEqual([]);
  });
});

describe('numbers', () => {
  it('are short and keep their sign', () => {
    expect([0.012345, 1234, 123456, 5.04e-4, -0.287, 0, 38.75].map((value) => shortNumber(value))).toEqual([
      '0.0123',
      '1234',
      '1.23e5',
      '5.04e-4',
      '−0.287',
      '0',
      '38.8',
    ]);
    expect([NaN, Infinity, -Infinity].map((value) => shortNumber(value))).toEqual(['NaN', '∞', '−∞']);
  });

  it('of ticks show the decimals that tell them apart', () => {
    expect(tickNumber(0.25, 0.05)).toBe('0.25');
    expect(tickNumber(-1, 0.5)).toBe('−1');
    expect(tickNumber(100, 20)).toBe('100');
  });

  it('as powers of ten split into base and exponent', () => {
    expect(powerOfTen(-13)).toBe('10⁻¹³');
    expect(splitExponent(powerOfTen(-13))).toEqual({ base: '10', exponent: '−13' });
    expect(splitExponent('5·10⁻¹⁷')).toEqual({ base: '5·10', exponent: '−17' });
    expect(splitExponent('20')).toEqual({ base: '20', exponent: '' });
  });
});
