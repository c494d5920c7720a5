/** A thread that computes without a pause for so many milliseconds and tells which share of them it was let to. */

import { parentPort, workerData } from 'node:worker_threads';

const milliseconds = workerData as number;
const begun = performance.now();
const before = process.threadCpuUsage();
while (performance.now() - begun < milliseconds);
const { user, system } = process.threadCpuUsage(before);
parentPort!.postMessage((user + system) / 1000 / (performance.now() - begun));
