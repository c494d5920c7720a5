import { describe, expect, it } from 'vitest';
import { syntheticNames } from '#contract/dataset.ts';
import { drawSynthetic, prepareSynthetic, teacherHidden, teacherParameters } from './synthetic.ts';
import type { Table } from './table.ts';

const columnsOf = (table: Table): Float64Array[] => {
  const { features } = table;
  if (features.kind !== 'columns') throw new Error('synthetic sets are dense');
  return Array.from({ length: features.columns }, (_, j) => features.column(j));
};
const rowsOf = (table: Table): number[][] => {
  const columns = columnsOf(table);
  return Array.from({ length: table.features.rows }, (_, i) => columns.map((column) => column[i]!));
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const covariance = (a: readonly number[], b: readonly number[]) => {
  const [ma, mb] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - ma) * (b[i]! - mb)));
};

/** |found - expected| <= 5 standard errors. */
function expectWithin(found: number, expected: number, standardError: number) {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(5 * standardError);
}

const n = 20_000;
const root = Math.sqrt(n);

/** Accuracy of a fitted logistic regression without bias in two features: Newton's method, written out. */
function logisticAccuracy(table: Table): number {
  const rows = rowsOf(table);
  let [a, b] = [0, 0];
  for (let iteration = 0; iteration < 30; iteration++) {
    let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
    rows.forEach(([x, y], i) => {
      const p = 1 / (1 + Math.exp(-(a * x! + b * y!)));
      const r = p - table.target[i]!;
      const w = p * (1 - p);
      g0 += r * x!;
      g1 += r * y!;
      h00 += w * x! * x!;
      h01 += w * x! * y!;
      h11 += w * y! * y!;
    });
    const determinant = h00 * h11 - h01 * h01;
    a -= (h11 * g0 - h01 * g1) / determinant;
    b -= (h00 * g1 - h01 * g0) / determinant;
  }
  return mean(rows.map(([x, y], i) => (a * x! + b * y! > 0 === (table.target[i] === 1) ? 1 : 0)));
}

describe('synthetic data', () => {
  it.each(syntheticNames)('%s: a function of the seed; finite; n rows; named columns', (name) => {
    const first = drawSynthetic(name, 101, 2, 7);
    expect(rowsOf(drawSynthetic(name, 101, 2, 7))).toEqual(rowsOf(first));
    expect(drawSynthetic(name, 101, 2, 7).target).toEqual(first.target);
    expect(rowsOf(drawSynthetic(name, 101, 2, 8))).not.toEqual(rowsOf(first));
    expect(first.features.rows).toBe(101);
    expect(first.columns).toHaveLength(first.features.columns);
    expect(rowsOf(first).flat().every(Number.isFinite)).toBe(true);
    expect(first.target.every(Number.isFinite)).toBe(true);
  });

  it('prepares a reference without a bias column', () => {
    const { problem, facts } = prepareSynthetic({
      synthetic: 'figure-2-a',
      n: 1000,
      d: 2,
      seed: 3,
      rows: null,
      testFraction: 0,
      standardize: false,
      standardizeTarget: false,
    });
    expect(facts).toEqual({ task: 'binary', columns: 2, rows: 1000, classes: 2, target: 'y' });
    expect(problem.train.target.reduce((a, b) => a + b)).toBe(500);
  });

  it('figure-1: y = 2 + 2x + N(0, 1), log x ~ N(0, 0.75^2), columns 1, x', () => {
    const table = drawSynthetic('figure-1', n, 2, 1);
    const rows = rowsOf(table);
    expect(rows.every(([one]) => one === 1)).toBe(true);
    const logs = rows.map(([, x]) => Math.log(x!));
    expectWithin(mean(logs), 0, 0.75 / root);
    expectWithin(covariance(logs, logs), 0.5625, 0.5625 * Math.sqrt(2 / n));
    const noise = rows.map(([, x], i) => table.target[i]! - 2 - 2 * x!);
    expectWithin(mean(noise), 0, 1 / root);
    expectWithin(covariance(noise, noise), 1, Math.sqrt(2 / n));
    expectWithin(covariance(noise, logs), 0, 0.75 / root);
  });

  // Covariance of z A is A^T A: 4I; 9I and I; 1.5^2 [[1.36, -+1.2], [-+1.2, 1.36]].
  it.each([
    ['figure-2-correct', 1, [4, 0], [4, 0]],
    ['figure-2-a', 1.5, [9, 0], [1, 0]],
    ['figure-2-b', 1, [3.06, -2.7], [3.06, 2.7]],
  ] as const)('%s: class means +m, -m and covariances', (name, m, first, second) => {
    const table = drawSynthetic(name, n, 2, 2);
    const rows = rowsOf(table);
    [first, second].forEach(([variance, mixed], label) => {
      const own = rows.filter((_, i) => table.target[i] === label);
      expect(own).toHaveLength(n / 2);
      const x = own.map((row) => row[0]!);
      const y = own.map((row) => row[1]!);
      const error = Math.sqrt(variance / own.length);
      for (const values of [x, y]) {
        expectWithin(mean(values), label === 0 ? m : -m, error);
        expectWithin(covariance(values, values), variance, variance * Math.sqrt(2 / own.length));
      }
      expectWithin(covariance(x, y), mixed, variance * Math.sqrt(2 / own.length));
    });
  });

  it.each([
    ['figure-2-correct', 0.76, 0.013],
    ['figure-2-a', 0.87, 0.01],
    ['figure-2-b', 0.856, 0.01],
  ] as const)(
    '%s: a fitted logistic model reaches the accuracy known for N = 1000',
    (name, accuracy, spread) => {
      const seeds = 40;
      const found = Array.from({ length: seeds }, (_, seed) =>
        logisticAccuracy(drawSynthetic(name, 1000, 2, seed)),
      );
      // The known mean is itself rounded to half a percent.
      expect(Math.abs(mean(found) - accuracy)).toBeLessThan(0.005 + (4 * spread) / Math.sqrt(seeds));
    },
  );

  it.each([
    ['figure-2-linear-correct', 1, 0],
    ['figure-2-linear-noise', 4, 0],
    ['figure-2-linear-model', 1, 0.5],
  ] as const)('%s: y - x - 1 has the stated curve and noise', (name, variance, curve) => {
    const table = drawSynthetic(name, n, 2, 3);
    const rows = rowsOf(table);
    expect(rows.every(([, one]) => one === 1)).toBe(true);
    const x = rows.map((row) => row[0]!);
    expectWithin(mean(x), 0, 1 / root);
    expectWithin(covariance(x, x), 1, Math.sqrt(2 / n));
    const noise = x.map((value, i) => table.target[i]! - value - 1 - curve * value * value);
    expectWithin(mean(noise), 0, Math.sqrt(variance / n));
    expectWithin(covariance(noise, noise), variance, variance * Math.sqrt(2 / n));
  });

  it('gaussian-linear: noise of variance 1 around x . (1, -1, 1)/sqrt(3)', () => {
    const table = drawSynthetic('gaussian-linear', n, 3, 4);
    const noise = rowsOf(table).map(([a, b, c], i) => table.target[i]! - (a! - b! + c!) / Math.sqrt(3));
    expectWithin(mean(noise), 0, 1 / root);
    expectWithin(covariance(noise, noise), 1, Math.sqrt(2 / n));
  });

  it('gaussian-logistic: the score of the true parameters is zero on average, term by term', () => {
    const table = drawSynthetic('gaussian-logistic', n, 3, 5);
    const rows = rowsOf(table);
    const residual = rows.map(
      ([a, b, c], i) => 1 / (1 + Math.exp(-(a! - b! + c!) / Math.sqrt(3))) - table.target[i]!,
    );
    expectWithin(mean(residual), 0, 0.5 / root);
    for (let j = 0; j < 3; j++) expectWithin(mean(residual.map((r, i) => r * rows[i]![j]!)), 0, 0.5 / root);
  });

  it('teacher-mlp: noise of variance 1 around the network, whose signal is larger', () => {
    const d = 3;
    const table = drawSynthetic('teacher-mlp', n, d, 6);
    const theta = teacherParameters(d);
    const signal = rowsOf(table).map((x) => {
      let f = theta[theta.length - 1]!;
      for (let k = 0; k < teacherHidden; k++) {
        const input = x.reduce(
          (sum, value, j) => sum + theta[k * d + j]! * value,
          theta[teacherHidden * d + k]!,
        );
        f += theta[teacherHidden * (d + 1) + k]! * Math.tanh(input);
      }
      return f;
    });
    const noise = signal.map((f, i) => table.target[i]! - f);
    expectWithin(mean(noise), 0, 1 / root);
    expectWithin(covariance(noise, noise), 1, Math.sqrt(2 / n));
    expect(covariance(signal, signal)).toBeGreaterThan(1);
    expect(theta).toHaveLength(teacherHidden * (d + 1) + teacherHidden + 1);
  });
});
