import { describe, expect, test } from 'vitest';
import { bundledTable } from '../../tests/support/experiments.ts';
import { setUpGrid } from '../../tests/support/grids.ts';
import { denseColumns } from '../data/table.ts';
import { liveComparison } from './live.ts';
import { packedQuantities } from './packed-run.ts';
import { runInput } from './run-job.ts';
import { runOptimizer } from './run.ts';

const optimizers = [
  { id: 'gd', kind: 'gd', stepSize: 1e-5 },
  { id: 'ngd', kind: 'ngd', stepSize: 0.5, damping: 1e-2 },
  { id: 'efgd', kind: 'efgd', stepSize: 0.01, damping: { relative: 1e-6 } },
  { id: 'newton', kind: 'newton', stepSize: 1e4, damping: 1 },
  { id: 'searched', kind: 'ngd', stepSize: 0.1, damping: { values: [0.5, 1] } },
  { id: 'armijo', kind: 'ngd', stepSize: 1, damping: 1, lineSearch: 'armijo' },
];

describe.each([
  ['breast-cancer', { kind: 'logistic', l2: 0.01 }],
  ['boston', { kind: 'linear', noiseVariance: 2 }],
] as const)('%s', (id, model) => {
  test.each(['auto', 'js'] as const)('the series are those of the runs (kernel %s)', async (kernel) => {
    const table = bundledTable(id, model.kind === 'logistic' ? 'binary' : 'regression');
    const { experiment, setup } = await setUpGrid({ model, optimizers, iterations: 30 }, table, kernel);
    expect(experiment.record).toEqual(packedQuantities);
    const live = liveComparison(experiment, setup)!;
    expect(live.map((run) => run.optimizer)).toEqual(optimizers.map((optimizer) => optimizer.id));
    optimizers.forEach(({ stepSize, damping }, optimizer) => {
      const first =
        typeof damping === 'object' && 'values' in damping ? damping.values[0]! : (damping ?? null);
      const place = { optimizer, repeat: 0, factor: null, minimum: null };
      const outcome = runOptimizer(runInput(experiment, setup, { ...place, stepSize, damping: first }), {
        cancelled: () => false,
        advanced: () => undefined,
      });
      const { status, series, theta } = live[optimizer]!;
      expect(status).toBe(outcome.status);
      expect(Object.keys(series)).toEqual(Object.keys(outcome.series));
      for (const [name, values] of Object.entries(series)) {
        const expected = outcome.series[name]!;
        expect(values.length, name).toBe(expected.length);
        values.forEach((value, k) => {
          if (Number.isFinite(expected[k])) expect(value / expected[k]!, `${name} ${k}`).toBeCloseTo(1, 6);
          else expect(value, `${name} ${k}`).toBe(expected[k]);
        });
      }
      if (status === 'completed')
        theta.forEach((value, i) => expect(value).toBeCloseTo(outcome.theta[i]!, 6));
    });
  });

  test('losses alone are the same losses', async () => {
    const table = bundledTable(id, model.kind === 'logistic' ? 'binary' : 'regression');
    const { experiment, setup } = await setUpGrid({ model, optimizers, iterations: 30 }, table);
    const whole = liveComparison(experiment, setup)!;
    liveComparison({ ...experiment, record: ['loss'] }, setup)!.forEach(({ series, status }, i) => {
      expect({ series, status }).toEqual({
        series: { loss: whole[i]!.series['loss'] },
        status: whole[i]!.status,
      });
    });
  });
});

test('a run whose matrix no damping helps fails', async () => {
  // All residuals are zero, and so is the empirical Fisher.
  const boston = bundledTable('boston', 'regression');
  const { experiment, setup } = await setUpGrid(
    { model: { kind: 'linear' }, optimizers: [{ id: 'efgd', kind: 'efgd', stepSize: 1, damping: 0 }] },
    { ...boston, target: new Float64Array(boston.target.length) },
  );
  const [run] = liveComparison(experiment, setup)!;
  expect(run).toMatchObject({ status: 'failed', series: { loss: Float64Array.of(0) } });
  expect(run!.series['cosineToNaturalGradient']).toEqual(Float64Array.of(Number.NaN));
});

test('an entry that is not finite fails a run here as there', async () => {
  const boston = bundledTable('boston', 'regression');
  const huge = denseColumns(boston.target.length, [
    Float64Array.from(boston.target, (_, n) => (n % 2 === 0 ? 1e155 : -1e155)),
  ]);
  const { experiment, setup } = await setUpGrid(
    { model: { kind: 'linear' }, optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-3 }] },
    { ...boston, features: huge, columns: ['huge'] },
  );
  const place = { optimizer: 0, repeat: 0, factor: null, minimum: null, stepSize: 1, damping: 1e-3 };
  const never = { cancelled: () => false, advanced: () => undefined };
  expect(runOptimizer(runInput(experiment, setup, place), never).status).toBe('failed');
  expect(liveComparison(experiment, setup)![0]!.status).toBe('failed');
});

test.each([
  ['a linear predictor', { kind: 'logistic' }, {}],
  ['a network', { kind: 'mlp', hidden: [4], output: 'logistic' }, {}],
  ['a line search', { kind: 'logistic' }, { lineSearch: 'armijo' }],
])('%s lets go at the next iteration', async (_, model, more) => {
  const { experiment, setup } = await setUpGrid(
    { model, optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1e-6, ...more }], iterations: 1000 },
    bundledTable('breast-cancer', 'binary'),
  );
  let asked = 0;
  expect(liveComparison(experiment, setup, () => ++asked > 5)).toBeNull();
  expect(asked).toBe(6);
});

test('a newer request drops the old one, and nothing stays in the arena', async () => {
  const { experiment, setup } = await setUpGrid(
    { model: { kind: 'logistic' }, optimizers },
    bundledTable('breast-cancer', 'binary'),
  );
  const used = setup.kernels.arena.used;
  let asked = 0;
  expect(liveComparison(experiment, setup, () => ++asked > 2)).toBeNull();
  expect(setup.kernels.arena.used).toBe(used);
});
