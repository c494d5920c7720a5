import { expect, it } from 'vitest';
import { curvatureWork, liveCurvatureWork } from './live.ts';

const linear = { perceptron: false, structures: false };

it('what took a moment follows the slider; many parameters do not, however few the rows', () => {
  for (const data of [
    { n: 200, d: 2 },
    { n: 569, d: 31 },
    { n: 20_000, d: 31 },
    { n: 2000, d: 100 },
  ]) {
    expect(curvatureWork(data, linear), JSON.stringify(data)).toBeLessThan(liveCurvatureWork);
  }
  // Eigenvalues of 497 parameters take seconds.
  expect(curvatureWork({ n: 80, d: 497 }, linear)).toBeGreaterThan(10 * liveCurvatureWork);
  expect(curvatureWork({ n: 80, d: 120 }, linear)).toBeLessThan(liveCurvatureWork);
  expect(curvatureWork({ n: 80, d: 120 }, { ...linear, structures: true })).toBeGreaterThan(
    liveCurvatureWork,
  );
  // Second derivatives of a thousand rows of a network take seconds, those of a few rows a moment.
  expect(curvatureWork({ n: 1000, d: 167 }, { ...linear, perceptron: true })).toBeGreaterThan(
    10 * liveCurvatureWork,
  );
  expect(curvatureWork({ n: 80, d: 35 }, { ...linear, perceptron: true })).toBeLessThan(liveCurvatureWork);
});
