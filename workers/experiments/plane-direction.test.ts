import { describe, expect, test } from 'vitest';
import { optimizerSchema } from '#contract/optimizers.ts';
import { tableOf } from '../../tests/support/experiments.ts';
import { prepare } from '../data/prepare.ts';
import { createObjective } from '../models/create-objective.ts';
import { Point } from '../optimizers/point.ts';
import { createOptimizer } from '../optimizers/registry.ts';
import { planeDirection } from './plane-direction.ts';

const rows = Array.from({ length: 30 }, (_, n) => [Math.sin(n) + 0.3, Math.cos(1.7 * n)]);
const options = {
  rows: null,
  testFraction: 0,
  standardize: false,
  standardizeTarget: false,
  seed: 0,
  bias: false,
};

describe.each([
  [{ kind: 'linear', noiseVariance: 2, l2: 0.1 }, 'regression'],
  [{ kind: 'logistic', l2: 0.1 }, 'binary'],
  [{ kind: 'poisson', l2: 0.1 }, 'count'],
] as const)('%o', (model, task) => {
  const target = rows.map((_, n) =>
    task === 'regression' ? Math.sin(3 * n) : n % (task === 'binary' ? 2 : 4),
  );
  const { problem } = prepare(tableOf(rows, target, task), options);

  test.each([
    { kind: 'gd' },
    { kind: 'newton', damping: 0.01 },
    { kind: 'ngd', damping: { relative: 0.1 } },
    { kind: 'ggn', damping: 0.01 },
    { kind: 'ggn', split: 'empirical', damping: 0.01 },
    { kind: 'efgd' },
  ])('$kind $split: as the rule itself, in both scalings', (optimizer) => {
    for (const scaling of ['mean', 'sum'] as const) {
      const objective = createObjective(model, problem.train, problem.classes, scaling);
      const spec = optimizerSchema.parse({ id: 'o', stepSize: 1, ...optimizer });
      const damping = 'damping' in spec ? (spec.damping as number) : null;
      const rule = createOptimizer(spec, 1, damping, {
        point: new Point(objective),
        seed: 0,
        iterations: 1,
        predict: false,
      });
      const direction = planeDirection(spec, damping, problem, objective)!;
      const out = new Float64Array(2);
      for (const theta of [
        [0, 0],
        [1, -2],
        [0.3, 0.7],
        [-3, 1],
      ].map((at) => Float64Array.from(at))) {
        expect(direction(theta, out)).toBe(true);
        rule.propose(theta).direction.forEach((value, i) => expect(out[i]! / value).toBeCloseTo(1, 10));
      }
    }
  });
});

test('rules that it does not know are left to themselves', () => {
  const { problem } = prepare(
    tableOf(
      rows,
      rows.map((_, n) => n % 2),
      'binary',
    ),
    options,
  );
  const objective = createObjective({ kind: 'logistic', l2: 0 }, problem.train, 2, 'mean');
  for (const extra of [{ fisher: 'monte-carlo' }, { structure: 'diagonal' }]) {
    const spec = optimizerSchema.parse({ id: 'o', kind: 'ngd', stepSize: 1, ...extra });
    expect(planeDirection(spec, 0, problem, objective)).toBeNull();
  }
});
