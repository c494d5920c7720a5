import { describe, expect, test } from 'vitest';
import type { RunResult } from '#contract/results.ts';
import { bundledTable, runExperiment, tableOf } from '../../tests/support/experiments.ts';

// y = 2x + (1, -1, -1, 1): F = 7.5, g = 7.5 (theta - 2), L = 0.5 + 3.75 (theta - 2)^2.
const fourPoints = tableOf([[1], [2], [3], [4]], [3, 3, 5, 9], 'regression');
const iris = bundledTable('iris', 'multiclass');
const cancer = bundledTable('breast-cancer', 'binary');

const one = async (
  optimizer: Record<string, unknown>,
  spec: Record<string, unknown> = {},
): Promise<RunResult> =>
  (
    await runExperiment(
      {
        dataset: { id: 'test', bias: false },
        model: { kind: 'linear' },
        optimizers: [{ id: 'o', ...optimizer }],
        ...spec,
      },
      fourPoints,
    )
  ).runs[0]!;
const kinds = (run: RunResult) => run.events.map((event) => event.kind);

describe('Levenberg-Marquardt', () => {
  const lm = { dampingRule: 'levenberg-marquardt', damping: 1 };

  test('a step as predicted (rho = 1) lowers lambda by 2/3', async () => {
    const run = await one(
      { kind: 'ngd', stepSize: 1, ...lm },
      { iterations: 3, record: ['effectiveDamping', 'dampingRatio'] },
    );
    run.series['effectiveDamping']!.forEach((value, k) => expect(value).toBeCloseTo((2 / 3) ** k, 12));
    run.series['dampingRatio']!.forEach((value) => expect(value).toBeCloseTo(1, 9));
  });

  test('a step that overshoots (rho < 1/4) raises lambda by 3/2; rejected, theta stays', async () => {
    // EF at 0 is 391.5, far above F: its steps are tiny, so force a long one with the step size. With lambda = 1 the
    // step is 100 x 15/392.5 = 3.82: L rises from 15.5 to 0.5 + 3.75 x 1.82^2 = 12.9 at first, then 100 g/(EF + 1)
    // overshoots near the minimum, where EF = 2724/... is small.
    const run = await one(
      { kind: 'efgd', stepSize: 100, ...lm, rejectSteps: true },
      { iterations: 12, record: ['theta', 'effectiveDamping', 'dampingRatio', 'actualDecrease'] },
    );
    const rejected = run.events.filter((event) => event.kind === 'step-rejected');
    expect(rejected.length).toBeGreaterThan(0);
    const lambda = run.series['effectiveDamping']!;
    run.series['dampingRatio']!.forEach((rho, k) => {
      const factor = lambda[k + 1]! / lambda[k]!;
      expect(factor).toBeCloseTo(rho > 0.75 ? 2 / 3 : rho >= 0.25 ? 1 : 1.5, 12);
      const stayed = run.path![k]![0] === run.path![k + 1]![0];
      expect(stayed).toBe(rejected.some((event) => event.iteration === k));
    });
    // The loss never rises when steps that raise it are rejected.
    run.series['actualDecrease']!.forEach((decrease) => expect(decrease).toBeGreaterThanOrEqual(0));
  });
});

describe('Levenberg-Marquardt with a step size above 2', () => {
  // F = 7.5 at every theta: the undamped model has its minimum at step size 1 and expects a rise from 2 on.
  test('raises lambda until a step helps, however well the rise was predicted', async () => {
    const run = await one(
      { kind: 'ngd', stepSize: 5, dampingRule: 'levenberg-marquardt', damping: 1, rejectSteps: true },
      { iterations: 30, record: ['effectiveDamping'] },
    );
    const lambda = run.series['effectiveDamping']!;
    const rejected = run.events
      .filter((event) => event.kind === 'step-rejected')
      .map(({ iteration }) => iteration);
    const first = lambda.findIndex((_, k) => !rejected.includes(k));
    for (let k = 0; k < first; k++) expect(lambda[k + 1]! / lambda[k]!).toBeCloseTo(1.5, 12);
    // 5 F/(F + lambda) < 2 from lambda = 1.5 F on.
    expect(lambda[first]!).toBeGreaterThan(1.5 * 7.5);
    expect(lambda[first - 1]!).toBeLessThan(1.5 * 7.5);
    expect(run.finalLoss).toBeLessThan(15.5);
  });
});

describe('Armijo', () => {
  test('halves the step until the loss falls enough', async () => {
    // gamma = 1: theta 0 -> 15, L = 634; 1/2: 7.5, 113.9; 1/4: 3.75, 11.98 <= 15.5 - 1e-4 x 225/4.
    const run = await one(
      { kind: 'gd', stepSize: 1, lineSearch: 'armijo' },
      { iterations: 1, record: ['theta'] },
    );
    expect(run.theta[0]).toBeCloseTo(3.75, 13);
    expect(run.events).toEqual([]);
  });

  test('where no step helps, none is taken, and the event says so', async () => {
    const run = await one(
      { kind: 'gd', stepSize: 1, lineSearch: 'armijo' },
      { iterations: 2, start: { kind: 'values', values: [2] }, record: ['theta'] },
    );
    expect(run.theta).toEqual([2]);
    expect(kinds(run)).toEqual(['line-search-failed', 'line-search-failed']);
  });
});

describe('structures', async () => {
  const spec = (structure: string, extra: Record<string, unknown> = {}) => ({
    model: { kind: 'mlp', hidden: [4], output: 'softmax' },
    dataset: { id: 'test', standardize: true },
    iterations: 5,
    record: ['loss', 'theta'],
    optimizers: [{ id: 'n', kind: 'ngd', stepSize: 0.5, damping: 0.01, structure, ...extra }],
  });
  const full = await runExperiment(spec('full'), iris);

  test.each([
    ['low-rank', {}],
    ['matrix-free', { cgIterations: 200, cgTolerance: 1e-13 }],
  ])('%s takes the steps of the full matrix', async (structure, extra) => {
    const { runs } = await runExperiment(spec(structure, extra), iris);
    runs[0]!.theta.forEach((value, i) => expect(value).toBeCloseTo(full.runs[0]!.theta[i]!, 7));
  });

  test.each(['diagonal', 'block', 'kronecker', 'ekfac'])('%s descends', async (structure) => {
    const { runs } = await runExperiment(spec(structure, { stepSize: 0.1, damping: 0.1 }), iris);
    const loss = runs[0]!.series['loss']!;
    for (let k = 1; k < loss.length; k++) expect(loss[k]).toBeLessThan(loss[k - 1]!);
    expect(runs[0]!.theta).not.toEqual(full.runs[0]!.theta);
  });

  test('conjugate gradients that stop early are an event', async () => {
    const { runs } = await runExperiment(spec('matrix-free', { cgIterations: 1 }), iris);
    expect(kinds(runs[0]!)).toContain('cg-not-converged');
  });
});

describe('which Fisher', () => {
  const spec = (optimizer: Record<string, unknown>) => ({
    model: { kind: 'logistic' },
    iterations: 1,
    record: ['loss', 'theta', 'gradientEvaluations'],
    optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1, damping: 1e-3, ...optimizer }],
    dataset: { id: 'test', standardize: true },
    // Not at zero, where every label gives a logistic model the same outer product.
    start: { kind: 'normal', scale: 0.3 },
  });

  test('the canonical GGN and the Hessian of a linear predictor take the steps of the Fisher', async () => {
    const [fisher, ggn, newton] = await Promise.all([
      runExperiment(spec({}), cancer),
      runExperiment(spec({ kind: 'ggn' }), cancer),
      runExperiment(spec({ kind: 'newton' }), cancer),
    ]);
    expect(ggn.runs[0]!.theta).toEqual(fisher.runs[0]!.theta);
    newton.runs[0]!.theta.forEach((value, i) => expect(value).toBeCloseTo(fisher.runs[0]!.theta[i]!, 9));
  });

  test('the empirical split is the empirical Fisher, the trivial one the Hessian', async () => {
    const mlp = (optimizer: Record<string, unknown>) => ({
      ...spec(optimizer),
      model: { kind: 'mlp', hidden: [2], output: 'logistic' },
    });
    const [empirical, efgd, trivial, newton] = await Promise.all([
      runExperiment(mlp({ kind: 'ggn', split: 'empirical', damping: 1 }), cancer),
      runExperiment(mlp({ kind: 'efgd', damping: 1 }), cancer),
      runExperiment(mlp({ kind: 'ggn', split: 'trivial', damping: 1 }), cancer),
      runExperiment(mlp({ kind: 'newton', damping: 1 }), cancer),
    ]);
    expect(empirical.runs[0]!.theta).toEqual(efgd.runs[0]!.theta);
    expect(trivial.runs[0]!.theta).toEqual(newton.runs[0]!.theta);
    expect(trivial.runs[0]!.theta).not.toEqual(empirical.runs[0]!.theta);
  });

  test('Monte-Carlo: seeded, nearer to the exact step with more samples, counted', async () => {
    const exact = (await runExperiment(spec({}), cancer)).runs[0]!;
    const distance = (run: RunResult) => Math.hypot(...run.theta.map((value, i) => value - exact.theta[i]!));
    const drawn = async (samples: number, seed: number) =>
      (await runExperiment(spec({ fisher: 'monte-carlo', samples, seed }), cancer)).runs[0]!;
    const [few, again, other, many] = [
      await drawn(1, 1),
      await drawn(1, 1),
      await drawn(1, 2),
      await drawn(400, 1),
    ];
    expect(again.theta).toEqual(few.theta);
    expect(other.theta).not.toEqual(few.theta);
    expect(distance(many)).toBeLessThan(distance(few) / 4);
    expect(few.series['gradientEvaluations']).toEqual([0, 2 * 569]);
    expect(exact.series['gradientEvaluations']).toEqual([0, 569]);
  });

  test('the mode label makes the Fisher of least squares vanish: the damping alone is left', async () => {
    const run = await one({ kind: 'ngd', stepSize: 1, fisher: 'mode-label', damping: 15 }, { iterations: 1 });
    expect(run.theta[0]).toBeCloseTo(1, 13);
    expect(kinds(run)).toContain('damping-above-largest-eigenvalue');
  });
});

describe('mini-batches', () => {
  const spec = (optimizer: Record<string, unknown>, extra: Record<string, unknown> = {}) => ({
    model: { kind: 'softmax' },
    dataset: { id: 'test', standardize: true },
    iterations: 40,
    record: ['loss', 'epochs', 'gradientEvaluations'],
    optimizers: [{ id: 'o', stepSize: 0.05, batchSize: 10, ...optimizer }],
    ...extra,
  });

  test.each([
    { kind: 'sgd', stepSize: 0.5 },
    { kind: 'momentum' },
    { kind: 'sign', stepSize: 0.02 },
    { kind: 'adagrad', stepSize: 0.3 },
    { kind: 'rmsprop' },
    { kind: 'adam', stepSize: 0.1 },
    { kind: 'ngd', damping: 0.1, stepSize: 0.3 },
    { kind: 'ngd', damping: 0.1, stepSize: 0.3, fisher: 'monte-carlo' },
    { kind: 'ngd', damping: 0.1, stepSize: 0.3, structure: 'kronecker' },
    { kind: 'ngd', damping: 0.1, stepSize: 0.3, structure: 'ekfac' },
    { kind: 'efgd', damping: 0.1, stepSize: 0.1 },
    { kind: 'efgd', damping: 0.1, stepSize: 0.1, structure: 'kronecker' },
    { kind: 'online-ng', damping: 0.1, stepSize: 0.1 },
    { kind: 'gd', stepSize: 0.5 },
    { kind: 'newton', damping: 0.1, stepSize: 0.3 },
    { kind: 'ggn', damping: 0.1, stepSize: 0.3 },
  ])('$kind $fisher $structure learns and repeats itself', async (optimizer) => {
    const { runs } = await runExperiment(spec(optimizer), iris);
    const again = await runExperiment(spec(optimizer), iris);
    const [run] = runs;
    expect(run!.status).toBe('completed');
    expect(run!.finalLoss).toBeLessThan(0.5 * run!.series['loss']![0]!);
    expect(again.runs[0]!.theta).toEqual(run!.theta);
    expect(run!.series['epochs']!.at(-1)).toBeCloseTo((40 * 10) / 150, 12);
  });

  test('epochs of the short last batch count its rows', async () => {
    const { runs } = await runExperiment(
      spec({ kind: 'sgd', batchSize: 100, replacement: 'epoch' }, { iterations: 4 }),
      iris,
    );
    expect(runs[0]!.series['epochs']).toEqual([0, 100 / 150, 1, 250 / 150, 2]);
    expect(runs[0]!.series['gradientEvaluations']).toEqual([0, 100, 150, 250, 300]);
  });

  test('a batch of all rows without replacement is full-batch gradient descent', async () => {
    const sgd = await runExperiment(spec({ kind: 'sgd', batchSize: 150 }), iris);
    const gd = await runExperiment(spec({ kind: 'gd', batchSize: null }), iris);
    expect(sgd.runs[0]!.theta).toEqual(gd.runs[0]!.theta);
  });

  test('repeats use seeds seed, seed + 1, ...', async () => {
    const { runs } = await runExperiment(spec({ kind: 'sgd' }, { repeats: 3 }), iris);
    const shifted = await runExperiment(spec({ kind: 'sgd' }, { seed: 1 }), iris);
    const own = await runExperiment(spec({ kind: 'sgd', seed: 2 }), iris);
    expect(new Set(runs.map((run) => run.finalLoss)).size).toBe(3);
    expect(shifted.runs[0]!.theta).toEqual(runs[1]!.theta);
    expect(own.runs[0]!.theta).toEqual(runs[2]!.theta);
  });

  test('test series are of the rows kept out', async () => {
    const { runs } = await runExperiment(
      spec(
        { kind: 'adam', stepSize: 0.1 },
        {
          dataset: { id: 'test', standardize: true, testFraction: 0.3 },
          record: ['loss', 'testLoss', 'accuracy', 'testAccuracy'],
        },
      ),
      iris,
    );
    const { testLoss, testAccuracy, accuracy } = runs[0]!.series;
    expect(testLoss![0]).toBeCloseTo(Math.log(3), 12);
    expect(testLoss!.at(-1)).toBeLessThan(0.5);
    expect(testAccuracy!.at(-1)).toBeGreaterThan(0.8);
    expect((testAccuracy!.at(-1)! * 45) % 1).toBeCloseTo(0, 9);
    expect(accuracy!.at(-1)).toBeGreaterThan(0.8);
  });
});
