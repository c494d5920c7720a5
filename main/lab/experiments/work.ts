/** How much work an experiment is and how far it has come: the share done and an honest remaining time. */

import { isSearched } from '#contract/optimizers.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { cellCount, gridOf } from '#workers/experiments/grid.ts';
import type { Job } from '#workers/jobs.ts';

/** Work of one job, in states computed (iterations + 1 a run). */
export function workOf(job: Job, experiment: ResolvedExperiment): number {
  const run = 'iterations' in experiment ? experiment.iterations + 1 : 1;
  const repeats = 'repeats' in experiment ? experiment.repeats : 1;
  switch (job.kind) {
    case 'run':
      return run;
    case 'cells':
      return (job.to - job.from) * run * repeats;
    case 'fragility':
      return job.cells.length * run;
    case 'minimum':
      return 20;
    case 'analysis':
      return experiment.kind === 'consistency'
        ? experiment.sizes[Math.floor(job.part / experiment.seeds)]!
        : 1000;
  }
}

/** Work known from the specification alone; fragility tests of tied cells are not, they come on top. */
export function plannedWork(experiment: ResolvedExperiment): number {
  if (experiment.kind === 'consistency') {
    return experiment.sizes.reduce((sum, size) => sum + size, 0) * experiment.seeds;
  }
  if (experiment.kind !== 'compare' && experiment.kind !== 'starting-points') return 1000;
  const factors = experiment.kind === 'starting-points' ? experiment.factors.length : 1;
  const run = experiment.iterations + 1;
  return experiment.optimizers.reduce((sum, optimizer) => {
    const cells = isSearched(optimizer) ? cellCount(gridOf(optimizer)) : 0;
    return sum + (cells + factors) * experiment.repeats * run;
  }, 0);
}

interface Sample {
  readonly seconds: number;
  readonly work: number;
}

const windowSeconds = 10;
const leastSeconds = 1;

/** Follows the work done over time. All times are seconds since the start. */
export class WorkMeter {
  #total: number;
  #doneBefore = 0;
  #samples: Sample[] = [{ seconds: 0, work: 0 }];

  /** @param total planned work; `done` of it was there before the start (a resumed experiment) */
  constructor(total: number, done = 0) {
    this.#total = total;
    this.#doneBefore = done;
  }

  /** Says that `done` is finished and `open` is known to be left, both in work since the start. */
  update(seconds: number, done: number, open: number): void {
    this.#total = Math.max(this.#total, this.#doneBefore + done + open);
    this.#samples.push({ seconds, work: done });
    while (this.#samples.length > 2 && seconds - this.#samples[1]!.seconds > windowSeconds) {
      this.#samples.shift();
    }
  }

  /** Share of the work done, below 1 until the experiment says that it has ended. */
  get share(): number {
    return Math.min(0.999, (this.#doneBefore + this.#samples.at(-1)!.work) / this.#total);
  }

  /** At the pace of the last ten seconds; null while there is no pace yet. */
  get secondsLeft(): number | null {
    const [first, last] = [this.#samples[0]!, this.#samples.at(-1)!];
    const pace = (last.work - first.work) / (last.seconds - first.seconds);
    if (last.seconds < leastSeconds || !(pace > 0)) return null;
    return Math.max(0, (this.#total - this.#doneBefore - last.work) / pace);
  }
}
