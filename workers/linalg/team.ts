/**
 * Threads that help a job with one large product after the other. A helper works in the memory of the thread that it
 * helps: the kernels' memory is shared, and a part of it is the helper's own. Parts are handed out by an atomic
 * counter, so it does not matter when a helper wakes, or whether it has started yet.
 *
 * This file is also what a helper runs: it is loaded again in the new thread (in the bundle, the whole worker is).
 */

import { parentPort, receiveMessageOnPort, Worker, workerData } from 'node:worker_threads';
import { LabError } from '#contract/errors.ts';
import type { Team } from '../kernels/active.ts';
import type { Region } from '../kernels/arena.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { loadKernelsOn } from '../kernels/load.ts';
import { doPart, scratchOf, type SharedWork } from './shared-work.ts';

/** Scratch memory of a helper; work that needs more is not shared. */
const regionBytes = 16 * 2 ** 20;
/** What the kernels keep of it for themselves. */
const reservedBytes = 2 ** 20;

interface Order {
  readonly work: SharedWork;
  readonly parts: number;
  /** Parts handed out, parts done, parts that failed. */
  readonly counters: Int32Array;
}

interface HelperData {
  readonly role: 'team-helper';
  readonly region: Region;
  readonly kernel: 'fma' | 'simd';
  /** Rung when there is an order. */
  readonly bell: Int32Array;
}

const shared = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));

/** Helpers of a kernels instance, started when they are first wanted, and kept. */
class Helpers {
  readonly #kernels: Kernels;
  readonly #bell = shared(1);
  readonly #threads: Worker[] = [];

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  /** Starts helpers until there are so many. */
  atLeast(count: number, kernel: HelperData['kernel']): void {
    const { arena } = this.#kernels;
    while (this.#threads.length < count) {
      const region = { memory: arena.memory, start: arena.allocate(regionBytes), bytes: regionBytes };
      const data: HelperData = { role: 'team-helper', region, kernel, bell: this.#bell };
      const helper = new Worker(new URL(import.meta.url), { workerData: data });
      helper.unref();
      this.#threads.push(helper);
    }
  }

  /** All parts, by this thread and the first `count` helpers. */
  run(work: SharedWork, parts: number, count: number): void {
    const counters = shared(3);
    if (parts > 1 && scratchOf(work) + reservedBytes <= regionBytes) {
      const order: Order = { work, parts, counters };
      for (const helper of this.#threads.slice(0, count)) helper.postMessage(order);
      Atomics.add(this.#bell, 0, 1);
      Atomics.notify(this.#bell, 0);
    }
    takeParts(this.#kernels, { work, parts, counters });
    for (let done = Atomics.load(counters, 1); done < parts; done = Atomics.load(counters, 1)) {
      Atomics.wait(counters, 1, done);
    }
    if (Atomics.load(counters, 2) > 0) throw new LabError('internal', `a part of a ${work.kind} failed`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((helper) => helper.terminate()));
  }
}

const helpersOf = new Map<Kernels, Helpers>();

/**
 * A team of `threads` threads, this one among them; null for one thread, and for the plain kernels. Must not be asked
 * for between a mark of the kernels' arena and its release.
 */
export function teamOf(kernels: Kernels, threads: number): Team | null {
  if (threads <= 1 || kernels.name === 'js') return null;
  const helpers = helpersOf.get(kernels) ?? new Helpers(kernels);
  helpersOf.set(kernels, helpers);
  helpers.atLeast(threads - 1, kernels.name);
  return { threads, run: (work, parts) => helpers.run(work, parts, threads - 1) };
}

/** Ends the helpers of this thread. */
export async function stopTeams(): Promise<void> {
  const all = [...helpersOf.values()];
  helpersOf.clear();
  await Promise.all(all.map((helpers) => helpers.stop()));
}

/** All parts of the work, by this thread alone where there is no team. */
export function runParts(kernels: Kernels, team: Team | null, work: SharedWork, parts: number): void {
  if (team !== null) team.run(work, parts);
  else for (let part = 0; part < parts; part++) doPart(kernels, work, part);
}

function takeParts(kernels: Kernels, { work, parts, counters }: Order): void {
  for (let part = Atomics.add(counters, 0, 1); part < parts; part = Atomics.add(counters, 0, 1)) {
    try {
      doPart(kernels, work, part);
    } catch {
      Atomics.add(counters, 2, 1);
    }
    Atomics.add(counters, 1, 1);
    Atomics.notify(counters, 1);
  }
}

/** A helper's life: wait for the bell, take parts of every order there is. */
async function help({ region, kernel, bell }: HelperData): Promise<never> {
  const kernels = await loadKernelsOn(region, kernel);
  for (;;) {
    const rung = Atomics.load(bell, 0);
    const received = receiveMessageOnPort(parentPort!) as { message: Order } | undefined;
    if (received === undefined) Atomics.wait(bell, 0, rung);
    else takeParts(kernels, received.message);
  }
}

function isHelperData(data: unknown): data is HelperData {
  return typeof data === 'object' && data !== null && (data as Partial<HelperData>).role === 'team-helper';
}

if (isHelperData(workerData)) void help(workerData);
