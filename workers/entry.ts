/**
 * What a worker thread runs. piscina calls the export named `runTask` (its option `name: 'runTask'`); the module
 * is bundled into one file with everything that it imports.
 */

import { executeJob } from './experiments/execute.ts';
import type { JobResult, Task } from './jobs.ts';
import { loadKernels } from './kernels/load.ts';

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
