/** From a job to what does it. */

import { LabError } from '#contract/errors.ts';
import type { JobResult, Task } from '../jobs.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { executeCells, executeFragility } from './cells.ts';
import { findMinimum } from './minimum.ts';
import { executeRun } from './run-job.ts';
import { setUp } from './setup.ts';

/** Does one job in this thread. Throws a LabError where it cannot be done. */
export function executeJob(task: Task, kernels: Kernels): JobResult {
  const { experiment, job } = task;
  if (experiment.kind !== 'compare' && experiment.kind !== 'starting-points') {
    throw new LabError('not-available', `kind: "${experiment.kind}" is not available yet`);
  }
  const setup = setUp(experiment, task.problem, kernels);
  const cancelled = () => Atomics.load(task.cancel, 0) !== 0;
  switch (job.kind) {
    case 'run':
      return { kind: 'run', run: executeRun(experiment, job, setup, task.port, cancelled) };
    case 'cells':
      return { kind: 'cells', cells: executeCells(experiment, job, setup, task.port, cancelled) };
    case 'fragility':
      return { kind: 'fragility', fragile: executeFragility(experiment, job, setup, cancelled) };
    case 'minimum':
      return {
        kind: 'minimum',
        minimum: findMinimum(setup.objective, setup.searchStart(), cancelled),
      };
    case 'analysis':
      throw new LabError('internal', `a job of kind analysis does not belong to kind ${experiment.kind}`);
  }
}
