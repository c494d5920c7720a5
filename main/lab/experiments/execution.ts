/** Runs one experiment: takes its jobs from the plan, carries them to the pool, and hands on what they say. */

import type { ExperimentStatus } from '#contract/api/experiments.ts';
import type { EventSink } from '#contract/api.ts';
import { LabError } from '#contract/errors.ts';
import type { GridCell } from '#contract/results.ts';
import type { Problem } from '#workers/data/problem.ts';
import { nextJobs } from '#workers/experiments/plan.ts';
import {
  jobKey,
  type CellsJob,
  type FinishedJob,
  type Job,
  type JobResult,
  type RunJob,
} from '#workers/jobs.ts';
import { Cancellation } from '../pool/cancellation.ts';
import type { ProgressMessage, WorkerPool } from '../pool/worker-pool.ts';
import type { ExperimentSource } from '../store/experiment-table.ts';
import type { StoredCell } from '../store/job-table.ts';
import type { RunStore } from '../store/run-store.ts';
import { GridRecorder } from './grid-recorder.ts';
import { Journal } from './journal.ts';
import { isWhole, runStart } from './job-results.ts';
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
  readonly #pool: WorkerPool;
  readonly #sink: EventSink;
  readonly #select: JobSelection;
  readonly #journal: Journal;
  readonly #finished: FinishedJob[];
  readonly #running = new Map<string, Promise<void>>();
  readonly #recorders = new Map<number, RunRecorder>();
  readonly #grids: GridRecorder;
  readonly #meter: WorkMeter;
  /** Jobs that could start now and have not. */
  #pending: Job[] = [];
  /** Share done of each running job, and the work of those that ended since the start. */
  readonly #shares = new Map<Job, number>();
  #done = 0;
  #started = 0;

  /**
   * @param earlier jobs and cells of an interrupted execution of the same experiment
   * @param select which of the jobs that could start now are this execution's: all, or a shard's
   */
  constructor(
    source: ExperimentSource,
    problem: Problem | null,
    earlier: EarlierWork,
    { store, pool, sink }: ExecutionServices,
    select: JobSelection,
  ) {
    const { finished, cells } = earlier;
    this.id = source.id;
    this.#source = source;
    this.#problem = problem;
    this.#pool = pool;
    this.#sink = sink;
    this.#select = select;
    this.#journal = new Journal(source.id, store);
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
    this.#journal.started(this.#source.environment);
    this.#flush('running');
    const timer = setInterval(() => this.#flush('running'), flushMilliseconds);
    let status: ExperimentStatus = 'completed';
    let reason: string | null = null;
    try {
      await this.#runJobs();
      if (this.#journal.failure !== null) throw this.#journal.failure;
      if (this.cancellation.requested) status = 'cancelled';
      else this.#checkAnalyses();
    } catch (error) {
      status = 'failed';
      reason = error instanceof Error ? error.message : String(error);
      this.cancellation.cancel();
      await Promise.allSettled(this.#running.values());
    } finally {
      clearInterval(timer);
    }
    this.#journal.ended(status, reason);
    this.#flush(status);
    const final = this.#journal.settle(status);
    this.#sink.emit('experiments.changed', { id: this.id, status: final });
    return final;
  }

  /** A failed run or cell is an answer beside the others; an analysis without one of its parts is not there. */
  #checkAnalyses(): void {
    const failed = this.#finished.filter(({ job, result }) => job.kind === 'analysis' && result === null);
    const [first] = failed;
    if (first === undefined) return;
    const parts = failed.length === 1 ? 'a part of it' : `${failed.length} parts of it, the first`;
    throw new LabError(
      'internal',
      `the analysis failed in ${parts}: ${first.reason ?? 'for no stated reason'}`,
    );
  }

  async #runJobs(): Promise<void> {
    const { spec, facts } = this.#source;
    for (;;) {
      if (this.#pending.length === 0 && !this.#stopped) {
        const open = this.#select(nextJobs(spec, facts, this.#finished));
        this.#pending = open.filter((job) => !this.#running.has(jobKey(job)));
      }
      while (!this.#stopped && this.#running.size < this.#pool.threads) {
        const job = this.#pending.shift();
        if (job === undefined) break;
        const key = jobKey(job);
        // Jobs come first; where there are fewer than threads, each may split its large products over its share.
        const jobs = this.#running.size + this.#pending.length + 1;
        const threads = Math.max(1, Math.floor(this.#pool.threads / jobs));
        this.#running.set(
          key,
          this.#runJob(job, threads).finally(() => this.#running.delete(key)),
        );
      }
      if (this.#running.size === 0) return;
      await Promise.race(this.#running.values());
    }
  }

  get #stopped(): boolean {
    return this.cancellation.requested || this.#journal.failure !== null;
  }

  async #runJob(job: Job, threads: number): Promise<void> {
    if (job.kind === 'run') this.#startRun(job);
    const task = { experiment: this.#source.spec, job, problem: this.#problem, threads };
    let finished: FinishedJob;
    try {
      const todo = this.#grids.missing(job);
      const result = await this.#pool.run({ ...task, job: todo }, this.cancellation, (message) =>
        this.#progress(job, message),
      );
      finished = { job, result: this.#wholeBlock(job, result), reason: null };
    } catch (error) {
      finished = this.#brokenJob(job, error as LabError);
    }
    this.#finishJob(finished);
  }

  /** A resumed block of cells was asked for its missing ones: together with the others it is whole. */
  #wholeBlock(job: Job, result: JobResult): JobResult {
    if (job.kind !== 'cells' || result.kind !== 'cells') return result;
    this.#cellsArrived(job, result.cells);
    return { kind: 'cells', cells: this.#grids.block(job) };
  }

  /** What is left of a job that did not come back; a run keeps the iterations that had arrived. */
  #brokenJob(job: Job, error: LabError): FinishedJob {
    const recorder = job.kind === 'run' ? this.#recorders.get(job.index) : undefined;
    if (recorder === undefined) return { job, result: null, reason: error.message };
    const status = error.code === 'cancelled' ? 'cancelled' : 'failed';
    const run = recorder.partial(status, error.message);
    return { job, result: { kind: 'run', run }, reason: error.message };
  }

  #startRun(job: RunJob): void {
    const start = runStart(job, this.#source.spec);
    this.#recorders.set(job.index, new RunRecorder(start));
    this.#journal.runStarted(start);
  }

  #progress(job: Job, message: ProgressMessage): void {
    this.#shares.set(job, message.done);
    if (job.kind === 'run') this.#recorders.get(job.index)!.add(message);
    if (job.kind === 'cells' && message.cells !== undefined) this.#cellsArrived(job, message.cells);
  }

  #cellsArrived({ optimizer }: CellsJob, cells: readonly GridCell[]): void {
    this.#journal.cellsArrived(optimizer, this.#grids.add(optimizer, cells));
  }

  #finishJob(finished: FinishedJob): void {
    const { job, result } = finished;
    this.#shares.delete(job);
    this.#done += workOf(job, this.#source.spec);
    if (result?.kind === 'fragility') this.#grids.addFragility(job, result.fragile);
    if (job.kind === 'run' && result?.kind === 'run') {
      const recorder = this.#recorders.get(job.index)!;
      recorder.end(result.run);
      // What arrived before the end is written first, so that it cannot come back after the whole result.
      this.#journal.runNews(recorder);
      this.#recorders.delete(job.index);
      this.#journal.runFinished(job.index, result.run);
    }
    // What a cancel cut short is done again when the experiment is resumed; a crash is an answer.
    if (this.cancellation.requested && !isWhole(finished)) return;
    this.#finished.push(finished);
    this.#journal.jobFinished(finished);
  }

  /** Writes what is to be written and tells what is new. */
  #flush(status: ExperimentStatus): void {
    for (const recorder of this.#recorders.values()) this.#journal.runNews(recorder);
    const runs = this.#journal.write();
    // A store that refuses ends the experiment: going on would compute what nobody can keep.
    if (this.#journal.failure !== null) this.cancellation.cancel();
    const seconds = (performance.now() - this.#started) / 1000;
    this.#measure(seconds);
    this.#sink.emit('experiments.progress', {
      id: this.id,
      status,
      done: status === 'completed' ? 1 : this.#meter.share,
      secondsElapsed: seconds,
      secondsLeft: status === 'running' ? this.#meter.secondsLeft : 0,
      runs,
      grids: this.#grids.takeNews(status !== 'running'),
    });
  }

  #measure(seconds: number): void {
    const { spec } = this.#source;
    let [partial, open] = [0, 0];
    for (const [job, share] of this.#shares) {
      partial += share * workOf(job, spec);
      open += (1 - share) * workOf(job, spec);
    }
    for (const job of this.#pending) open += workOf(job, spec);
    this.#meter.update(seconds, this.#done + partial, open);
  }
}
