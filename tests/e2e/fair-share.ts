/** How much of its promised speed the app can be held to while other programs use the machine. */

import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/**
 * What others leave of the processors in the next half second: 1 on a quiet machine, never less than a fifth. Taken
 * just before each try of a measurement.
 */
export async function fairShare(): Promise<number> {
  const free = await freeShare(500);
  return Math.max(0.2, free > 0.85 ? 1 : free);
}

/** Share of the processors that nobody used in the next so many milliseconds. */
async function freeShare(milliseconds: number): Promise<number> {
  const sum = () => {
    const times = cpus().map((cpu) => cpu.times);
    const total = times.flatMap((time) => Object.values(time)).reduce((a, b) => a + b, 0);
    return { idle: times.reduce((idle, time) => idle + time.idle, 0), total };
  };
  const before = sum();
  await setTimeout(milliseconds);
  const after = sum();
  return (after.idle - before.idle) / (after.total - before.total);
}
