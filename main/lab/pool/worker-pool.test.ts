/** Threads that die in the middle of a job: the job is told why, the others go on, those that wait get a thread. */

import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunJob } from '#workers/jobs.ts';
import { prepareExperiment } from '../experiments/prepare.ts';
import { fakeSpec, fakeWorkerFile, threeRows } from '../testing/bench.ts';
import { Cancellation } from './cancellation.ts';
import { WorkerPool } from './worker-pool.ts';

const realWorkerFile = join(import.meta.dirname, '..', '..', '..', 'workers', 'entry.ts');

let threads: Worker[];
let pool: WorkerPool;
const remember = (thread: Worker) => void threads.push(thread);

beforeEach(() => {
  threads = [];
  process.on('worker', remember);
});

afterEach(async () => {
  process.off('worker', remember);
  await pool.close();
});

function openPool(count: number, workerFile = fakeWorkerFile): void {
  pool = new WorkerPool({ workerFile, threads: count, kernel: 'js' });
}

/** Starts the run of one optimizer with this id; `begun` when its first progress has arrived. */
async function start(id: string, { iterations = 20, pace = 5, cancellation = new Cancellation() } = {}) {
  const { spec, problem } = await prepareExperiment(fakeSpec([id], iterations, pace), threeRows);
  const job: RunJob = {
    ...{ kind: 'run', index: 0, optimizer: 0, repeat: 0, stepSize: 0.1 },
    ...{ damping: null, factor: null, minimum: null },
  };
  let begin: () => void;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const outcome = pool
    .run({ experiment: spec, job, problem }, cancellation, () => begin())
    .then(
      (result) => (result.kind === 'run' ? result.run.status : result.kind),
      (error: unknown) => error,
    );
  return { begun, outcome };
}

const crash = { code: 'internal', message: expect.stringContaining('the worker thread crashed') };

describe.each([
  ['the fake worker', fakeWorkerFile],
  ['the real worker', realWorkerFile],
])('a thread of %s that is ended from outside', (_, workerFile) => {
  test('fails its job with the reason; the other thread goes on, and the pool has both again', async () => {
    openPool(2, workerFile);
    const broken = await start('a', { iterations: 1_000_000 });
    await broken.begun;
    const cancellation = new Cancellation();
    const other = await start('b', { iterations: 1_000_000, cancellation });
    await other.begun;
    await threads[0]!.terminate();
    expect(await broken.outcome).toMatchObject(crash);
    const [again, third] = [await start('a'), await start('c')];
    expect(await again.outcome).toBe('completed');
    cancellation.cancel();
    expect(await other.outcome).toBe('cancelled');
    expect(await third.outcome).toBe('completed');
    expect(threads).toHaveLength(3);
  });
});

test.each([
  ['exits', 'crash', /^the worker thread crashed \(worker exited with code: 3\)$/],
  ['throws where no job catches it', 'uncaught', /uncaught on purpose/],
])('a thread that %s fails its job and no other', async (_, id, message) => {
  openPool(1);
  const [broken, waiting] = [await start(id), await start('a')];
  expect(await broken.outcome).toMatchObject({ code: 'internal', message: expect.stringMatching(message) });
  expect(await waiting.outcome).toBe('completed');
});

test('a thread without memory says so, and what to do', async () => {
  openPool(1);
  const broken = await start('a', { iterations: 1_000_000 });
  await broken.begun;
  const waiting = await start('b');
  // What Node tells of a thread that has reached its limit.
  const reason = new Error('Worker terminated due to reaching memory limit: JS heap out of memory');
  threads[0]!.emit('error', Object.assign(reason, { code: 'ERR_WORKER_OUT_OF_MEMORY' }));
  expect(await broken.outcome).toMatchObject({
    code: 'internal',
    message: 'the worker thread ran out of memory; fewer threads or a smaller experiment need less',
  });
  expect(await waiting.outcome).toBe('completed');
});

test('a job that waits behind one that is ended by force gets a thread', async () => {
  openPool(1);
  const cancellation = new Cancellation(50);
  const hanging = await start('hang', { cancellation });
  await hanging.begun;
  const waiting = await start('a');
  cancellation.cancel();
  expect(await hanging.outcome).toMatchObject({ code: 'cancelled' });
  expect(await waiting.outcome).toBe('completed');
});

test('a job that is cancelled by force while it waits never starts', async () => {
  openPool(1);
  const first = new Cancellation();
  const running = await start('a', { iterations: 1_000_000, cancellation: first });
  await running.begun;
  const second = new Cancellation(0);
  const waiting = await start('b', { cancellation: second });
  second.cancel();
  expect(await waiting.outcome).toMatchObject({ code: 'cancelled' });
  first.cancel();
  expect(await running.outcome).toBe('cancelled');
});
