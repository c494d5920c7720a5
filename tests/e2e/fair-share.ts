/** How much of its promised speed the app can be held to on the machine as it is now. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Threads that the app keeps busy while it is measured: the page's and the lab's. */
const threads = 2;

/**
 * Rounds a millisecond of each of two busy threads on the machine of docs/performance.md when nothing else runs on it
 * or beside it: its two processors are halves of one core that it shares with machines of others, so that their speed
 * halves at times, without a trace in the processor time.
 */
const roundsOfQuietMachine = 30;

/**
 * The speed of two busy threads in the next half second, as a share of that of the quiet machine: at most 1, never
 * less than a fifth. Taken just before and after each try of a measurement.
 */
export async function fairShare(): Promise<number> {
  const rounds = await Promise.all(Array.from({ length: threads }, () => roundsIn(500)));
  const share = rounds.reduce((sum, one) => sum + one, 0) / threads / roundsOfQuietMachine;
  return Math.min(1, Math.max(0.2, share));
}

async function roundsIn(milliseconds: number): Promise<number> {
  const thread = new Worker(new URL('./busy-thread.ts', import.meta.url), { workerData: milliseconds });
  const [rounds] = (await once(thread, 'message')) as [number];
  return rounds;
}
