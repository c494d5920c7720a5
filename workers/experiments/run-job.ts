/** A run job: one optimizer run with its series and events. */

import type { Damping } from '#contract/ranges.ts';
import type { RunResult } from '#contract/results.ts';
import type { MessagePort, RunJob } from '../jobs.ts';
import { dampingNumber } from './grid.ts';
import { RunProgress } from './progress.ts';
import { runOptimizer, type RunInput } from './run.ts';
import type { Setup } from './setup.ts';
import type { Running } from './slots.ts';

export function executeRun(
  experiment: Running,
  job: RunJob,
  setup: Setup,
  port: MessagePort | null,
  cancelled: () => boolean,
): RunResult {
  const input = runInput(experiment, setup, job);
  const progress = new RunProgress(port, experiment.iterations);
  const outcome = runOptimizer(input, {
    cancelled,
    advanced: (iteration, recorder, events) => progress.advanced(iteration, recorder, events),
  });
  progress.finished(outcome.iterations, outcome.series, outcome.events);
  return {
    optimizer: input.spec.id,
    kind: input.spec.kind,
    repeat: job.repeat,
    stepSize: job.stepSize,
    damping: dampingNumber(job.damping),
    status: outcome.status,
    stoppedBy: outcome.stoppedBy,
    iterations: outcome.iterations,
    finalLoss: outcome.finalLoss,
    bestLoss: outcome.bestLoss,
    series: outcome.series,
    theta: Array.from(outcome.theta),
    ...(outcome.path === null ? {} : { path: outcome.path }),
    events: [...outcome.events],
    seconds: outcome.seconds,
    ...(outcome.reason === null ? {} : { reason: outcome.reason }),
    ...(job.factor === null ? {} : { factor: job.factor }),
  };
}

/** What a run of an experiment's optimizer starts from and records. */
export function runInput(
  experiment: Running,
  setup: Setup,
  run: {
    readonly optimizer: number;
    readonly repeat: number;
    readonly stepSize: number;
    readonly damping: Damping | null;
    readonly factor: number | null;
    readonly minimum: Float64Array | null;
  },
): RunInput {
  const spec = experiment.optimizers[run.optimizer]!;
  return {
    spec,
    stepSize: run.stepSize,
    damping: run.damping,
    seed: (spec.seed ?? experiment.seed) + run.repeat,
    start: setup.startAt(run.repeat, run.minimum, run.factor),
    iterations: experiment.iterations,
    stop: experiment.stop,
    record: experiment.record ?? ['loss'],
    recordEvery: experiment.recordEvery,
    objective: setup.objective,
    test: setup.test,
    minimum: run.minimum,
  };
}
