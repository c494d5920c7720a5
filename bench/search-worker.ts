/** A thread of the headline search: does the engine's tasks one after the other, as the lab's pool does. */

import { parentPort } from 'node:worker_threads';
import { runTask } from '#workers/entry.ts';
import type { Task } from '#workers/jobs.ts';

parentPort!.on('message', (task: Task) => {
  void runTask(task).then((result) => parentPort!.postMessage(result));
});
