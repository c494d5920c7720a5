import { describe, expect, it } from 'vitest';
import { bernoulli } from './bernoulli.ts';
import { categorical } from './categorical.ts';
import { gaussian } from './gaussian.ts';
import { labelNodes, nodeCount } from './label-quadrature.ts';
import { poisson } from './poisson.ts';

describe('label nodes', () => {
  it.each([0.03, 0.5, 3, 40])('Poisson, mean %d: central moments up to the fifth', (mean) => {
    const { labels, weights } = labelNodes(poisson, Float64Array.of(Math.log(mean)), 0);
    const moment = (k: number) => labels.reduce((sum, y, i) => sum + weights[i]! * (y - mean) ** k, 0);
    // Of Poisson: 1, 0, mean, mean, mean + 3 mean^2, mean + 10 mean^2.
    const expected = [1, 0, mean, mean, mean + 3 * mean ** 2, mean + 10 * mean ** 2];
    expected.forEach((value, k) =>
      expect(Math.abs(moment(k) - value) / Math.max(1, value)).toBeLessThan(1e-10),
    );
  });

  it('Gaussian: central moments up to the fifth', () => {
    const { labels, weights } = labelNodes(gaussian(0.25), Float64Array.of(7, 3), 1);
    const moment = (k: number) => labels.reduce((sum, y, i) => sum + weights[i]! * (y - 3) ** k, 0);
    [1, 0, 0.25, 0, 3 * 0.25 ** 2, 0].forEach((value, k) => expect(moment(k)).toBeCloseTo(value, 14));
  });

  it('classes: their probabilities', () => {
    expect(nodeCount(bernoulli)).toBe(2);
    const two = labelNodes(bernoulli, Float64Array.of(Math.log(3)), 0);
    expect(Array.from(two.labels)).toEqual([0, 1]);
    expect(two.weights[1]).toBeCloseTo(0.75, 15);
    const three = labelNodes(categorical(3), Float64Array.of(9, 9, 9, 0, Math.log(2), Math.log(5)), 1);
    expect(Array.from(three.labels)).toEqual([0, 1, 2]);
    three.weights.forEach((p, c) => expect(p).toBeCloseTo([1 / 8, 2 / 8, 5 / 8][c]!, 14));
  });
});
