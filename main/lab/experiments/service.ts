/** Experiments: checked, queued one after another, cancelled, resumed, and the history of all. */

import type { ExperimentRecord, ExperimentStatus, ExperimentSummary } from '#contract/api/experiments.ts';
import type { EventSink, Handlers } from '#contract/api.ts';
import { LabError } from '#contract/errors.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { parameterCount } from '#contract/model.ts';
import type { Environment } from '#contract/results.ts';
import type { FinishedJob } from '#workers/jobs.ts';
import type { DataSource } from '../data-source.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import type { ExperimentSource } from '../store/experiment-table.ts';
import type { RunStore } from '../store/run-store.ts';
import { Execution, type EarlierWork } from './execution.ts';
import { GridRecorder } from './grid-recorder.ts';
import { newId } from './id.ts';
import { hashOf, prepareExperiment, type PreparedExperiment } from './prepare.ts';
import { jobsOfShard, requireGrid, type Shard } from './shard.ts';
import { loadEarlierWork, loadOutcome, openRecord, type ExperimentOutcome } from './records.ts';

export interface StartOptions {
  readonly resume?: boolean;
  /** Only this part of the grid. */
  readonly shard?: Shard | undefined;
  /** Jobs finished elsewhere. */
  readonly finished?: readonly FinishedJob[];
  readonly signal?: AbortSignal;
}

export interface ExperimentServices {
  readonly store: RunStore;
  readonly pool: WorkerPool;
  readonly sink: EventSink;
  readonly data: DataSource;
  readonly environment: Environment;
}

type ExperimentHandlers = Pick<Handlers, Extract<keyof Handlers, `experiments.${string}`>>;

export class ExperimentService {
  readonly #services: ExperimentServices;
  readonly #queue: Execution[] = [];
  readonly #ends = new Map<string, PromiseWithResolvers<ExperimentStatus>>();
  #current: Execution | null = null;
  #closing = false;

  constructor(services: ExperimentServices) {
    this.#services = services;
  }

  /** Parses a document and loads its data without running it. Throws as `prepareExperiment` does. */
  prepare(document: unknown, signal?: AbortSignal): Promise<PreparedExperiment> {
    return prepareExperiment(document, this.#services.data, signal);
  }

  /**
   * Queues an experiment and returns its id. With `resume`, the newest experiment of the same specification, data,
   * kernel and shard that did not complete is taken up again instead, where there is one.
   */
  async start(document: unknown, options: StartOptions = {}): Promise<string> {
    const { store, environment } = this.#services;
    const { shard, finished = [] } = options;
    const prepared = await this.prepare(document, options.signal);
    if (shard !== undefined) requireGrid(prepared.spec);
    const hash = hashOf(prepared) + (shard === undefined ? '' : ` ${shard.index}/${shard.count}`);
    if (options.resume === true) {
      const earlier = store.read(() => store.experiments.newestWith(hash));
      if (earlier !== null && this.#canResume(earlier.summary.status, earlier.environment)) {
        return this.#requeue(earlier.id, prepared, shard);
      }
    }
    const source: ExperimentSource = { id: newId(), ...prepared, environment };
    store.write(() => {
      store.experiments.insert(source, hash, store.instance);
      if (shard !== undefined) {
        const part = `part ${shard.index} of ${shard.count}`;
        store.experiments.annotate(source.id, { name: `${prepared.spec.name} (${part})`.trim() });
      }
      store.log(source.id, { kind: 'queued' });
      this.#saveFinished(source.id, prepared.spec, finished);
    });
    this.#enqueue(source, prepared, { finished, cells: new Map() }, shard);
    return source.id;
  }

  /** Jobs that were finished elsewhere (the cells of shards), as if they had run here. */
  #saveFinished(id: string, spec: ResolvedExperiment, finished: readonly FinishedJob[]): void {
    const { store } = this.#services;
    const grids = new GridRecorder(spec);
    for (const entry of finished) {
      const { job, result } = entry;
      if (job.kind === 'cells' && result?.kind === 'cells') {
        store.jobs.saveCells(id, job.optimizer, grids.add(job.optimizer, result.cells));
      }
      store.jobs.save(id, entry);
    }
  }

  /** Goes on with an experiment that was interrupted, cancelled or failed, without repeating finished jobs. */
  async resume(id: string, signal?: AbortSignal): Promise<void> {
    const { store, environment } = this.#services;
    const { spec, dataset, summary, environment: former } = store.read(() => store.experiments.get(id));
    if (!this.#canResume(summary.status, former)) {
      throw new LabError(
        'conflict',
        former.kernel === environment.kernel
          ? `experiment ${id} is ${summary.status}; there is nothing to resume`
          : `experiment ${id} ran on the ${former.kernel} kernel; resume it with that kernel, not ${environment.kernel}`,
      );
    }
    const prepared = await this.prepare(spec, signal);
    if (prepared.dataset.sha256 !== dataset.sha256) {
      throw new LabError(
        'conflict',
        `the data of experiment ${id} have changed since it ran; start it anew instead`,
      );
    }
    this.#requeue(id, prepared);
  }

  #canResume(status: ExperimentStatus, former: Environment): boolean {
    return (
      (status === 'interrupted' || status === 'cancelled' || status === 'failed') &&
      former.kernel === this.#services.environment.kernel
    );
  }

  #requeue(id: string, prepared: PreparedExperiment, shard?: Shard): string {
    const { store, environment } = this.#services;
    const earlier = store.read(() => loadEarlierWork(store, id));
    store.write(() => {
      store.experiments.requeue(id, environment, store.instance);
      store.log(id, { kind: 'resumed', finishedJobs: earlier.finished.length });
    });
    this.#enqueue({ id, ...prepared, environment }, prepared, earlier, shard);
    return id;
  }

  #enqueue(
    source: ExperimentSource,
    { problem }: PreparedExperiment,
    earlier: EarlierWork,
    shard: Shard | undefined,
  ): void {
    const execution = new Execution(source, problem, earlier, this.#services, (open) =>
      shard === undefined ? open : jobsOfShard(source.spec, shard, open),
    );
    this.#ends.set(source.id, Promise.withResolvers());
    this.#queue.push(execution);
    this.#services.sink.emit('experiments.changed', { id: source.id, status: 'queued' });
    this.#next();
  }

  /** One experiment at a time: its jobs share the threads. */
  #next(): void {
    if (this.#current !== null || this.#closing) return;
    const execution = this.#queue.shift();
    if (execution === undefined) return;
    this.#current = execution;
    void execution.run().then((status) => {
      this.#current = null;
      this.#resolveEnd(execution.id, status);
      this.#next();
    });
  }

  /** Resolves with the final status of an experiment that is queued or running (or has ended before). */
  async ended(id: string): Promise<ExperimentStatus> {
    const { store } = this.#services;
    return this.#ends.get(id)?.promise ?? store.read(() => store.experiments.get(id)).summary.status;
  }

  #resolveEnd(id: string, status: ExperimentStatus): void {
    this.#ends.get(id)?.resolve(status);
    this.#ends.delete(id);
  }

  /** Asks a running experiment to stop, keeping what was computed; a queued one never starts. */
  cancel(id: string): void {
    if (this.#current?.id === id) {
      this.#current.cancel();
      return;
    }
    const at = this.#queue.findIndex((execution) => execution.id === id);
    if (at < 0) {
      const { store } = this.#services;
      store.read(() => store.experiments.get(id)); // not-found for an unknown id; an ended one stays as it is
      return;
    }
    const [execution] = this.#queue.splice(at, 1);
    this.#dequeued(execution!);
  }

  #dequeued(execution: Execution): void {
    const { store, sink } = this.#services;
    store.write(() => {
      store.experiments.setStatus(execution.id, 'cancelled');
      store.log(execution.id, { kind: 'cancelled' });
    });
    this.#resolveEnd(execution.id, 'cancelled');
    sink.emit('experiments.changed', { id: execution.id, status: 'cancelled' });
  }

  list(search: string, limit: number, offset: number): { experiments: ExperimentSummary[]; total: number } {
    const { store } = this.#services;
    return store.read(() => store.experiments.list(search, limit, offset));
  }

  open(id: string): ExperimentRecord {
    return openRecord(this.#services.store, id);
  }

  outcome(id: string): ExperimentOutcome {
    return loadOutcome(this.#services.store, id);
  }

  /** Cancels what runs and waits for its last writes. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const execution of this.#queue.splice(0)) this.#dequeued(execution);
    const current = this.#current;
    if (current === null) return;
    current.cancel();
    await this.ended(current.id);
  }

  readonly handlers: ExperimentHandlers = {
    'experiments.check': async ({ spec }, { signal }) => {
      try {
        const prepared = await this.prepare(spec, signal);
        const { model } = prepared.spec;
        const { columns, classes } = prepared.facts;
        return {
          ok: true,
          issues: [],
          spec: prepared.spec,
          parameters: parameterCount(model, columns, classes),
        };
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        const issues = error.issues.length > 0 ? error.issues : [{ path: 'dataset', message: error.message }];
        return { ok: false, issues: [...issues], spec: null, parameters: null };
      }
    },
    'experiments.start': async ({ spec }, { signal }) => ({ id: await this.start(spec, { signal }) }),
    'experiments.cancel': ({ id }) => {
      this.cancel(id);
      return {};
    },
    'experiments.resume': async ({ id }, { signal }) => {
      await this.resume(id, signal);
      return {};
    },
    'experiments.list': ({ search, limit, offset, tags, starred, removed }) => {
      const { store } = this.#services;
      return store.read(() => ({
        ...store.experiments.list(search, limit, offset, { tags, starred, removed }),
        tags: store.experiments.tags(),
      }));
    },
    'experiments.open': ({ id }) => this.open(id),
    'experiments.update': ({ id, ...annotations }) => {
      const { store, sink } = this.#services;
      const summary = store.write(() => store.experiments.annotate(id, annotations));
      sink.emit('experiments.changed', { id, status: summary.status });
      return summary;
    },
    'experiments.annotateRun': ({ id, run, notes, tags }) => {
      const { store, sink } = this.#services;
      const { status } = store.write(() => {
        store.runs.annotate(id, run, notes, tags);
        return store.experiments.get(id).summary;
      });
      sink.emit('experiments.changed', { id, status });
      return {};
    },
    'experiments.remove': ({ ids }) => this.#setRemoved(ids, true),
    'experiments.restore': ({ ids }) => this.#setRemoved(ids, false),
  };

  #setRemoved(ids: readonly string[], removed: boolean): Record<string, never> {
    const { store, sink } = this.#services;
    if (removed) for (const id of ids) this.cancel(id);
    store.write(() => store.experiments.setRemoved(ids, removed));
    for (const id of ids) {
      const { status } = store.read(() => store.experiments.get(id)).summary;
      sink.emit('experiments.changed', { id, status });
    }
    return {};
  }
}
