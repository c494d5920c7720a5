import { describe, expect, test } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { bundledTable, runExperiment, runPrepared, tableOf } from '../../tests/support/experiments.ts';
import { prepareSynthetic } from '../data/synthetic.ts';

async function synthetic(spec: Record<string, unknown>) {
  const parsed = parseExperiment({ version: 1, ...spec });
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('\n'));
  const { dataset } = parsed.value;
  if (!('synthetic' in dataset)) throw new Error('not synthetic');
  return runPrepared(parsed.value, prepareSynthetic(dataset));
}

describe('vector-field: Figure 1', async () => {
  const starts = [
    [2, 4.5],
    [1, 0],
    [4.5, 3],
    [-0.5, 3],
  ];
  const { vectorField, minimum } = await synthetic({
    kind: 'vector-field',
    dataset: { synthetic: 'figure-1' },
    model: { kind: 'linear' },
    optimizers: [
      { id: 'gd', kind: 'gd', stepSize: 1 / 3 },
      { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-8 },
      { id: 'efgd', kind: 'efgd', stepSize: 3, damping: 1e-8 },
    ],
    flow: { steps: 3000, stepSize: 0.001, starts },
  });
  const field = vectorField!;
  const star = field.minimum!;

  test('the minimum is near (2, 2)', () => {
    expect(minimum!.status).toBe('found');
    expect(Math.hypot(star[0]! - 2, star[1]! - 2)).toBeLessThan(0.3);
  });

  test('rows run over y, entries over x; 15 x 15 over the bounds', () => {
    expect(field.x).toHaveLength(15);
    expect([field.x[0], field.x[14], field.y[0], field.y[14]]).toEqual([-1, 5, -1, 5]);
    expect(field.loss).toHaveLength(15);
    expect(field.fields['ngd']!.u[3]).toHaveLength(15);
  });

  test('NGD points straight at the minimum from everywhere: the quadratic is seen through', () => {
    const { u, v } = field.fields['ngd']!;
    field.y.forEach((y, i) =>
      field.x.forEach((x, j) => {
        expect(u[i]![j]).toBeCloseTo(star[0]! - x, 5);
        expect(v[i]![j]).toBeCloseTo(star[1]! - y, 5);
      }),
    );
  });

  test('NGD flows are the straight line theta* + (1 - 0.001)^k (theta_0 - theta*)', () => {
    for (const { start, path } of field.flows['ngd']!) {
      const last = path.at(-1)!;
      const factor = 0.999 ** 3000;
      expect(last[0]).toBeCloseTo(star[0]! + factor * (start[0]! - star[0]!), 5);
      expect(last[1]).toBeCloseTo(star[1]! + factor * (start[1]! - star[1]!), 5);
    }
  });

  test('GD flows descend; EF leaves the straight line', () => {
    const aside = ({ path, start }: { path: number[][]; start: number[] }) => {
      const [dx, dy] = [star[0]! - start[0]!, star[1]! - start[1]!];
      return Math.max(
        ...path.map(([x, y]) => Math.abs((x! - start[0]!) * dy - (y! - start[1]!) * dx) / Math.hypot(dx, dy)),
      );
    };
    expect(Math.max(...field.flows['ngd']!.map(aside))).toBeLessThan(1e-6);
    expect(Math.max(...field.flows['efgd']!.map(aside))).toBeGreaterThan(0.3);
    expect(Math.max(...field.flows['gd']!.map(aside))).toBeGreaterThan(0.3);
  });

  test('paths keep first and last and at most 2,000 points', () => {
    expect(Object.keys(field.flows)).toEqual(['gd', 'ngd', 'efgd']);
    field.flows['gd']!.forEach(({ path, start }, i) => {
      expect(start).toEqual(starts[i]);
      expect(path[0]).toEqual(starts[i]);
      expect(path.length).toBeLessThanOrEqual(2000);
      expect(path.length).toBeGreaterThan(1000);
    });
  });
});

describe('quadratic: Figure 2', () => {
  const quadratic = async (name: string, extra: Record<string, unknown> = {}) =>
    (
      await synthetic({
        kind: 'quadratic',
        dataset: { synthetic: name },
        model: { kind: 'logistic' },
        ...extra,
      })
    ).quadratic!;

  test.each([
    ['figure-2-correct', 0.76, 0.04, 0.8, 1.25],
    ['figure-2-a', 0.87, 0.03, 1.2, 1.9],
    ['figure-2-b', 0.856, 0.03, 0.3, 1.9],
  ])('%s: accuracy and generalized eigenvalues', async (name, accuracy, margin, low, high) => {
    const result = await quadratic(name);
    expect(Math.abs(result.accuracy! - accuracy)).toBeLessThan(margin);
    for (const mu of result.generalizedEigenvalues) {
      expect(mu).toBeGreaterThan(low);
      expect(mu).toBeLessThan(high);
    }
    expect(result.radius).toBe(3);
    // d^T (N M) d = 9 on each ellipse; for a linear predictor H = F.
    for (const matrix of ['fisher', 'empiricalFisher'] as const) {
      const m = result.matrices[matrix];
      for (const [x, y] of result.ellipses[matrix]) {
        const d = [x! - result.minimum[0]!, y! - result.minimum[1]!];
        const value = m[0]![0]! * d[0]! ** 2 + 2 * m[0]![1]! * d[0]! * d[1]! + m[1]![1]! * d[1]! ** 2;
        expect(1000 * value).toBeCloseTo(9, 8);
      }
    }
    result.matrices.hessian
      .flat()
      .forEach((entry, i) => expect(entry).toBeCloseTo(result.matrices.fisher.flat()[i]!, 12));
  });

  test('in sum scaling the matrices grow N-fold and the ellipses stay', async () => {
    const mean = await quadratic('figure-2-a');
    const sum = await quadratic('figure-2-a', { scaling: 'sum' });
    expect(sum.matrices.fisher[0]![0]).toBeCloseTo(1000 * mean.matrices.fisher[0]![0]!, 6);
    sum.ellipses.fisher.forEach((point, i) =>
      point.forEach((value, k) => expect(value).toBeCloseTo(mean.ellipses.fisher[i]![k]!, 6)),
    );
  });

  test('separable data have no quadratic: refused with the reason', async () => {
    const separable = tableOf(
      [
        [1, 0],
        [2, 1],
        [-1, 0],
        [-2, 1],
      ],
      [1, 1, 0, 0],
      'binary',
    );
    await expect(
      runExperiment(
        { kind: 'quadratic', dataset: { id: 'test', bias: false }, model: { kind: 'logistic' } },
        separable,
      ),
    ).rejects.toThrow(/kind: quadratic needs the minimum, and there is none: the minimum is at infinity/);
  });
});

describe('consistency', () => {
  const consistency = async (name: string, model: Record<string, unknown>) =>
    (
      await synthetic({
        kind: 'consistency',
        dataset: { synthetic: name },
        model,
        sizes: [100, 1000, 10000],
        seeds: 4,
      })
    ).consistency!;

  test('well specified: |EF - F|/|F| falls as N^{-1/2}', async () => {
    const { slope, relativeDifference, sizes } = await consistency('figure-2-correct', { kind: 'logistic' });
    expect(sizes).toEqual([100, 1000, 10000]);
    expect(relativeDifference.map((row) => row.length)).toEqual([4, 4, 4]);
    // Each seed draws data of its own.
    for (const row of relativeDifference) expect(new Set(row).size).toBe(4);
    expect(slope).toBeGreaterThan(-0.75);
    expect(slope).toBeLessThan(-0.3);
  });

  test('misspecified: it stays', async () => {
    const { slope, relativeDifference } = await consistency('figure-2-linear-noise', { kind: 'linear' });
    expect(Math.abs(slope)).toBeLessThan(0.15);
    // Noise variance 4 taken for 1: EF is near 4 F... at any size
    for (const value of relativeDifference[2]!) expect(value).toBeGreaterThan(0.5);
  });
});

describe('starting-points', () => {
  test('in one dimension: NGD halves each step, EFGD from 4 is still at 2.5375 after ten', async () => {
    const data = tableOf([[1], [1]], [0.5, -0.5], 'regression');
    const distances = async (kind: string, start: number) =>
      (
        await runExperiment(
          {
            dataset: { id: 'test', bias: false },
            model: { kind: 'linear' },
            start: { kind: 'values', values: [start] },
            iterations: 10,
            optimizers: [{ id: 'o', kind, stepSize: 0.5, damping: 1e-6 }],
            record: ['distanceToMinimum'],
          },
          data,
        )
      ).runs[0]!.series['distanceToMinimum']!;
    for (const start of [0.5, 1, 2, 4]) {
      const ngd = await distances('ngd', start);
      ngd.forEach((value, k) => expect(value / (start * 0.5 ** k)).toBeCloseTo(1, 4));
    }
    expect((await distances('efgd', 4)).at(-1)).toBeCloseTo(2.5375, 4);
  });

  test('each run starts at its factor of the minimum', async () => {
    const { runs, best, minimum } = await runExperiment(
      {
        kind: 'starting-points',
        model: { kind: 'linear' },
        iterations: 20,
        factors: [0.5, 0],
        optimizers: [
          { id: 'ngd', kind: 'ngd', stepSize: 10 ** 0.125, damping: 1e-10 },
          { id: 'efgd', kind: 'efgd', stepSize: 10 ** 1.25, damping: 1e-8 },
        ],
        record: ['loss', 'theta'],
      },
      bundledTable('boston', 'regression'),
    );
    expect(runs.map((run) => [run.optimizer, run.factor])).toEqual([
      ['ngd', 0.5],
      ['ngd', 0],
      ['efgd', 0.5],
      ['efgd', 0],
    ]);
    expect(runs[0]!.path![0]).toEqual(minimum!.theta.map((value) => 0.5 * value));
    expect(runs[1]!.path![0]!.every((value) => value === 0)).toBe(true);
    expect(best['ngd']).toBeDefined();
  });
});

describe('invariance', () => {
  // x -> A^T x turns theta into A^{-1} theta: f and so the loss path of NGD stay, GD's does not.
  const rows = bundledTable('iris', 'multiclass');
  const pairs = Array.from({ length: 150 }, (_, n) =>
    [0, 1].map((j) => (rows.features.kind === 'columns' ? rows.features.column(j)[n]! : 0)),
  );
  const target = Array.from(rows.target, (label) => (label === 0 ? 1 : 0));
  const transformed = pairs.map(([a, b]) => [2 * a! + b!, -a! + 0.5 * b!]);
  const lossOf = async (features: number[][], kind: string) =>
    (
      await runExperiment(
        {
          dataset: { id: 'test', bias: false },
          model: { kind: 'logistic' },
          iterations: 8,
          optimizers: [{ id: 'o', kind, stepSize: kind === 'gd' ? 0.01 : 0.5 }],
          record: ['loss'],
        },
        tableOf(features, target, 'binary'),
      )
    ).runs[0]!.series['loss']!;

  test('NGD does not notice a linear change of parameters, GD does', async () => {
    const [ngd, ngdTransformed] = [await lossOf(pairs, 'ngd'), await lossOf(transformed, 'ngd')];
    ngd.forEach((loss, k) => expect(ngdTransformed[k]).toBeCloseTo(loss, 9));
    const [gd, gdTransformed] = [await lossOf(pairs, 'gd'), await lossOf(transformed, 'gd')];
    expect(Math.abs(gd.at(-1)! - gdTransformed.at(-1)!)).toBeGreaterThan(1e-3);
  });

  test('duplicated rows leave mean-scaled runs as they are and double sum-scaled losses', async () => {
    const run = async (copies: number, scaling: string) =>
      (
        await runExperiment(
          {
            dataset: { id: 'test', bias: false },
            model: { kind: 'logistic' },
            scaling,
            iterations: 4,
            optimizers: [
              { id: 'n', kind: 'ngd', stepSize: 0.5 },
              { id: 'e', kind: 'efgd', stepSize: 0.1 },
            ],
            record: ['loss', 'gradientNorm', 'theta'],
          },
          tableOf(
            Array.from({ length: copies }, () => pairs).flat(),
            Array.from({ length: copies }, () => target).flat(),
            'binary',
          ),
        )
      ).runs;
    for (const [scaling, factor] of [
      ['mean', 1],
      ['sum', 2],
    ] as const) {
      const [once, twice] = [await run(1, scaling), await run(2, scaling)];
      once.forEach((single, i) => {
        single.theta.forEach((value, k) => expect(twice[i]!.theta[k]).toBeCloseTo(value, 9));
        for (const name of ['loss', 'gradientNorm']) {
          single.series[name]!.forEach((value, k) =>
            expect(twice[i]!.series[name]![k]! / value).toBeCloseTo(factor, 8),
          );
        }
      });
    }
  });
});
