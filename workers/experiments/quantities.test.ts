import { expect, test } from 'vitest';
import type { QuantityName } from '#contract/quantities.ts';
import { quantityNames } from '#contract/quantities.ts';
import { runExperiment, tableOf } from '../../tests/support/experiments.ts';

/**
 * Each quantity's plain reference twin: logistic regression with a penalty on twelve points, every formula written out
 * over arrays and the linear systems solved by Gaussian elimination. Nothing of the engine is used but the path.
 */
const points: readonly (readonly [number, number, number])[] = [
  [0.5, 1.2, 1],
  [-1.1, 0.3, 0],
  [2.0, -0.7, 1],
  [0.1, -1.5, 0],
  [-0.4, 0.9, 1],
  [1.3, 0.2, 0],
  [-2.2, -0.1, 0],
  [0.7, 0.8, 1],
  [-0.9, -1.0, 1],
  [1.6, -1.4, 1],
  [0.0, 0.4, 0],
  [-1.5, 1.8, 0],
];
const l2 = 0.05;
const damping = 0.02;
const n = points.length;

const inputs = points.map(([a, b]) => [a, b, 1]);
const labels = points.map(([, , y]) => y);
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const length = (a: readonly number[]) => Math.sqrt(dot(a, a));
const minus = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value - b[i]!);
const cosine = (a: readonly number[], b: readonly number[]) => dot(a, b) / length(a) / length(b);

const probability = (theta: readonly number[], i: number) => 1 / (1 + Math.exp(-dot(theta, inputs[i]!)));
const loss = (theta: readonly number[]) =>
  inputs.reduce(
    (sum, _, i) => sum - Math.log(labels[i] === 1 ? probability(theta, i) : 1 - probability(theta, i)) / n,
    (l2 / 2) * dot(theta, theta),
  );
const gradient = (theta: readonly number[]) =>
  [0, 1, 2].map(
    (j) =>
      l2 * theta[j]! +
      inputs.reduce((sum, x, i) => sum + ((probability(theta, i) - labels[i]!) * x[j]!) / n, 0),
  );
const weighted = (weight: (i: number) => number, diagonal: number) =>
  [0, 1, 2].map((j) =>
    [0, 1, 2].map(
      (k) =>
        (j === k ? diagonal : 0) + inputs.reduce((sum, x, i) => sum + (weight(i) * x[j]! * x[k]!) / n, 0),
    ),
  );
const fisher = (theta: readonly number[], diagonal: number) =>
  weighted((i) => probability(theta, i) * (1 - probability(theta, i)), diagonal);
const empirical = (theta: readonly number[], diagonal: number) =>
  weighted((i) => (probability(theta, i) - labels[i]!) ** 2, diagonal);

function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  for (let c = 0; c < 3; c++) {
    for (let r = 0; r < 3; r++) {
      if (r === c) continue;
      const factor = a[r]![c]! / a[c]![c]!;
      for (let k = c; k < 4; k++) a[r]![k]! -= factor * a[c]![k]!;
    }
  }
  return a.map((row, i) => row[3]! / row[i]!);
}

const multiply = (matrix: readonly (readonly number[])[], v: readonly number[]) =>
  matrix.map((row) => dot(row, v));

/** Largest eigenvalue of a positive definite matrix by 5,000 power steps; the smallest by those of the inverse. */
function powerIteration(apply: (v: number[]) => number[]): number {
  let v = [1, 0.7, -0.3];
  for (let k = 0; k < 5000; k++) {
    const next = apply(v);
    v = next.map((value) => value / length(next));
  }
  return dot(v, apply(v));
}

const names = quantityNames.filter(
  (name) => !['rSquared', 'testLoss', 'testAccuracy', 'seconds'].includes(name),
);
const { runs, minimum } = await runExperiment(
  {
    model: { kind: 'logistic', l2 },
    iterations: 4,
    start: { kind: 'values', values: [0.3, -0.2, 0.1] },
    optimizers: [
      { id: 'efgd', kind: 'efgd', stepSize: 0.3, damping },
      { id: 'gd', kind: 'gd', stepSize: 0.5 },
      { id: 'relative', kind: 'efgd', stepSize: 0.3, damping: { relative: 0.1 } },
    ],
    record: [...names, 'theta', 'seconds'],
  },
  tableOf(
    points.map(([a, b]) => [a, b]),
    labels,
    'binary',
  ),
);
const [run, gd, relative] = runs;
const star = minimum!.theta;

/** Twin of each state quantity of the EFGD run. */
const twins: Partial<Record<QuantityName, (theta: readonly number[], k: number) => number>> = {
  loss,
  accuracy: (theta) =>
    labels.filter((label, i) => (probability(theta, i) > 0.5 ? 1 : 0) === label).length / n,
  gradientNorm: (theta) => length(gradient(theta)),
  cosineToNaturalGradient: (theta) =>
    cosine(
      solve(empirical(theta, l2 + damping), gradient(theta)),
      solve(fisher(theta, l2 + damping), gradient(theta)),
    ),
  cosineToNaturalGradientUndamped: (theta) =>
    cosine(solve(empirical(theta, l2), gradient(theta)), solve(fisher(theta, l2), gradient(theta))),
  normRatio: (theta) =>
    length(solve(empirical(theta, l2 + damping), gradient(theta))) /
    length(solve(fisher(theta, l2 + damping), gradient(theta))),
  distanceToMinimum: (theta) => length(minus(theta, star)),
  effectiveDamping: () => damping,
  relativeDifference: (theta) => {
    const [f, ef] = [fisher(theta, 0).flat(), empirical(theta, 0).flat()];
    return length(minus(ef, f)) / length(f);
  },
  conditionNumber: (theta) =>
    powerIteration((v) => multiply(empirical(theta, l2), v)) *
    powerIteration((v) => solve(empirical(theta, l2), v)),
  largestEigenvalue: (theta) => powerIteration((v) => multiply(empirical(theta, l2), v)),
  epochs: (_, k) => k,
  gradientEvaluations: (_, k) => n * k,
};
test.each(Object.entries(twins))('%s equals its twin', (name, twin) => {
  const series = run!.series[name]!;
  expect(series).toHaveLength(5);
  series.forEach((value, k) => expect(value).toBeCloseTo(twin(run!.path![k]!, k), 9));
});

const steps: Partial<Record<QuantityName, (before: readonly number[], after: readonly number[]) => number>> =
  {
    stepNorm: (before, after) => length(minus(after, before)),
    actualDecrease: (before, after) => loss(before) - loss(after),
    predictedDecrease: (before, after) => {
      const d = minus(after, before);
      return -(dot(gradient(before), d) + dot(d, multiply(empirical(before, l2), d)) / 2);
    },
    dampingRatio: (before, after) => (loss(before) - loss(after)) / steps.predictedDecrease!(before, after),
  };
test.each(Object.entries(steps))('%s equals its twin', (name, twin) => {
  const series = run!.series[name]!;
  expect(series).toHaveLength(4);
  series.forEach((value, k) => expect(value).toBeCloseTo(twin(run!.path![k]!, run!.path![k + 1]!), 9));
});

test('every quantity has a twin', () => {
  expect([...Object.keys(twins), ...Object.keys(steps)].sort()).toEqual([...names].sort());
});

test('the path is that of the update rule', () => {
  for (let k = 0; k < 4; k++) {
    const theta = run!.path![k]!;
    const direction = solve(empirical(theta, l2 + damping), gradient(theta));
    run!.path![k + 1]!.forEach((value, i) => expect(value).toBeCloseTo(theta[i]! - 0.3 * direction[i]!, 12));
  }
});

test('a method without damping is compared at 1e-8, and its spectrum is that of F', () => {
  gd!.path!.forEach((theta, k) => {
    const natural = solve(fisher(theta, l2 + 1e-8), gradient(theta));
    expect(gd!.series['cosineToNaturalGradient']![k]).toBeCloseTo(cosine(gradient(theta), natural), 9);
    expect(gd!.series['largestEigenvalue']![k]).toBeCloseTo(
      powerIteration((v) => multiply(fisher(theta, l2), v)),
      9,
    );
    expect(gd!.series['effectiveDamping']![k]).toBeNaN();
  });
  expect(gd!.series['predictedDecrease']!.every(Number.isNaN)).toBe(true);
});

test('a relative damping is relative to each matrix', () => {
  const trace = (matrix: readonly (readonly number[])[]) => matrix.reduce((sum, row, i) => sum + row[i]!, 0);
  relative!.path!.forEach((theta, k) => {
    const [f, ef] = [fisher(theta, l2), empirical(theta, l2)];
    const [onF, onEf] = [(0.1 * trace(f)) / 3, (0.1 * trace(ef)) / 3];
    expect(relative!.series['effectiveDamping']![k]).toBeCloseTo(onEf, 12);
    expect(relative!.series['cosineToNaturalGradient']![k]).toBeCloseTo(
      cosine(
        solve(empirical(theta, l2 + onEf), gradient(theta)),
        solve(fisher(theta, l2 + onF), gradient(theta)),
      ),
      9,
    );
  });
});

test('seconds start near zero and never fall', () => {
  const { seconds } = run!.series;
  expect(seconds![0]).toBeGreaterThanOrEqual(0);
  for (let k = 1; k < 5; k++) expect(seconds![k]).toBeGreaterThanOrEqual(seconds![k - 1]!);
});
