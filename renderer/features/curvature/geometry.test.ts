import { describe, expect, it } from 'vitest';
import { angle, median, norm, summarizeSpectrum } from './geometry.ts';

describe('angles of directions', () => {
  it('are in degrees, whatever the lengths', () => {
    expect(angle([1, 0], [3, 3])).toBeCloseTo(45, 12);
    expect(angle([1, 0], [0, 1e-9])).toBeCloseTo(90, 12);
    expect(angle([1, 2, 3], [-2, -4, -6])).toBeCloseTo(180, 12);
  });
  it('are exact for nearly parallel directions, where the arc cosine gives 0', () => {
    expect(angle([1, 0], [1, 1e-9])).toBeCloseTo((1e-9 * 180) / Math.PI, 16);
  });
  it('do not exist for a zero vector', () => {
    expect(angle([0, 0], [1, 0])).toBeNaN();
  });
});

describe('summaries', () => {
  it('of a spectrum count what is not positive', () => {
    expect(summarizeSpectrum([0.5, 2, 8])).toEqual({
      largest: 8,
      smallest: 0.5,
      condition: 16,
      notPositive: 0,
    });
    expect(summarizeSpectrum([0, 4])).toMatchObject({ condition: 'singular', notPositive: 1 });
    expect(summarizeSpectrum([-1, 4]).condition).toBe('indefinite');
    expect(summarizeSpectrum([-1, -4])).toMatchObject({ condition: 'negative definite', notPositive: 2 });
  });
  it('of a spectrum call zero what is within rounding of it, and nothing else', () => {
    const wide = [13256, 4, -9.5e-16];
    expect(summarizeSpectrum(wide)).toMatchObject({ condition: 'singular', notPositive: 1 });
    expect(summarizeSpectrum([13256, 4, -1e-8]).condition).toBe('indefinite');
    expect(summarizeSpectrum([13256, 4, 1e-8])).toMatchObject({ condition: 13256 / 1e-8, notPositive: 0 });
    expect(summarizeSpectrum([13256, 4, -1e-8], true).condition).toBe('singular');
  });
  it('know the norm and the median', () => {
    expect(norm([3, 4])).toBe(5);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});
