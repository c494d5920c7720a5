/** From a job to what does it. */

import { LabError } from '#contract/errors.ts';
import type { JobResult, Task } from '../jobs.ts';

/** Does one job in this thread. Throws a LabError where it cannot be done. */
export function executeJob(task: Task): JobResult {
  throw new LabError('not-available', `jobs of kind ${task.job.kind} are not available yet`);
}
