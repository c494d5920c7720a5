/** How much of its promised speed the app can be held to while other programs use the machine. */

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Threads that the app keeps busy while it is measured: the page's and the lab's. */
const threads = 2;

/**
 * The share of the processors that two busy threads are let to have in the next half second: 1 on a quiet machine,
 * never less than a fifth. Taken just before each try of a measurement.
 */
export async function fairShare(): Promise<number> {
  const shares = await Promise.all(Array.from({ length: threads }, () => obtained(500)));
  const share = shares.reduce((sum, one) => sum + one, 0) / threads;
  return Math.max(0.2, share > 0.95 ? 1 : share);
}

async function obtained(milliseconds: number): Promise<number> {
  const thread = new Worker(new URL('./busy-thread.ts', import.meta.url), { workerData: milliseconds });
  const [share] = (await once(thread, 'message')) as [number];
  return share;
}
