import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { sharedFloat64 } from '#workers/data/problem.ts';
import { RandomStream } from '#workers/random.ts';
import type { DataSource } from '../data-source.ts';
import { environmentOf } from '../environment.ts';
import { WorkerPool } from '../pool/worker-pool.ts';
import { RunStore } from '../store/run-store.ts';
import { RecordingSink, temporaryDirectory } from '../testing/bench.ts';
import { ExperimentService } from './service.ts';

/** 30,000 rows of 60 normal features: too many for a search of the minimum beside the run. */
const [rows, columns] = [30_000, 60];
const random = new RandomStream(4, 'threads');
const values = sharedFloat64(rows * columns).map(() => random.normal());
const target = sharedFloat64(rows).map(() => random.below(2));
const data: DataSource = {
  load: () =>
    Promise.resolve({
      problem: {
        train: { design: { kind: 'dense', rows, columns, values }, target },
        test: null,
        classes: 2,
      },
      facts: { task: 'binary', columns, rows, classes: 2, target: 'y' },
      summary: {
        id: 'random',
        name: 'Random',
        n: rows,
        p: columns,
        task: 'binary',
        target: 'y',
        sha256: 'b'.repeat(64),
      },
    }),
};

/** The losses of one NGD run on a pool, and how many threads its job was given. */
async function run(threads: number): Promise<{ losses: ArrayLike<number>; given: number | undefined }> {
  const directory = temporaryDirectory();
  const store = RunStore.open(directory);
  const workerFile = join(import.meta.dirname, '..', '..', '..', 'workers', 'entry.ts');
  const pool = new WorkerPool({ workerFile, threads, kernel: 'auto' });
  const asked = vi.spyOn(pool, 'run');
  const environment = environmentOf('test', threads, 'fma');
  const service = new ExperimentService({ store, pool, sink: new RecordingSink(), data, environment });
  try {
    const id = await service.start({
      version: 1,
      dataset: { id: 'random' },
      model: { kind: 'logistic' },
      iterations: 10,
      optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 0.5, damping: 1e-3 }],
    });
    expect(await service.ended(id)).toBe('completed');
    const job = asked.mock.calls.find(([task]) => task.job.kind === 'run')!;
    return { losses: service.open(id).runs[0]!.series['loss']!, given: job[0].threads };
  } finally {
    await service.close();
    await pool.close();
    store.close();
  }
}

test('a job that is alone is given all threads, and its numbers are the same bits', async () => {
  const [one, two] = [await run(1), await run(2)];
  expect([one.given, two.given]).toEqual([1, 2]);
  expect(one.losses.length).toBe(11);
  expect(two.losses).toEqual(one.losses);
}, 60_000);
