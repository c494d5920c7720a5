import { describe, expect, test } from 'vitest';
import { optimizerSchema } from '#contract/optimizers.ts';
import { tableOf } from '../../tests/support/experiments.ts';
import { prepare } from '../data/prepare.ts';
import { createObjective } from '../models/create-objective.ts';
import { batchRows } from './batches.ts';
import { Point } from './point.ts';
import { createOptimizer } from './registry.ts';

const rows = [
  [1, 2],
  [-1, 0.5],
  [0.3, -2],
  [2, 1],
  [-0.5, -1],
];
const { problem } = prepare(tableOf(rows, [1, 3, -2, 0.5, 2], 'regression'), {
  rows: null,
  testFraction: 0,
  standardize: false,
  standardizeTarget: false,
  seed: 0,
  bias: false,
});
const theta = Float64Array.of(0.4, -0.7);
const seed = 11;

function objectiveOf(scaling: 'mean' | 'sum') {
  return createObjective({ kind: 'linear', noiseVariance: 1, l2: 0.2 }, problem.train, 0, scaling);
}

/** The direction of step 1 and the mini-batch gradient it was made from. */
function firstStep(options: Record<string, unknown>, scaling: 'mean' | 'sum' = 'mean') {
  const objective = objectiveOf(scaling);
  const spec = optimizerSchema.parse({
    id: 'v',
    kind: 'variance-adapted',
    stepSize: 1,
    batchSize: 2,
    ...options,
  });
  const rule = createOptimizer(spec, 1, null, {
    point: new Point(objective).moveTo(theta),
    seed,
    iterations: 1,
    predict: false,
  });
  const direction = Array.from(rule.propose(theta).direction);
  const { replacement } = spec;
  const batch = objective.onRows(batchRows(5, 2, replacement, seed)(1));
  const gradient = new Float64Array(2);
  batch.gradient(theta, gradient);
  return { direction, gradient: Array.from(gradient) };
}

/** All equally likely mini-batch gradients of two rows, by hand from the rows. */
function allGradients(replacement: boolean, scaling: 'mean' | 'sum'): number[][] {
  const target = [1, 3, -2, 0.5, 2];
  const one = rows.map(([a, b], n) => {
    const r = a! * theta[0]! + b! * theta[1]! - target[n]!;
    return [r * a!, r * b!];
  });
  const all: number[][] = [];
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      if (i === j && !replacement) continue;
      const factor = scaling === 'mean' ? 0.5 : 1;
      all.push([0, 1].map((k) => factor * (one[i]![k]! + one[j]![k]!) + 0.2 * theta[k]!));
    }
  }
  return all;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('the oracle form minimises the expected error over all mini-batches', () => {
  for (const replacement of [true, false]) {
    for (const scaling of ['mean', 'sum'] as const) {
      const all = allGradients(replacement, scaling);
      const g = [0, 1].map((k) => mean(all.map((ghat) => ghat[k]!)));

      test(`scalar, replacement ${replacement}, ${scaling}: g.E[ghat] / E|ghat|^2`, () => {
        const { direction, gradient } = firstStep({ adaptation: 'scalar', replacement }, scaling);
        const best = (g[0]! ** 2 + g[1]! ** 2) / mean(all.map((ghat) => ghat[0]! ** 2 + ghat[1]! ** 2));
        direction.forEach((value, k) => expect(value).toBeCloseTo(best * gradient[k]!, 12));
      });

      test(`diagonal, replacement ${replacement}, ${scaling}: g_i^2 / E[ghat_i^2]`, () => {
        const { direction, gradient } = firstStep({ adaptation: 'diagonal', replacement }, scaling);
        direction.forEach((value, k) => {
          const best = g[k]! ** 2 / mean(all.map((ghat) => ghat[k]! ** 2));
          expect(value).toBeCloseTo(best * gradient[k]!, 12);
        });
      });

      test(`full forms, replacement ${replacement}, ${scaling}: with S = E[ghat ghat^T]`, () => {
        const s = [0, 1].map((i) => [0, 1].map((j) => mean(all.map((ghat) => ghat[i]! * ghat[j]!))));
        const determinant = s[0]![0]! * s[1]![1]! - s[0]![1]! ** 2;
        const w = [
          (s[1]![1]! * g[0]! - s[0]![1]! * g[1]!) / determinant,
          (s[0]![0]! * g[1]! - s[0]![1]! * g[0]!) / determinant,
        ];
        const printed = firstStep({ adaptation: 'full', replacement }, scaling);
        const along = g[0]! * printed.gradient[0]! + g[1]! * printed.gradient[1]!;
        printed.direction.forEach((value, k) => expect(value).toBeCloseTo(w[k]! * along, 11));
        const optimal = firstStep({ adaptation: 'full-optimal', replacement }, scaling);
        const weight = w[0]! * optimal.gradient[0]! + w[1]! * optimal.gradient[1]!;
        optimal.direction.forEach((value, k) => expect(value).toBeCloseTo(g[k]! * weight, 11));
      });
    }
  }
});

test('running: after one step the moments are those of the batch alone', () => {
  const target = [1, 3, -2, 0.5, 2];
  const batch = [...batchRows(5, 2, false, seed)(1)];
  const one = batch.map((n) => {
    const [a, b] = rows[n]! as [number, number];
    const r = a * theta[0]! + b * theta[1]! - target[n]!;
    return [r * a, r * b];
  });
  const g = [0, 1].map((k) => mean(one.map((gn) => gn[k]!)) + 0.2 * theta[k]!);
  // Sigma of the two rows, times (N - b)/(b (N - 1)) = 3/8.
  const variance = [0, 1].map(
    (k) => (3 / 8) * mean(one.map((gn) => (gn[k]! - mean(one.map((o) => o[k]!))) ** 2)),
  );
  const { direction, gradient } = firstStep({ adaptation: 'diagonal', estimator: 'running' });
  direction.forEach((value, k) =>
    expect(value).toBeCloseTo((g[k]! ** 2 / (g[k]! ** 2 + variance[k]!)) * gradient[k]!, 12),
  );
});
