/** Rules that keep moving averages from step to step, written out again for two parameters with plain arrays. */

import { describe, expect, test } from 'vitest';
import { optimizerSchema } from '#contract/optimizers.ts';
import { tableOf } from '../../tests/support/experiments.ts';
import { prepare } from '../data/prepare.ts';
import { createObjective } from '../models/create-objective.ts';
import { batchRows } from './batches.ts';
import { Point } from './point.ts';
import { createOptimizer } from './registry.ts';

const rows: readonly (readonly [number, number])[] = [
  [1, 2],
  [-1, 0.5],
  [0.3, -2],
  [2, 1],
  [-0.5, -1],
];
const target = [1, 3, -2, 0.5, 2];
const { problem } = prepare(tableOf(rows, target, 'regression'), {
  rows: null,
  testFraction: 0,
  standardize: false,
  standardizeTarget: false,
  seed: 0,
  bias: false,
});
const [start, l2, decay, damping, stepSize, seed, steps] = [[0.4, -0.7], 0.2, 0.8, 0.3, 0.5, 11, 4] as const;
type Scaling = 'mean' | 'sum';
type Pair = [number, number];

/** Gradients of single rows at theta, data terms. */
const rowGradients = (theta: readonly number[], batch: readonly number[]): Pair[] =>
  batch.map((n) => {
    const r = rows[n]![0] * theta[0]! + rows[n]![1] * theta[1]! - target[n]!;
    return [r * rows[n]![0], r * rows[n]![1]];
  });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanOf = (gradients: readonly Pair[]): Pair => [
  mean(gradients.map(([a]) => a)),
  mean(gradients.map(([, b]) => b)),
];
/** (a b; b c) as [a, b, c]. */
type Symmetric = [number, number, number];
const secondOf = (gradients: readonly Pair[]): Symmetric => [
  mean(gradients.map(([a]) => a * a)),
  mean(gradients.map(([a, b]) => a * b)),
  mean(gradients.map(([, b]) => b * b)),
];
function solve([a, b, c]: Symmetric, [x, y]: readonly number[]): Pair {
  const determinant = a * c - b * b;
  return [(c * x! - b * y!) / determinant, (a * y! - b * x!) / determinant];
}

/** Exponential averages with the weights of the last steps over their sum: 1, decay, decay^2 backwards. */
function averaged(values: readonly (readonly number[])[]): number[] {
  const weights = values.map((_, t) => decay ** (values.length - 1 - t));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return values[0]!.map((_, i) =>
    values.reduce((sum, value, t) => sum + (weights[t]! / total) * value[i]!, 0),
  );
}

function enginePath(options: Record<string, unknown>, scaling: Scaling): number[][] {
  const objective = createObjective({ kind: 'linear', noiseVariance: 1, l2 }, problem.train, 0, scaling);
  const theta = Float64Array.from(start);
  const spec = optimizerSchema.parse({ id: 'o', stepSize, batchSize: 2, decay, ...options });
  const rule = createOptimizer(spec, stepSize, 'damping' in options ? damping : null, {
    ...{ point: new Point(objective).moveTo(theta), seed, iterations: steps, predict: false },
  });
  return Array.from({ length: steps }, () => {
    rule.step(theta);
    return Array.from(theta);
  });
}

/** direction(the batch's gradient, moments so far) at each step, the engine's own batches. */
function plainPath(
  scaling: Scaling,
  direction: (gradient: Pair, theta: Pair, moments: { m: number[]; s: number[] }) => Pair,
): number[][] {
  const rowsOf = batchRows(rows.length, 2, false, seed);
  let theta: Pair = [...start];
  const [means, seconds]: number[][][] = [[], []];
  return Array.from({ length: steps }, (_, t) => {
    const gradients = rowGradients(theta, [...rowsOf(t + 1)]);
    means!.push(meanOf(gradients));
    seconds!.push(secondOf(gradients));
    const factor = scaling === 'mean' ? 1 : 2;
    const gradient = meanOf(gradients).map((value, i) => factor * value + l2 * theta[i]!) as Pair;
    const d = direction(gradient, theta, { m: averaged(means!), s: averaged(seconds!) });
    theta = [theta[0] - stepSize * d[0], theta[1] - stepSize * d[1]];
    return theta;
  });
}

const covarianceOf = ({ m, s }: { m: number[]; s: number[] }): Symmetric => [
  s[0]! - m[0]! ** 2,
  s[1]! - m[0]! * m[1]!,
  s[2]! - m[1]! ** 2,
];

function expectSame(actual: number[][], expected: number[][]): void {
  actual.forEach((theta, t) =>
    theta.forEach((value, i) => expect(value, `step ${t + 1}`).toBeCloseTo(expected[t]![i]!, 11)),
  );
}

describe.each(['mean', 'sum'] as const)('%s scaling', (scaling) => {
  const c = scaling === 'mean' ? 1 : 2;

  test('online natural gradient: (Sigma + lambda I)^{-1} g, Sigma the running centred covariance', () => {
    const expected = plainPath(scaling, (gradient, _theta, moments) => {
      const [a, b, d] = covarianceOf(moments).map((entry) => c * entry) as Symmetric;
      return solve([a + damping, b, d + damping], gradient);
    });
    expectSame(enginePath({ kind: 'online-ng', damping }, scaling), expected);
  });

  test('stochastic EFGD: the running second moment, lambda and the penalty', () => {
    const expected = plainPath(scaling, (gradient, _theta, { s }) =>
      solve([c * s[0]! + damping + l2, c * s[1]!, c * s[2]! + damping + l2], gradient),
    );
    expectSame(enginePath({ kind: 'efgd', damping }, scaling), expected);
  });

  test.each(['scalar', 'diagonal', 'full', 'full-optimal'] as const)(
    'variance adaptation, running moments: %s',
    (adaptation) => {
      // Sigma_b = Sigma/b (N - b)/(N - 1) = 3/8 Sigma for two of five rows.
      const expected = plainPath(scaling, (ghat, theta, moments) => {
        const sigma = covarianceOf(moments).map((entry) => (c * c * 3 * entry) / 8) as Symmetric;
        const g = moments.m.map((value, i) => c * value + l2 * theta[i]!) as Pair;
        const square = g[0] ** 2 + g[1] ** 2;
        if (adaptation === 'scalar') {
          const factor = square / (square + sigma[0] + sigma[2]);
          return [factor * ghat[0], factor * ghat[1]];
        }
        if (adaptation === 'diagonal') {
          return [
            (g[0] ** 2 / (g[0] ** 2 + sigma[0])) * ghat[0],
            (g[1] ** 2 / (g[1] ** 2 + sigma[2])) * ghat[1],
          ];
        }
        const w = solve([sigma[0] + g[0] ** 2, sigma[1] + g[0] * g[1], sigma[2] + g[1] ** 2], g);
        const [vector, other] = adaptation === 'full' ? [w, g] : [g, w];
        const size = other[0] * ghat[0] + other[1] * ghat[1];
        return [size * vector[0], size * vector[1]];
      });
      expectSame(
        enginePath({ kind: 'variance-adapted', adaptation, estimator: 'running' }, scaling),
        expected,
      );
    },
  );
});
