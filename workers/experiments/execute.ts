/** From a job to what does it. */

import { LabError } from '#contract/errors.ts';
import type { AnalysisJob, JobResult, Task } from '../jobs.ts';
import { withKernels } from '../kernels/active.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { executeCells, executeFragility } from './cells.ts';
import { analyseCurvature } from './curvature.ts';
import { measureConsistency } from './consistency.ts';
import { teamOf } from '../linalg/team.ts';
import { findMinimum } from './minimum.ts';
import { ShareProgress } from './progress.ts';
import { quadraticModels } from './quadratic.ts';
import { executeRun } from './run-job.ts';
import { setUp } from './setup.ts';
import { vectorFieldPart } from './vector-field.ts';

/** Does one job in this thread, with these kernels. Throws a LabError where it cannot be done. */
export function executeJob(task: Task, kernels: Kernels): JobResult {
  const team = teamOf(kernels, task.threads ?? 1);
  return withKernels(kernels, () => execute(task, kernels), team);
}

function execute(task: Task, kernels: Kernels): JobResult {
  const { experiment, job, port } = task;
  const cancelled = () => Atomics.load(task.cancel, 0) !== 0;
  if (job.kind === 'analysis') return executeAnalysis(task, job, kernels, cancelled);
  const setup = setUp(experiment, task.problem, kernels);
  if (job.kind === 'minimum') {
    return { kind: 'minimum', minimum: findMinimum(setup.objective, setup.searchStart(), cancelled) };
  }
  if (experiment.kind !== 'compare' && experiment.kind !== 'starting-points') throw misplaced(task);
  switch (job.kind) {
    case 'run':
      return { kind: 'run', run: executeRun(experiment, job, setup, port, cancelled) };
    case 'cells':
      return { kind: 'cells', cells: executeCells(experiment, job, setup, port, cancelled) };
    case 'fragility':
      return { kind: 'fragility', fragile: executeFragility(experiment, job, setup, cancelled) };
  }
}

function executeAnalysis(
  task: Task,
  job: AnalysisJob,
  kernels: Kernels,
  cancelled: () => boolean,
): JobResult {
  const { experiment, port } = task;
  if (experiment.kind === 'consistency') {
    return { kind: 'analysis', consistency: measureConsistency(experiment, job.part, kernels, cancelled) };
  }
  const setup = setUp(experiment, task.problem, kernels);
  const progress = new ShareProgress(port);
  const advanced = (done: number) => progress.advanced(done);
  const watch = { cancelled, advanced };
  switch (experiment.kind) {
    case 'vector-field':
      return {
        kind: 'analysis',
        vectorField: vectorFieldPart(experiment, job.part, setup, job.minimum, watch),
      };
    case 'quadratic':
      if (job.minimum === null || job.minimum.status === 'none') throw misplaced(task);
      return {
        kind: 'analysis',
        quadratic: quadraticModels(experiment, setup.objective, job.minimum, watch),
      };
    case 'curvature':
      return { kind: 'analysis', curvature: analyseCurvature(experiment, setup.problem, job.minimum, watch) };
    default:
      throw misplaced(task);
  }
}

function misplaced({ experiment, job }: Task): LabError {
  return new LabError('internal', `a job of kind ${job.kind} does not belong to kind ${experiment.kind}`);
}
