/**
 * Peak memory of one iteration on a large problem, in a process of its own: prints the most that the process ever held
 * over the bytes of the data, the run-time itself included.
 */

import { existsSync, readFileSync } from 'node:fs';
import { loadKernels } from '#workers/kernels/load.ts';
import { stopTeams } from '#workers/linalg/team.ts';
import { largeBytes, largeIteration, sparseBytes, sparseIteration } from './scale-rows.ts';

/** The process's own peak; getrusage would begin with that of the process that started this one. */
function peakBytes(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const peak = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1];
  return 1024 * (peak === undefined ? process.resourceUsage().maxRSS : Number(peak));
}

const kernels = await loadKernels('auto');
const large = process.argv[2] === 'large';
const run = large ? largeIteration(kernels, 2) : sparseIteration(kernels);
run();
run();
const data = large ? largeBytes : sparseBytes;
console.log(peakBytes() / data);
await stopTeams();
