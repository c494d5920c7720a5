import { afterEach, beforeEach, expect, test } from 'vitest';
import { WorkerPool } from '../pool/worker-pool.ts';
import { fakeSpec, fakeWorkerFile, threeRows } from '../testing/bench.ts';
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
