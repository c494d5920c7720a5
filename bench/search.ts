/** A whole experiment over a few threads: the engine's jobs, handed out as they become ready. */

import { Worker } from 'node:worker_threads';
import type { DataFacts, ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { Problem } from '#workers/data/problem.ts';
import { assemble, type Assembled } from '#workers/experiments/assemble.ts';
import { nextJobs } from '#workers/experiments/plan.ts';
import { jobKey, type FinishedJob, type Job, type JobResult } from '#workers/jobs.ts';

export class Threads {
  readonly #workers: readonly Worker[];

  constructor(count: number) {
    const file = new URL('search-worker.ts', import.meta.url);
    this.#workers = Array.from({ length: count }, () => new Worker(file));
  }

  /** Runs all jobs of the experiment and assembles them. */
  async run(experiment: ResolvedExperiment, problem: Problem, facts: DataFacts): Promise<Assembled> {
    const finished: FinishedJob[] = [];
    const started = new Set<string>();
    const take = (): Job | undefined => {
      const job = nextJobs(experiment, facts, finished).find((candidate) => !started.has(jobKey(candidate)));
      if (job !== undefined) started.add(jobKey(job));
      return job;
    };
    let wake: (() => void)[] = [];
    let running = 0;
    const drive = async (worker: Worker): Promise<void> => {
      for (;;) {
        const job = take();
        if (job === undefined) {
          if (running === 0) break;
          await new Promise<void>((resolve) => wake.push(resolve));
          continue;
        }
        running += 1;
        const cancel = new Int32Array(new SharedArrayBuffer(4));
        const result = await new Promise<JobResult>((resolve) => {
          worker.once('message', resolve);
          worker.postMessage({ experiment, job, problem, cancel, kernel: 'auto', port: null });
        });
        finished.push({ job, result, reason: null });
        running -= 1;
        wake.forEach((resolve) => resolve());
        wake = [];
      }
      wake.forEach((resolve) => resolve());
    };
    await Promise.all(this.#workers.map(drive));
    return assemble(experiment, facts, finished);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
