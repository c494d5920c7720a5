import { describe, expect, it } from 'vitest';
import { chiSquaredTail, logGamma } from './special-functions.ts';

describe('log Gamma', () => {
  it('is log (n - 1)! at whole numbers and log sqrt(pi) at 1/2', () => {
    let factorial = 1;
    for (let n = 1; n < 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12);
      factorial *= n;
    }
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
    expect(logGamma(1e6) / 12815504.569147902).toBeCloseTo(1, 13);
  });
});

describe('the chi-squared tail', () => {
  it('has its closed forms for one, two and four degrees of freedom', () => {
    for (const x of [0.01, 0.5, 1, 3, 10, 50, 200]) {
      // k = 2: exp(-x/2). k = 4: (1 + x/2) exp(-x/2).
      expect(chiSquaredTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 11);
      expect(chiSquaredTail(x, 4) / ((1 + x / 2) * Math.exp(-x / 2))).toBeCloseTo(1, 11);
    }
    // k = 1: twice the normal tail at sqrt(x); quantiles of the standard tables.
    expect(chiSquaredTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
    expect(chiSquaredTail(6.634896601021214, 1)).toBeCloseTo(0.01, 12);
    expect(chiSquaredTail(124.34211340400407, 100)).toBeCloseTo(0.05, 11);
  });

  it('is defined at its ends', () => {
    expect(chiSquaredTail(0, 3)).toBe(1);
    expect(chiSquaredTail(1, 0)).toBe(0);
    expect(chiSquaredTail(0, 0)).toBe(1);
    expect(chiSquaredTail(NaN, 1)).toBeNaN();
  });
});
