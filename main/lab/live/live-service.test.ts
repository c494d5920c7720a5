import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WorkerPool } from '../pool/worker-pool.ts';
import { DatasetService } from '../datasets/service.ts';
import { fakeSpec, fakeWorkerFile, RecordingSink, temporaryDirectory, threeRows } from '../testing/bench.ts';
import type { DataSource } from '../data-source.ts';
import { LiveService } from './live-service.ts';

let loads = 0;
const counted: DataSource = {
  load: (...args) => {
    loads += 1;
    return threeRows.load(...args);
  },
};
let live: LiveService;
beforeEach(() => {
  loads = 0;
  live = new LiveService(new WorkerPool({ workerFile: fakeWorkerFile, threads: 1, kernel: 'js' }), counted);
});
afterEach(() => live.close());
const { signal } = new AbortController();

test('a comparison comes back whole, and its data are loaded once', async () => {
  for (let k = 0; k < 3; k++) {
    const runs = await live.compare(fakeSpec(['a', 'b'], 20 + k, 0.1), signal);
    expect(runs.map((run) => [run.optimizer, run.series['loss']!.length])).toEqual([
      ['a', 21 + k],
      ['b', 21 + k],
    ]);
  }
  expect(loads).toBe(1);
});

test('the newest request wins: older ones are refused as cancelled, at once', async () => {
  await live.compare(fakeSpec(['a'], 1, 0.1), signal);
  const started = performance.now();
  const answers = await Promise.allSettled(
    [100_000, 100_001, 100_002, 5].map((iterations) =>
      live.compare(fakeSpec(['a', 'b'], iterations, 1), signal),
    ),
  );
  expect(performance.now() - started).toBeLessThan(5000);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
  for (const answer of answers.slice(0, 3)) {
    expect(answer).toMatchObject({ reason: { code: 'cancelled', message: 'a newer request came' } });
  }
});

test('what does not run live is refused', async () => {
  const spec = fakeSpec(['a']);
  await expect(
    live.compare({ ...spec, optimizers: [{ id: 'a', kind: 'gd', stepSize: { values: [1, 2] } }] }, signal),
  ).rejects.toThrow('optimizers[0]: a range does not run live');
});

test('the usual series take the packed path of the real engine, with the numbers of a run', async () => {
  const root = join(import.meta.dirname, '..', '..', '..');
  const workerFile = join(root, 'workers', 'entry.ts');
  const data = await DatasetService.create({
    datasetsDirectory: join(root, 'datasets'),
    dataDirectory: temporaryDirectory(),
    workerFile,
    sink: new RecordingSink(),
    usersOf: () => [],
  });
  const real = new LiveService(new WorkerPool({ workerFile, threads: 1, kernel: 'auto' }), data);
  const spec = {
    version: 1,
    dataset: { id: 'breast-cancer' },
    model: { kind: 'logistic' },
    iterations: 100,
    optimizers: [
      { id: 'gd', kind: 'gd', stepSize: 1e-5 },
      { id: 'ngd', kind: 'ngd', stepSize: 0.5, damping: 1e-4 },
      { id: 'efgd', kind: 'efgd', stepSize: 0.01, damping: { relative: 1e-6 } },
    ],
  };
  const fast = await real.compare({ ...spec, record: ['loss'] }, signal);
  const usual = await real.compare(spec, signal);
  const whole = await real.compare(
    { ...spec, record: ['loss', 'gradientNorm', 'stepNorm', 'cosineToNaturalGradient', 'actualDecrease'] },
    signal,
  );
  expect(Object.keys(whole[0]!.series)).toContain('actualDecrease');
  for (const [i, { series }] of usual.entries()) {
    expect(Object.keys(series)).toEqual(['loss', 'gradientNorm', 'stepNorm', 'cosineToNaturalGradient']);
    for (const [name, values] of Object.entries(series)) {
      values.forEach((value, k) => expect(value).toBeCloseTo(whole[i]!.series[name]![k]!, 5));
    }
  }
  for (const [i, run] of fast.entries()) {
    const { series, theta, path, ...rest } = run;
    expect(Object.keys(series)).toEqual(['loss']);
    expect(rest).toMatchObject({ optimizer: spec.optimizers[i]!.id, status: 'completed', iterations: 100 });
    expect(run.damping).toBe(whole[i]!.damping);
    run.series['loss']!.forEach((loss, k) => expect(loss / whole[i]!.series['loss']![k]!).toBeCloseTo(1, 7));
    expect([theta.length, path]).toEqual([31, null]);
  }
  const request = { bounds: null, density: 5, start: null, at: null, surface: true, longest: 10 };
  await expect(real.plane({ spec, ...request }, signal)).rejects.toThrow(
    'the model has 31 parameters; a plane has two',
  );
  const plane = { ...spec, dataset: { synthetic: 'figure-1', n: 50 }, model: { kind: 'linear' } };
  const { surface, paths } = await real.plane({ spec: plane, ...request }, signal);
  expect([surface!.x.length, paths.map(({ optimizer }) => optimizer)]).toEqual([5, ['gd', 'ngd', 'efgd']]);

  // An analysis is that of the engine: at 0 a logistic model has F = EF, and F = X'X / 4N.
  const { dataset, model } = spec;
  const analysis = { version: 1, kind: 'curvature', dataset, model, damping: 1e-6 };
  const zeros = { kind: 'values', values: new Array<number>(31).fill(0) };
  const { fisher, relativeDifference, cosine } = await real.curvature({ ...analysis, at: zeros }, signal);
  expect([fisher.length, fisher[30]![30]]).toEqual([31, expect.closeTo(0.25, 12)]);
  expect(relativeDifference).toBeLessThan(1e-12);
  expect(cosine).toBeCloseTo(1, 9);
  const elsewhere = { kind: 'values', values: new Array<number>(31).fill(1e-4) };
  const answers = await Promise.allSettled([
    real.curvature({ ...analysis, at: zeros }, signal),
    real.curvature({ ...analysis, at: elsewhere }, signal),
  ]);
  expect(answers[0]).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
  expect(answers[1]).toMatchObject({ status: 'fulfilled', value: { theta: elsewhere.values } });
  const large = { ...analysis, dataset: { id: 'digits' }, model: { kind: 'softmax' } };
  await expect(real.curvature({ ...large, at: { kind: 'start' } }, signal)).rejects.toThrow(
    'too many to follow a slider',
  );
  // Few rows, but eigenproblems of hundreds of parameters.
  const wide = { synthetic: 'gaussian-logistic', n: 40, d: 300 };
  await expect(real.curvature({ ...analysis, dataset: wide, at: { kind: 'start' } }, signal)).rejects.toThrow(
    /^40 rows and 30\d parameters are too many to follow a slider$/,
  );
  await real.close();
}, 60_000);
