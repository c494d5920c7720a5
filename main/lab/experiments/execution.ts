/** Runs one experiment: carries its jobs to the pool, stores what they say, and tells about ten times a second. */

import type { ExperimentStatus, RunProgress } from '#contract/api/experiments.ts';
import type { EventSink } from '#contract/api.ts';
import type { LabError } from '#contract/errors.ts';
import type { ResolvedExperiment } from '#contract/experiment.ts';
import type { GridCell } from '#contract/results.ts';
import type { Problem } from '#workers/data/problem.ts';
import { dampingNumber } from '#workers/experiments/grid.ts';
import { nextJobs } from '#workers/experiments/plan.ts';
import { jobKey, type CellsJob, type FinishedJob, type Job, type RunJob } from '#workers/jobs.ts';
import { Cancellation } from '../pool/cancellation.ts';
import type { ProgressMessage, WorkerPool } from '../pool/worker-pool.ts';
import type { ExperimentSource } from '../store/experiment-table.ts';
import type { StoredCell } from '../store/job-table.ts';
import type { RunStore } from '../store/run-store.ts';
import type { RunStart } from '../store/run-table.ts';
import { GridRecorder } from './grid-recorder.ts';
import { RunRecorder } from './run-recorder.ts';
import { plannedWork, WorkMeter, workOf } from './work.ts';

const flushMilliseconds = 100;

export interface ExecutionServices {
  readonly store: RunStore;
  readonly pool: WorkerPool;
  readonly sink: EventSink;
}

export interface EarlierWork {
  readonly finished: readonly FinishedJob[];
  readonly cells: ReadonlyMap<number, readonly StoredCell[]>;
}

export type JobSelection = (open: readonly Job[]) => readonly Job[];

export class Execution {
  readonly id: string;
  readonly cancellation = new Cancellation();
  readonly #source: ExperimentSource;
  readonly #problem: Problem | null;
  readonly #services: ExecutionServices;
  readonly #select: JobSelection;
  readonly #finished: FinishedJob[];
  readonly #running = new Map<string, Promise<void>>();
  readonly #shares = new Map<Job, number>();
  readonly #recorders = new Map<number, RunRecorder>();
  readonly #grids: GridRecorder;
  readonly #meter: WorkMeter;
  /** Work finished since the start, and what the store is to write at the next flush. */
  #done = 0;
  #writes: (() => void)[] = [];
  #runNews: RunProgress[] = [];
  #pending: Job[] = [];
  #started = 0;
  #storageFailure: LabError | null = null;

  /**
   * @param earlier jobs and cells of an interrupted execution of the same experiment
   * @param select which of the jobs that could start now are this execution's: all, or a shard's
   */
  constructor(
    source: ExperimentSource,
    problem: Problem | null,
    earlier: EarlierWork,
    services: ExecutionServices,
    select: JobSelection,
  ) {
    const { finished, cells } = earlier;
    this.#select = select;
    this.id = source.id;
    this.#source = source;
    this.#problem = problem;
    this.#services = services;
    this.#finished = [...finished];
    this.#grids = new GridRecorder(source.spec, finished, cells);
    const before = finished.reduce((sum, { job }) => sum + workOf(job, source.spec), 0);
    this.#meter = new WorkMeter(plannedWork(source.spec), before);
  }

  cancel(): void {
    this.cancellation.cancel();
  }

  /** Runs to the end, whatever it is, and never throws: the status and the reason are in the store and the events. */
  async run(): Promise<ExperimentStatus> {
    this.#started = performance.now();
    this.#later(() => {
      this.#services.store.experiments.setStatus(this.id, 'running');
      this.#services.store.log(this.id, { kind: 'started', ...this.#source.environment });
    });
    this.#flush('running');
    const timer = setInterval(() => this.#flush('running'), flushMilliseconds);
    let status: ExperimentStatus = 'completed';
    let reason: string | null = null;
    try {
      await this.#runJobs();
      if (this.#storageFailure !== null) throw this.#storageFailure;
      if (this.cancellation.requested) status = 'cancelled';
    } catch (error) {
      status = 'failed';
      reason = error instanceof Error ? error.message : String(error);
      this.cancellation.cancel();
      await Promise.allSettled(this.#running.values());
    } finally {
      clearInterval(timer);
    }
    return this.#end(status, reason);
  }

  async #runJobs(): Promise<void> {
    const { spec, facts } = this.#source;
    for (;;) {
      if (this.#pending.length === 0 && !this.#stopped) {
        const open = this.#select(nextJobs(spec, facts, this.#finished));
        this.#pending = open.filter((job) => !this.#running.has(jobKey(job)));
      }
      while (!this.#stopped && this.#running.size < this.#services.pool.threads) {
        const job = this.#pending.shift();
        if (job === undefined) break;
        const key = jobKey(job);
        this.#running.set(
          key,
          this.#runJob(job).finally(() => this.#running.delete(key)),
        );
      }
      if (this.#running.size === 0) return;
      await Promise.race(this.#running.values());
    }
  }

  get #stopped(): boolean {
    return this.cancellation.requested || this.#storageFailure !== null;
  }

  async #runJob(job: Job): Promise<void> {
    if (job.kind === 'run') this.#startRun(job);
    const { pool } = this.#services;
    const task = { experiment: this.#source.spec, job, problem: this.#problem };
    let finished: FinishedJob;
    try {
      const { todo, restored } = this.#grids.resume(job);
      const result = await pool.run({ ...task, job: todo }, this.cancellation, (message) =>
        this.#progress(job, message),
      );
      finished = {
        job,
        result: result.kind === 'cells' ? { kind: 'cells', cells: [...restored, ...result.cells] } : result,
        reason: null,
      };
    } catch (error) {
      finished = this.#brokenJob(job, error as LabError);
    }
    this.#finishJob(finished);
  }

  /** What is left of a job that did not come back; a run keeps the iterations that had arrived. */
  #brokenJob(job: Job, error: LabError): FinishedJob {
    const recorder = job.kind === 'run' ? this.#recorders.get(job.index) : undefined;
    if (recorder === undefined) return { job, result: null, reason: error.message };
    const status = error.code === 'cancelled' ? 'cancelled' : 'failed';
    return {
      job,
      result: { kind: 'run', run: recorder.partial(status, error.message) },
      reason: error.message,
    };
  }

  #startRun(job: RunJob): void {
    const start = runStart(job, this.#source.spec);
    this.#recorders.set(job.index, new RunRecorder(start));
    this.#later(() => {
      this.#services.store.runs.start(this.id, start);
      this.#services.store.log(this.id, {
        kind: 'run-started',
        run: job.index,
        optimizer: start.optimizer,
        repeat: job.repeat,
        stepSize: start.stepSize,
        damping: start.damping,
      });
    });
  }

  #progress(job: Job, message: ProgressMessage): void {
    this.#shares.set(job, message.done);
    if (job.kind === 'run') this.#recorders.get(job.index)!.add(message);
    if (job.kind === 'cells' && message.cells !== undefined) this.#cellsArrived(job, message.cells);
  }

  #cellsArrived(job: CellsJob, cells: readonly GridCell[]): void {
    const stored = this.#grids.add(job.optimizer, cells);
    this.#later(() => this.#services.store.jobs.saveCells(this.id, job.optimizer, stored));
  }

  #finishJob(finished: FinishedJob): void {
    const { job, result } = finished;
    const { store } = this.#services;
    this.#shares.delete(job);
    this.#done += workOf(job, this.#source.spec);
    if (result?.kind === 'cells') this.#cellsArrived(job as CellsJob, result.cells);
    if (result?.kind === 'fragility') this.#grids.addFragility(job, result.fragile);
    // News that arrived before the end is written first, so that it cannot come back after the whole result.
    if (result?.kind === 'run') {
      const { run } = result;
      const { index } = job as RunJob;
      const recorder = this.#recorders.get(index)!;
      recorder.end(run);
      this.#takeRunNews(recorder);
      this.#recorders.delete(index);
      this.#later(() => {
        store.runs.finish(this.id, index, run);
        const { status, iterations, finalLoss, seconds } = run;
        store.log(this.id, {
          kind: 'run-finished',
          run: index,
          optimizer: run.optimizer,
          status,
          iterations,
          finalLoss,
          seconds,
          ...(run.reason === undefined ? {} : { reason: run.reason }),
        });
      });
    }
    // What a cancel cut short is done again when the experiment is resumed; a crash is an answer.
    if (this.cancellation.requested && !isWhole(finished)) return;
    this.#finished.push(finished);
    this.#later(() => {
      store.jobs.save(this.id, finished);
      if (job.kind === 'run') return;
      const reason = finished.reason === null ? {} : { reason: finished.reason };
      store.log(this.id, { kind: 'job-finished', job: jobKey(job), ...reason });
    });
  }

  #takeRunNews(recorder: RunRecorder): void {
    const firsts = recorder.seen;
    const news = recorder.takeNews();
    this.#runNews.push(news);
    if (Object.keys(news.series).length === 0 && news.events.length === 0) return;
    this.#later(() => {
      this.#services.store.runs.append(this.id, { ...news, firsts });
      for (const event of news.events) {
        this.#services.store.log(this.id, { ...event, kind: event.kind, run: news.index });
      }
    });
  }

  #later(write: () => void): void {
    this.#writes.push(write);
  }

  #flush(status: ExperimentStatus): void {
    for (const recorder of this.#recorders.values()) this.#takeRunNews(recorder);
    this.#write();
    const seconds = (performance.now() - this.#started) / 1000;
    const { spec } = this.#source;
    let [partial, open] = [0, 0];
    for (const [job, share] of this.#shares) {
      partial += share * workOf(job, spec);
      open += (1 - share) * workOf(job, spec);
    }
    for (const job of this.#pending) open += workOf(job, spec);
    this.#meter.update(seconds, this.#done + partial, open);
    this.#services.sink.emit('experiments.progress', {
      id: this.id,
      status,
      done: status === 'completed' ? 1 : this.#meter.share,
      secondsElapsed: seconds,
      secondsLeft: status === 'running' ? this.#meter.secondsLeft : 0,
      runs: this.#runNews,
      grids: this.#grids.takeNews(status !== 'running'),
    });
    this.#runNews = [];
  }

  #write(): void {
    const writes = this.#writes;
    this.#writes = [];
    if (writes.length === 0 || this.#storageFailure !== null) return;
    try {
      this.#services.store.write(() => {
        for (const write of writes) write();
      });
    } catch (error) {
      // A store that refuses ends the experiment: going on would compute what nobody can keep.
      this.#storageFailure = error as LabError;
      this.cancellation.cancel();
    }
  }

  #end(status: ExperimentStatus, reason: string | null): ExperimentStatus {
    const { store, sink } = this.#services;
    this.#later(() => {
      store.runs.endUnfinished(this.id, status === 'cancelled' ? 'cancelled' : 'failed', reason);
      store.experiments.setStatus(this.id, status, reason);
      store.log(this.id, { kind: status, ...(reason === null ? {} : { reason }) });
    });
    this.#flush(status);
    const final = this.#storageFailure === null ? status : 'failed';
    if (this.#storageFailure !== null) this.#saveFailure(this.#storageFailure.message);
    sink.emit('experiments.changed', { id: this.id, status: final });
    return final;
  }

  /** The last word of an experiment whose writes failed. */
  #saveFailure(reason: string): void {
    const { store } = this.#services;
    try {
      store.write(() => {
        store.runs.endUnfinished(this.id, 'failed', reason);
        store.experiments.setStatus(this.id, 'failed', reason);
      });
    } catch {
      store.experiments.rememberFailure(this.id, reason);
    }
  }
}

function runStart(job: RunJob, spec: ResolvedExperiment): RunStart {
  const optimizer = 'optimizers' in spec ? spec.optimizers[job.optimizer]! : undefined;
  return {
    index: job.index,
    optimizer: optimizer?.id ?? '',
    kind: optimizer?.kind ?? '',
    repeat: job.repeat,
    stepSize: job.stepSize,
    damping: dampingNumber(job.damping),
    factor: job.factor,
    totalIterations: 'iterations' in spec ? spec.iterations : 0,
  };
}

/** Whether a job did all it was asked for, rather than what fitted in before a cancel. */
function isWhole({ job, result }: FinishedJob): boolean {
  switch (result?.kind) {
    case undefined:
      return false;
    case 'run':
      return result.run.status !== 'cancelled';
    case 'cells':
      return job.kind === 'cells' && result.cells.length === job.to - job.from;
    case 'fragility':
      return job.kind === 'fragility' && result.fragile.length === job.cells.length;
    default:
      return true;
  }
}
