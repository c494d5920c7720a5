import { expect, test } from 'vitest';
import { DenseMatrix } from '../curvature/dense-matrix.ts';
import { conditionOf, largestEigenvalueOf } from './spectra.ts';

/** Q diag(values) Q with the Householder reflection Q = I - 2 u u^T, u of equal entries: known eigenvalues. */
function withEigenvalues(values: readonly number[]): DenseMatrix {
  const n = values.length;
  const entries = new Float64Array(n * n);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // (I - 2/n 11^T) D (I - 2/n 11^T) entry by entry
      entries[i * n + j] = (i === j ? values[i]! : 0) - (2 / n) * (values[i]! + values[j]!) + (4 / n) * mean;
    }
  }
  return new DenseMatrix(entries, n);
}

test.each([[20], [600]])('%i parameters: both ends of a known spectrum', (n) => {
  const values = Array.from(
    { length: n },
    (_, i) => 1 + i / n + (i === n - 1 ? 48 : 0) - (i === 0 ? 0.5 : 0),
  );
  const matrix = withEigenvalues(values);
  expect(largestEigenvalueOf(matrix)).toBeCloseTo(values.at(-1)!, 8);
  expect(conditionOf(matrix)).toBeCloseTo(values.at(-1)! / 0.5, 6);
});

test('a singular matrix has condition Infinity or beyond 1e15', () => {
  expect(conditionOf(withEigenvalues([0, 1, 2]))).toBeGreaterThan(1e15);
});
