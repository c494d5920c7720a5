/**
 * What a worker thread runs. piscina calls the export named `runTask` (its option `name: 'runTask'`); the module
 * is bundled into one file with everything that it imports.
 */

import type { PlaneAnswer } from '#contract/api/plane.ts';
import type { ChunkRequest, DecodedChunk } from './data/parquet.ts';
import { explorePlane, type ExploredPlane } from './experiments/explore-plane.ts';
import { liveComparison, type LiveRun } from './experiments/live.ts';
import { setUp } from './experiments/setup.ts';
import { executeJob } from './experiments/execute.ts';
import type { JobResult, Task } from './jobs.ts';
import { loadKernels } from './kernels/load.ts';

/**
 * A whole comparison at once, for live what-if; null when a newer request made it worthless. There is no
 * progress and no port.
 */
export async function runLive(task: Omit<Task, 'job' | 'port'>): Promise<LiveRun[] | null> {
  const { experiment, problem, cancel, kernel } = task;
  if (experiment.kind !== 'compare') throw new TypeError('only comparisons run live');
  const setup = setUp(experiment, problem, await loadKernels(kernel));
  return liveComparison(experiment, setup, () => Atomics.load(cancel, 0) !== 0);
}

/** A two-parameter problem, live; null when a newer request made it worthless. */
export async function runPlane(
  task: Omit<Task, 'job' | 'port'> & { readonly request: ExploredPlane },
): Promise<PlaneAnswer | null> {
  const { experiment, problem, request, cancel, kernel } = task;
  const kernels = await loadKernels(kernel);
  return explorePlane(experiment, problem, request, kernels, () => Atomics.load(cancel, 0) !== 0);
}

/** Answers at once: the thread has started. */
export function ready(): null {
  return null;
}

/** The description of a Parquet file. */
export async function parquetFooter(tail: Uint8Array): Promise<unknown> {
  return (await import('./data/parquet.ts')).parquetFooter(tail);
}

/** The values of a column of a Parquet row group. */
export async function decodeParquetChunk(request: ChunkRequest): Promise<DecodedChunk> {
  return (await import('./data/parquet.ts')).decodeParquetChunk(request);
}

/**
 * Does one job. Progress goes to `task.port`, whose last message is {type: 'end'}, also after an error. A run that
 * fails numerically is a result (status `failed`); what is thrown is a LabError for a job that cannot be done.
 */
export async function runTask(task: Task): Promise<JobResult> {
  try {
    return executeJob(task, await loadKernels(task.kernel));
  } finally {
    task.port?.postMessage({ type: 'end' });
  }
}
