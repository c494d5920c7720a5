/**
 * The way from plain arrays to the kernels: operands are copied into the arena, results out of it, where the work is
 * large enough to pay for that. Each function of this folder says whether it did the work; where not, the caller's own
 * loops do.
 */

import type { Kernels } from '../../kernels/kernels.ts';

/** Multiplications below which copying costs more than it saves. */
export const worthwhile = 8192;
/** Multiplications from which on a product is shared among threads: half a millisecond of work. */
export const worthSharing = 6e6;

/** Does `work`, and gives back what it took from the arena. */
export function scoped<T>({ arena }: Kernels, work: () => T): T {
  const mark = arena.mark();
  try {
    return work();
  } finally {
    arena.release(mark);
  }
}
