import { describe, expect, test } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { resolveExperiment, type ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { RunResult } from '#contract/results.ts';
import { bundledTable, runExperiment, tableOf } from '../../tests/support/experiments.ts';
import { prepare } from '../data/prepare.ts';
import { runTask } from '../entry.ts';
import type { JobMessage, Task } from '../jobs.ts';
import { nextJobs } from './plan.ts';

// Four points by hand: x = 1, 2, 3, 4 without bias, y = 2x + (1, -1, -1, 1), so X^T y = 60 + (1 - 2 - 3 + 4) = 60 and
// X^T X = 30: F = 30/4 = 7.5, g(theta) = 7.5 theta - 15, theta* = 2, L* = 4/8 = 0.5, L(0) = (9 + 9 + 25 + 81)/8 = 15.5.
const fourPoints = tableOf([[1], [2], [3], [4]], [3, 3, 5, 9], 'regression');
const noBias = { dataset: { id: 'test', bias: false }, model: { kind: 'linear' } };
const one = async (spec: Record<string, unknown>): Promise<RunResult> =>
  (await runExperiment({ ...noBias, ...spec }, fourPoints)).runs[0]!;

describe('four points worked by hand', () => {
  test('gradient descent contracts the error by 1 - 7.5 gamma', async () => {
    const run = await one({
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 0.1 }],
      iterations: 3,
      record: [
        'loss',
        'gradientNorm',
        'stepNorm',
        'theta',
        'actualDecrease',
        'distanceToMinimum',
        'rSquared',
      ],
    });
    // theta: 0, 1.5, 1.875, 1.96875; L = 0.5 + 3.75 (theta - 2)^2
    expect(run.path!.map((theta) => theta[0])).toEqual([0, 1.5, 1.875, expect.closeTo(1.96875, 14)]);
    const loss = [15.5, 1.4375, 0.55859375, 0.503662109375];
    run.series['loss']!.forEach((value, k) => expect(value).toBeCloseTo(loss[k]!, 13));
    run.series['gradientNorm']!.forEach((value, k) => expect(value).toBeCloseTo(15 / 4 ** k, 13));
    run.series['distanceToMinimum']!.forEach((value, k) => expect(value).toBeCloseTo(2 / 4 ** k, 13));
    run.series['stepNorm']!.forEach((value, k) => expect(value).toBeCloseTo(1.5 / 4 ** k, 13));
    run.series['actualDecrease']!.forEach((value, k) =>
      expect(value).toBeCloseTo(loss[k]! - loss[k + 1]!, 13),
    );
    // total sum of squares about the mean 5: 4 + 4 + 0 + 16 = 24; at the minimum 1 - 4/24
    expect(run.series['rSquared']!.at(-1)).toBeCloseTo(1 - (8 * loss[3]!) / 24, 12);
  });

  test('Newton and NGD with damping 2.5: one step of 15/10', async () => {
    for (const kind of ['newton', 'ngd']) {
      const run = await one({
        optimizers: [{ id: 'b', kind, stepSize: 1, damping: 2.5 }],
        iterations: 1,
        record: [
          'predictedDecrease',
          'dampingRatio',
          'effectiveDamping',
          'largestEigenvalue',
          'conditionNumber',
        ],
      });
      expect(run.theta[0]).toBeCloseTo(1.5, 14);
      // d = 1.5: -(g d + 7.5 d^2/2) with g = -15; a quadratic is predicted exactly
      expect(run.series['predictedDecrease']![0]).toBeCloseTo(22.5 - 8.4375, 12);
      expect(run.series['dampingRatio']![0]).toBeCloseTo(1, 12);
      expect(run.series['effectiveDamping']).toEqual([2.5, 2.5]);
      expect(run.series['largestEigenvalue']![0]).toBeCloseTo(7.5, 12);
      expect(run.series['conditionNumber']![0]).toBeCloseTo(1, 12);
    }
  });

  test('EFGD: the empirical Fisher at 0 is mean (x y)^2 = 1566/4', async () => {
    // x y = 3, 6, 15, 36: squares 9 + 36 + 225 + 1296 = 1566; EF = 391.5, g = -15
    const run = await one({
      optimizers: [{ id: 'ef', kind: 'efgd', stepSize: 1, damping: 8.5 }],
      iterations: 1,
      record: ['theta', 'normRatio', 'relativeDifference', 'cosineToNaturalGradient'],
    });
    expect(run.theta[0]).toBeCloseTo(15 / 400, 14);
    expect(run.series['normRatio']![0]).toBeCloseTo((7.5 + 8.5) / 400, 14);
    expect(run.series['relativeDifference']![0]).toBeCloseTo((391.5 - 7.5) / 7.5, 12);
    expect(run.series['cosineToNaturalGradient']![0]).toBeCloseTo(1, 14);
  });

  test('a relative damping is c trace(B)/D', async () => {
    const run = await one({
      optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1, damping: { relative: 1 } }],
      iterations: 1,
      record: ['effectiveDamping'],
    });
    expect(run.series['effectiveDamping']![0]).toBeCloseTo(7.5, 13);
    expect(run.theta[0]).toBeCloseTo(1, 14);
    expect(run.damping).toBe(1);
  });

  test('sum scaling multiplies gradient and matrix by N, so that an undamped step is the same', async () => {
    const optimizers = [{ id: 'n', kind: 'ngd', stepSize: 0.5 }];
    const mean = await one({ optimizers, iterations: 2, record: ['gradientNorm'] });
    const sum = await one({ optimizers, iterations: 2, record: ['gradientNorm'], scaling: 'sum' });
    expect(sum.theta[0]).toBeCloseTo(mean.theta[0]!, 14);
    sum.series['gradientNorm']!.forEach((value, k) =>
      expect(value).toBeCloseTo(4 * mean.series['gradientNorm']![k]!, 11),
    );
  });
});

describe('stops and statuses', () => {
  test('a diverging run keeps the value that ended it', async () => {
    const run = await one({ optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1 }], iterations: 50 });
    // error x (1 - 7.5) a step: the loss passes 100 x 15.5 at the second
    expect(run).toMatchObject({ status: 'diverged', stoppedBy: 'divergence', iterations: 2 });
    expect(run.series['loss']).toHaveLength(3);
    expect(run.series['stepNorm']).toHaveLength(2);
    expect(run.finalLoss).toBeGreaterThan(1550);
    expect(run.bestLoss).toBe(15.5);
  });

  test('the limit is the factor times the first loss, on both sides of it', async () => {
    // The loss is 0.5 + 15 (1 - 7.5 gamma)^2 at the first step; the limit is 4 x 15.5 = 62.
    const after = async (loss: number) =>
      one({
        optimizers: [{ id: 'gd', kind: 'gd', stepSize: (1 + Math.sqrt((loss - 0.5) / 15)) / 7.5 }],
        stop: { divergenceFactor: 4 },
        iterations: 1,
      });
    const [below, above] = [await after(61.9), await after(62.1)];
    expect(below.finalLoss).toBeCloseTo(61.9, 10);
    expect(below.status).toBe('completed');
    expect(above.finalLoss).toBeCloseTo(62.1, 10);
    expect(above.status).toBe('diverged');
  });

  test('a small gradient stops a run as completed, and says so', async () => {
    const run = await one({
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 0.1 }],
      stop: { gradientNorm: 1 },
      iterations: 50,
    });
    expect(run).toMatchObject({ status: 'completed', stoppedBy: 'gradientNorm', iterations: 2 });
  });

  test('a start whose loss overflows diverges at once', async () => {
    const run = await one({
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 0.1 }],
      start: { kind: 'values', values: [1e300] },
    });
    expect(run).toMatchObject({ status: 'diverged', iterations: 0 });
    expect(run.finalLoss).toBe(Infinity);
  });

  test('an indefinite solve raises the damping by tens, each raise an event', async () => {
    // A zero column beside x: F has a zero pivot; 1e-12 trace/D = 1e-12 x 7.5/2, times 10.
    const { runs } = await runExperiment(
      {
        ...noBias,
        optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1 }],
        iterations: 1,
        record: ['effectiveDamping'],
      },
      tableOf(
        [
          [1, 0],
          [2, 0],
          [3, 0],
          [4, 0],
        ],
        [3, 3, 5, 9],
        'regression',
      ),
    );
    const raised = runs[0]!.events.filter((event) => event.kind === 'damping-raised');
    expect(raised).toHaveLength(1);
    expect(raised[0]).toMatchObject({ iteration: 0, damping: expect.closeTo(3.75e-11, 20) });
    expect(runs[0]!.series['effectiveDamping']![0]).toBeCloseTo(3.75e-11, 20);
    expect(runs[0]!.theta[0]).toBeCloseTo(2, 8);
  });

  test('a damping above the mean eigenvalue but not above the largest is not told', async () => {
    // F = diag(1, 0.01): trace/D is 0.505.
    const { runs } = await runExperiment(
      { ...noBias, optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1, damping: 0.7 }], iterations: 3 },
      tableOf(
        [
          [Math.SQRT2, 0],
          [0, 0.1 * Math.SQRT2],
        ],
        [3, 5],
        'regression',
      ),
    );
    expect(runs[0]!.events).toEqual([]);
  });

  test('a damping above the largest eigenvalue is told once, with the step size it amounts to', async () => {
    const run = await one({
      optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1, damping: 1000 }],
      iterations: 5,
    });
    const events = run.events.filter((event) => event.kind === 'damping-above-largest-eigenvalue');
    expect(events).toHaveLength(1);
    expect(events[0]!['largestEigenvalue']).toBeCloseTo(7.5, 12);
    expect(events[0]!.message).toContain('this is gradient descent with step size gamma/lambda = 0.001');
    const below = await one({
      optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1, damping: 7 }],
      iterations: 5,
    });
    expect(below.events).toEqual([]);
  });

  test('a cosine of a zero gradient is undefined, told once', async () => {
    const run = await one({
      optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1 }],
      start: { kind: 'values', values: [2] },
      iterations: 2,
      record: ['cosineToNaturalGradient'],
    });
    expect(run).toMatchObject({ status: 'completed', stoppedBy: null, iterations: 2 });
    expect(run.series['cosineToNaturalGradient']).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(run.events.map((event) => event.kind)).toEqual(['cosine-undefined']);
  });

  test('zero iterations give the start alone', async () => {
    const run = await one({ optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1 }], iterations: 0 });
    expect(run).toMatchObject({ status: 'completed', iterations: 0, finalLoss: 15.5 });
    expect(run.series['stepNorm']).toEqual([]);
  });
});

test('recordEvery thins the expensive quantities only, first and last kept', async () => {
  const run = await one({
    optimizers: [{ id: 'n', kind: 'ngd', stepSize: 0.1, damping: 1 }],
    iterations: 7,
    recordEvery: 3,
    record: ['loss', 'cosineToNaturalGradient'],
  });
  const known = run.series['cosineToNaturalGradient']!.map((value) => !Number.isNaN(value));
  expect(known).toEqual([true, false, false, true, false, false, true, true]);
  expect(run.series['loss']!.every(Number.isFinite)).toBe(true);
});

describe('repeats and random starts', () => {
  test('repeat r starts from seed + r', async () => {
    const spec = {
      ...noBias,
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 0.01 }],
      start: { kind: 'normal', scale: 3, seed: 5 },
      iterations: 1,
    };
    const { runs } = await runExperiment({ ...spec, repeats: 3 }, fourPoints);
    expect(runs.map((run) => run.repeat)).toEqual([0, 1, 2]);
    expect(new Set(runs.map((run) => run.finalLoss)).size).toBe(3);
    const shifted = await runExperiment({ ...spec, seed: 2 }, fourPoints);
    expect(shifted.runs[0]!.finalLoss).toBe(runs[2]!.finalLoss);
  });

  test('start at the minimum, times a factor', async () => {
    const run = await one({
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 0.01 }],
      start: { kind: 'minimum', factor: 0.5 },
      iterations: 0,
    });
    expect(run.theta[0]).toBeCloseTo(1, 12);
  });
});

// ---- progress and cancelling ------------------------------------------------------------------------------------

function longTask(): { task: Task; messages: JobMessage[]; cancel: Int32Array } {
  const parsed = parseExperiment({
    version: 1,
    dataset: { id: 'breast-cancer' },
    model: { kind: 'logistic' },
    optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 1e-3, damping: 1e-6 }],
    iterations: 1_000_000,
    record: ['loss', 'stepNorm'],
  });
  if (!parsed.ok) throw new Error('refused');
  const { problem, facts } = prepare(bundledTable('breast-cancer', 'binary'), {
    ...parsed.value.dataset,
    bias: true,
  });
  const resolved = resolveExperiment(parsed.value, facts);
  if (!resolved.ok) throw new Error('refused');
  const experiment: ResolvedExperiment = resolved.value;
  const messages: JobMessage[] = [];
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const [job] = nextJobs(experiment, facts, []);
  const port = { postMessage: (message: unknown) => void messages.push(message as JobMessage) };
  return { task: { experiment, job: job!, problem, cancel, kernel: 'auto', port }, messages, cancel };
}

test('a cancelled run keeps what was computed; its chunks join to exactly its series', async () => {
  const { task, messages, cancel } = longTask();
  const post = task.port!.postMessage;
  let posts = 0;
  task.port!.postMessage = (message) => {
    post(message);
    if (++posts === 2) Atomics.store(cancel, 0, 1);
  };
  const result = await runTask(task);
  if (result.kind !== 'run') throw new Error('not a run');
  const { run } = result;
  expect(run.status).toBe('cancelled');
  expect(run.iterations).toBeGreaterThan(0);
  expect(run.iterations).toBeLessThan(1_000_000);
  expect(messages.at(-1)).toEqual({ type: 'end' });
  for (const name of ['loss', 'stepNorm']) {
    const joined: number[] = [];
    for (const message of messages) {
      if (message.type !== 'progress') continue;
      if (message.series![name]!.length > 0) expect(message.from).toBe(joined.length);
      joined.push(...message.series![name]!);
    }
    expect(joined).toEqual(run.series[name]);
  }
});

test('a short run posts its whole series and the end', async () => {
  const { task, messages } = longTask();
  const short = { ...task, experiment: { ...task.experiment, iterations: 3 } as ResolvedExperiment };
  await runTask(short);
  expect(messages.map((message) => message.type)).toEqual(['progress', 'end']);
  const [progress] = messages;
  if (progress?.type !== 'progress') throw new Error('no progress');
  expect(progress.series!['loss']).toHaveLength(4);
  expect(progress.series!['stepNorm']).toHaveLength(3);
  expect(progress.done).toBe(1);
});
