import { afterEach, describe, expect, test, vi } from 'vitest';
import { LabError } from '#contract/errors.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { fakeSpec, openBench, type Bench } from '../testing/bench.ts';

let bench: Bench;
afterEach(() => bench.close());

const lossesOf = (count: number) => Array.from({ length: count }, (_, k) => 1 / (k + 1));

describe('an experiment', () => {
  test('runs to its end: series, events in order, the record in the store', async () => {
    bench = openBench();
    const id = await bench.service.start(fakeSpec(['a', 'b'], 20, 10));
    expect(await bench.service.ended(id)).toBe('completed');
    const record = bench.service.open(id);
    expect(record.summary).toMatchObject({
      status: 'completed',
      optimizers: ['a', 'b'],
      datasetName: 'Three rows',
    });
    expect(record.runs.map((run) => run.optimizer)).toEqual(['a', 'b']);
    for (const run of record.runs) {
      expect(run.status).toBe('completed');
      expect(Array.from(run.series['loss']!)).toEqual(lossesOf(21));
      expect(Array.from(run.series['stepNorm']!)).toEqual(lossesOf(20).map((_, k) => k));
      expect(Array.from(run.theta)).toEqual([1, Number.NaN, -0]);
    }
    expect(Object.keys(record.best)).toEqual(['a', 'b']);
    const progress = bench.sink.of('experiments.progress').filter((event) => event.id === id);
    for (const index of [0, 1]) {
      const chunks = progress.flatMap((event) => event.runs.filter((run) => run.index === index));
      const losses = chunks.flatMap((chunk) => {
        return Array.from(chunk.series['loss'] ?? []);
      });
      expect(losses).toEqual(lossesOf(21));
      expect(chunks.at(-1)!.status).toBe('completed');
    }
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toMatchObject({ status: 'completed', done: 1 });
    expect(bench.sink.of('experiments.changed').at(-1)).toEqual({ id, status: 'completed' });
  });

  test('waits for the one before it', async () => {
    bench = openBench();
    const first = await bench.service.start(fakeSpec(['a'], 20, 5));
    const second = await bench.service.start(fakeSpec(['a']));
    expect(bench.service.open(second).summary.status).toBe('queued');
    await bench.service.ended(second);
    expect(bench.service.open(first).summary.status).toBe('completed');
  });

  test('cancelled while it runs stops within 100 ms and keeps what was computed', async () => {
    bench = openBench();
    // On a loaded machine one attempt may be late; all of three are late only where the lab is.
    const latencies: number[] = [];
    while (latencies.length < 3 && !latencies.some((latency) => latency < 100)) {
      const id = await bench.service.start(fakeSpec(['a'], 100_000, 2));
      await arrived(id, 10);
      const asked = performance.now();
      bench.service.cancel(id);
      expect(await bench.service.ended(id)).toBe('cancelled');
      latencies.push(performance.now() - asked);
      const [run] = bench.service.open(id).runs;
      expect(run!.status).toBe('cancelled');
      expect(run!.iterations).toBeGreaterThanOrEqual(10);
      expect(Array.from(run!.series['loss']!)).toEqual(lossesOf(run!.iterations + 1));
    }
    expect(Math.min(...latencies)).toBeLessThan(100);
  });

  test('cancelled in the queue never starts', async () => {
    bench = openBench();
    const first = await bench.service.start(fakeSpec(['a'], 50, 5));
    const second = await bench.service.start(fakeSpec(['a']));
    bench.service.cancel(second);
    expect(await bench.service.ended(second)).toBe('cancelled');
    expect(await bench.service.ended(first)).toBe('completed');
    expect(bench.service.open(second).runs).toEqual([]);
  });

  test('whose worker crashes fails that run with the reason and keeps its iterations; the others go on', async () => {
    bench = openBench({ threads: 1 });
    const id = await bench.service.start(fakeSpec(['crash', 'throw', 'a'], 20, 30));
    expect(await bench.service.ended(id)).toBe('completed');
    const [crashed, thrown, whole] = bench.service.open(id).runs;
    expect(crashed).toMatchObject({ status: 'failed', reason: expect.stringContaining('crashed') });
    expect(Array.from(crashed!.series['loss']!)).toEqual(lossesOf(crashed!.iterations + 1));
    expect(crashed!.iterations).toBeGreaterThan(0);
    expect(thrown).toMatchObject({ status: 'failed', reason: 'thrown on purpose' });
    expect(whole).toMatchObject({ status: 'completed', iterations: 20 });
  });

  test('whose analysis fails has failed, with the reason, and is tried again when it goes on', async () => {
    bench = openBench();
    const { iterations: _, optimizers: __, ...common } = fakeSpec([]);
    const id = await bench.service.start({ ...common, kind: 'curvature' });
    const reason = 'the analysis failed in a part of it: the fake worker runs compare only';
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await bench.service.ended(id)).toBe('failed');
      expect(bench.service.open(id).summary.reason).toBe(reason);
      if (attempt === 0) await bench.service.resume(id);
    }
  });

  test('that does not fit is refused with every issue', async () => {
    bench = openBench();
    const wrong = { ...fakeSpec(['a', 'a']), iterations: -1 };
    const error = await bench.service.start(wrong).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).code).toBe('invalid-input');
    expect((error as LabError).issues.map((issue) => issue.path)).toEqual(['iterations', 'optimizers[1].id']);
    expect(bench.store.experiments.list('', 10, 0).total).toBe(0);
  });

  test('with a grid stores its cells as they arrive, and its best run', async () => {
    bench = openBench();
    const spec = fakeSpec([], 3, 1);
    const id = await bench.service.start({
      ...spec,
      optimizers: [{ id: 'searched', kind: 'gd', stepSize: { logspace: [-2, 2, 9] } }],
    });
    expect(await bench.service.ended(id)).toBe('completed');
    const record = bench.service.open(id);
    expect(record.grids).toHaveLength(1);
    expect(Array.from(record.grids[0]!.status)).toEqual(new Array(9).fill(1));
    expect(record.best['searched']).toEqual({ run: 0, stepSize: 1, damping: null, tied: 1 });
    expect(record.runs[0]).toMatchObject({ stepSize: 1, status: 'completed' });
  });
});

describe('resuming', () => {
  test('a cancelled grid computes only the cells that are missing, none of them twice', async () => {
    bench = openBench({ threads: 1 });
    const computed = countCells(bench.pool);
    // Blocks of several cells, which the worker does not finish in order.
    const spec = {
      ...fakeSpec([], 3, 8),
      optimizers: [{ id: 'searched', kind: 'gd', stepSize: { logspace: [-2, 2, 240] } }],
    };
    const id = await bench.service.start(spec);
    await expect.poll(() => computed.size, { timeout: 20_000, interval: 1 }).toBeGreaterThan(11);
    bench.service.cancel(id);
    expect(await bench.service.ended(id)).toBe('cancelled');
    const before = computed.size;
    expect(before).toBeLessThan(240);
    expect(count(bench.store.jobs.loadCells(id).get(0))).toBe(before);
    bench.sink.events.length = 0;
    expect(await bench.service.start(spec, { resume: true })).toBe(id);
    expect(await bench.service.ended(id)).toBe('completed');
    expect(count(bench.store.jobs.loadCells(id).get(0))).toBe(240);
    expect(computed.size).toBe(240);
    expect([...computed.values()].every((times) => times === 1)).toBe(true);
    const [grid] = bench.sink.of('experiments.progress').flatMap((event) => event.grids);
    expect(grid!.status.filter((status) => status === 1).length).toBeGreaterThanOrEqual(before);
    expect(bench.service.open(id).best['searched']!.stepSize).toBeCloseTo(1, 0);
  });

  test('a completed experiment is refused, and --resume of one starts a new one', async () => {
    bench = openBench();
    const id = await bench.service.start(fakeSpec(['a']));
    await bench.service.ended(id);
    await expect(bench.service.resume(id)).rejects.toThrow(/nothing to resume/);
    expect(await bench.service.start(fakeSpec(['a']), { resume: true })).not.toBe(id);
  });
});

/** How often each step size came back from the workers, from now on. */
function countCells(pool: WorkerPool): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  const run = pool.run.bind(pool);
  vi.spyOn(pool, 'run').mockImplementation((task, cancellation, onProgress) =>
    run(task, cancellation, (message) => {
      for (const { stepSize } of message.cells ?? []) times.set(stepSize, (times.get(stepSize) ?? 0) + 1);
      onProgress(message);
    }),
  );
  return times;
}

const count = (cells: readonly unknown[] | undefined) => cells?.length ?? 0;

/** Until an experiment's first run has some iterations in the store. */
async function arrived(id: string, iterations: number): Promise<void> {
  await expect
    .poll(() => bench.store.runs.load(id)[0]?.iterations ?? 0, { timeout: 10_000, interval: 20 })
    .toBeGreaterThanOrEqual(iterations);
}
