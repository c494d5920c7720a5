/** Bytes of memory that this process may hope for: the machine's, or what its container allows. */

import { totalmem } from 'node:os';

export function machineMemory(): number {
  // 0 where it is not known; far beyond the machine where there is no constraint.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}
