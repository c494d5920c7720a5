import { describe, expect, test } from 'vitest';
import { bundledTable, runExperiment } from '../../tests/support/experiments.ts';

// Figure 3 with its printed hyper-parameters (math.md section 8): full batch, raw features and a bias, from zero.
const optimizers = (gd: number, ngd: readonly [number, number], efgd: readonly [number, number]) => [
  { id: 'gd', kind: 'gd', stepSize: 10 ** gd },
  { id: 'ngd', kind: 'ngd', stepSize: 10 ** ngd[0], damping: 10 ** ngd[1] },
  { id: 'efgd', kind: 'efgd', stepSize: 10 ** efgd[0], damping: 10 ** efgd[1] },
];

describe('BreastCancer', async () => {
  const { runs, best } = await runExperiment(
    { model: { kind: 'logistic' }, optimizers: optimizers(-5.125, [0.125, -10], [-1.25, -10]) },
    bundledTable('breast-cancer', 'binary'),
  );

  test('the last losses are those of the paper', () => {
    expect(runs.map((run) => run.status)).toEqual(['completed', 'completed', 'completed']);
    expect(runs[0]!.finalLoss).toBeCloseTo(0.4647, 4);
    expect(runs[1]!.finalLoss).toBeCloseTo(5.04e-4, 6);
    expect(best['ngd']).toMatchObject({ run: 1, tied: 1, damping: 1e-10 });
  });

  test('state series have 101 entries, step series 100, and theta = 0 has F = EF', () => {
    const efgd = runs[2]!;
    expect(efgd.series['loss']).toHaveLength(101);
    expect(efgd.series['cosineToNaturalGradient']).toHaveLength(101);
    expect(efgd.series['stepNorm']).toHaveLength(100);
    expect(efgd.series['loss']![0]).toBeCloseTo(Math.log(2), 14);
    expect(efgd.series['cosineToNaturalGradient']![0]).toBeCloseTo(1, 6);
  });
});

test('Boston: GD, NGD and EFGD as in the paper, with the corrected sign of the step size', async () => {
  const { runs } = await runExperiment(
    {
      model: { kind: 'linear' },
      optimizers: optimizers(-5.25, [0.125, -10], [1.25, -8]),
      record: ['loss', 'cosineToNaturalGradient'],
    },
    bundledTable('boston', 'regression'),
  );
  expect(runs[0]!.finalLoss).toBeCloseTo(38.75, 2);
  expect(runs[1]!.finalLoss).toBeCloseTo(10.9474, 4);
  expect(runs[2]!.finalLoss).toBeCloseTo(10.9474, 4);
  expect(runs[2]!.series['cosineToNaturalGradient']![0]).toBeCloseTo(-0.287, 3);
});
