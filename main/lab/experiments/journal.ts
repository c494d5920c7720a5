/**
 * What an execution says, on its way to the store and to the events. Writes are collected and done in one
 * transaction a flush; the first that the store refuses ends it all.
 */

import type { ExperimentStatus, RunProgress } from '#contract/api/experiments.ts';
import type { LabError } from '#contract/errors.ts';
import type { Environment, RunResult } from '#contract/results.ts';
import { jobKey, type FinishedJob } from '#workers/jobs.ts';
import type { StoredCell } from '../store/job-table.ts';
import type { RunStore } from '../store/run-store.ts';
import type { RunStart } from '../store/run-table.ts';
import type { RunRecorder } from './run-recorder.ts';

export class Journal {
  readonly #id: string;
  readonly #store: RunStore;
  #writes: (() => void)[] = [];
  #news: RunProgress[] = [];
  #failure: LabError | null = null;

  constructor(id: string, store: RunStore) {
    this.#id = id;
    this.#store = store;
  }

  /** Why the store refused a write; null while it has not. */
  get failure(): LabError | null {
    return this.#failure;
  }

  started(environment: Environment): void {
    this.#later(() => {
      this.#store.experiments.setStatus(this.#id, 'running');
      this.#store.log(this.#id, { kind: 'started', ...environment });
    });
  }

  runStarted(start: RunStart): void {
    const { index, optimizer, repeat, stepSize, damping } = start;
    this.#later(() => {
      this.#store.runs.start(this.#id, start);
      this.#store.log(this.#id, { kind: 'run-started', run: index, optimizer, repeat, stepSize, damping });
    });
  }

  /** Takes what is new of a run. */
  runNews(recorder: RunRecorder): void {
    const firsts = recorder.seen;
    const news = recorder.takeNews();
    this.#news.push(news);
    if (Object.keys(news.series).length === 0 && news.events.length === 0) return;
    this.#later(() => {
      this.#store.runs.append(this.#id, { ...news, firsts });
      for (const event of news.events) this.#store.log(this.#id, { ...event, run: news.index });
    });
  }

  runFinished(index: number, run: RunResult): void {
    const { optimizer, status, iterations, finalLoss, seconds, reason } = run;
    this.#later(() => {
      this.#store.runs.finish(this.#id, index, run);
      this.#store.log(this.#id, {
        ...{ kind: 'run-finished', run: index, optimizer, status, iterations, finalLoss, seconds },
        ...(reason === undefined ? {} : { reason }),
      });
    });
  }

  cellsArrived(optimizer: number, cells: readonly StoredCell[]): void {
    this.#later(() => this.#store.jobs.saveCells(this.#id, optimizer, cells));
  }

  jobFinished(finished: FinishedJob): void {
    const { job, reason } = finished;
    this.#later(() => {
      this.#store.jobs.save(this.#id, finished);
      if (job.kind === 'run') return;
      this.#store.log(this.#id, {
        ...{ kind: 'job-finished', job: jobKey(job) },
        ...(reason === null ? {} : { reason }),
      });
    });
  }

  ended(status: ExperimentStatus, reason: string | null): void {
    this.#later(() => {
      this.#store.runs.endUnfinished(this.#id, status === 'cancelled' ? 'cancelled' : 'failed', reason);
      this.#store.experiments.setStatus(this.#id, status, reason);
      this.#store.log(this.#id, { kind: status, ...(reason === null ? {} : { reason }) });
    });
  }

  /** Does the collected writes in one transaction; returns the news of the runs since the last time. */
  write(): RunProgress[] {
    const [writes, news] = [this.#writes, this.#news];
    [this.#writes, this.#news] = [[], []];
    if (writes.length === 0 || this.#failure !== null) return news;
    try {
      this.#store.write(() => {
        for (const write of writes) write();
      });
    } catch (error) {
      this.#failure = error as LabError;
    }
    return news;
  }

  /** The final status: `failed` where the store refused, which is then written, or remembered where even that fails. */
  settle(status: ExperimentStatus): ExperimentStatus {
    if (this.#failure === null) return status;
    const reason = this.#failure.message;
    try {
      this.#store.write(() => {
        this.#store.runs.endUnfinished(this.#id, 'failed', reason);
        this.#store.experiments.setStatus(this.#id, 'failed', reason);
      });
    } catch {
      this.#store.experiments.rememberFailure(this.#id, reason);
    }
    return 'failed';
  }

  #later(write: () => void): void {
    this.#writes.push(write);
  }
}
