/** A lab's experiment services in a temporary folder, for tests: the fake worker, three rows of data, all events kept. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventData, EventName, EventSink } from '#contract/api.ts';
import { sharedFloat64 } from '#workers/data/problem.ts';
import type { DataSource } from '../data-source.ts';
import { environmentOf } from '../environment.ts';
import { ExperimentService } from '../experiments/service.ts';
import { WorkerPool } from '../pool/worker-pool.ts';
import { RunStore } from '../store/run-store.ts';

export const fakeWorkerFile = join(import.meta.dirname, 'fake-worker.ts');

export const threeRows: DataSource = {
  load: () =>
    Promise.resolve({
      problem: {
        train: {
          design: { kind: 'dense', rows: 3, columns: 2, values: sharedFloat64(6) },
          target: sharedFloat64(3),
        },
        test: null,
        classes: 0,
      },
      facts: { task: 'regression', columns: 2, rows: 3, classes: 0, target: 'y' },
      summary: {
        id: 'three',
        name: 'Three rows',
        n: 3,
        p: 2,
        task: 'regression',
        target: 'y',
        sha256: 'a'.repeat(64),
      },
    }),
};

export class RecordingSink implements EventSink {
  readonly events: { event: EventName; data: unknown }[] = [];

  emit<E extends EventName>(event: E, data: EventData<E>): void {
    this.events.push({ event, data });
  }

  of<E extends EventName>(name: E): EventData<E>[] {
    return this.events.filter(({ event }) => event === name).map(({ data }) => data as EventData<E>);
  }
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'fisher-lab-test-'));
}

export interface Bench {
  readonly directory: string;
  readonly sink: RecordingSink;
  readonly store: RunStore;
  readonly pool: WorkerPool;
  readonly service: ExperimentService;
  close(options?: { keep?: boolean }): Promise<void>;
}

export function openBench(options: { directory?: string; threads?: number; data?: DataSource } = {}): Bench {
  const directory = options.directory ?? temporaryDirectory();
  const threads = options.threads ?? 2;
  const sink = new RecordingSink();
  const store = RunStore.open(directory);
  const pool = new WorkerPool({ workerFile: fakeWorkerFile, threads, kernel: 'js' });
  const data = options.data ?? threeRows;
  const environment = environmentOf('test', threads, 'js');
  const service = new ExperimentService({ store, pool, sink, data, environment });
  return {
    directory,
    sink,
    store,
    pool,
    service,
    async close({ keep = false } = {}) {
      await service.close();
      await pool.close();
      store.close();
      if (!keep) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** An experiment of the fake worker: an optimizer for each id, `pace` milliseconds an iteration. */
export function fakeSpec(ids: readonly string[], iterations = 20, pace = 1): Record<string, unknown> {
  return {
    version: 1,
    dataset: { id: 'three' },
    model: { kind: 'linear', noiseVariance: pace },
    iterations,
    optimizers: ids.map((id) => ({ id, kind: 'gd', stepSize: 0.1 })),
  };
}
