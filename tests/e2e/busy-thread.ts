/** A thread that computes without a pause for so many milliseconds and tells how many rounds a millisecond it came to. */

import { parentPort, workerData } from 'node:worker_threads';

const milliseconds = workerData as number;
// Like an answer of the lab: numbers are written, sent, and read again.
const losses = Array.from({ length: 200 }, (_, i) => Math.exp(-i / 50));
const begun = performance.now();
let rounds = 0;
for (; performance.now() - begun < milliseconds; rounds++) JSON.parse(JSON.stringify(losses));
parentPort!.postMessage(rounds / (performance.now() - begun));
