/** What a job says of a run before it starts, and whether a job did all it was asked for. */

import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { dampingNumber } from '#workers/experiments/grid.ts';
import type { FinishedJob, RunJob } from '#workers/jobs.ts';
import type { RunStart } from '../store/run-table.ts';

export function runStart(job: RunJob, spec: ResolvedExperiment): RunStart {
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
export function isWhole({ job, result }: FinishedJob): boolean {
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
      return false; // a minimum or an analysis does not say how far it came
  }
}
