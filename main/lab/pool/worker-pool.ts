/** A persistent pool of worker threads, one job a thread at a time. */

import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { PlaneAnswer } from '#contract/api/plane.ts';
import { LabError } from '#contract/errors.ts';
import type { JobMessage, JobResult, KernelName, Task } from '#workers/jobs.ts';
import type { ExploredPlane } from '#workers/experiments/explore-plane.ts';
import type { LiveRun } from '#workers/experiments/live.ts';
import type { Cancellation } from './cancellation.ts';
import { Seats } from './seats.ts';

export type ProgressMessage = Extract<JobMessage, { type: 'progress' }>;

type LiveTask = Pick<Task, 'experiment' | 'problem'>;

export interface PoolOptions {
  /** Absolute path of the module that exports `runTask`. */
  readonly workerFile: string;
  readonly threads: number;
  readonly kernel: KernelName | 'auto';
}

export class WorkerPool {
  readonly threads: number;
  readonly #kernel: KernelName | 'auto';
  readonly #piscina: Piscina;
  readonly #seats: Seats;

  constructor({ workerFile, threads, kernel }: PoolOptions) {
    this.threads = threads;
    this.#seats = new Seats(threads);
    this.#kernel = kernel;
    this.#piscina = new Piscina({
      filename: workerFile,
      name: 'runTask',
      // Threads start with the first jobs and then stay.
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: Infinity,
      concurrentTasksPerWorker: 1,
    });
    // A thread that dies between jobs is replaced by the next job; without a listener it would end the process.
    this.#piscina.on('error', () => undefined);
  }

  /**
   * Runs one job and resolves after its last progress message has been handed to `onProgress`. Rejects with a
   * LabError: 'cancelled' when its thread was ended after the grace period, 'internal' when the thread crashed or
   * the job threw, with the reason.
   */
  async run(
    task: Pick<Task, 'experiment' | 'job' | 'problem' | 'threads'>,
    cancellation: Cancellation,
    onProgress: (message: ProgressMessage) => void,
  ): Promise<JobResult> {
    const { port1, port2 } = new MessageChannel();
    const ended = listen(port1, onProgress);
    try {
      const port = port2 as unknown as Task['port'];
      const result = (await this.#send({ ...task, port }, cancellation, {
        transferList: [port2],
      })) as JobResult;
      // The result may overtake the last progress messages; the job's explicit end does not.
      await ended;
      return result;
    } catch (error) {
      throw jobError(error, cancellation);
    } finally {
      port1.close();
    }
  }

  /** A whole comparison; null when it was cancelled. Rejects as `run` does. */
  runLive(task: LiveTask, cancellation: Cancellation): Promise<LiveRun[] | null> {
    return this.#answer('runLive', task, cancellation);
  }

  /** A two-parameter problem; null when it was cancelled. Rejects as `run` does, and with what the engine refuses. */
  runPlane(
    task: LiveTask & { readonly request: ExploredPlane },
    cancellation: Cancellation,
  ): Promise<PlaneAnswer | null> {
    return this.#answer('runPlane', task, cancellation);
  }

  /** Calls another export of the worker's module, one without progress. */
  async #answer<T>(name: string, task: object, cancellation: Cancellation): Promise<T> {
    try {
      return (await this.#send(task, cancellation, { name })) as T;
    } catch (error) {
      throw jobError(error, cancellation);
    }
  }

  #send(
    task: object,
    cancellation: Cancellation,
    options: Pick<NonNullable<Parameters<Piscina['run']>[1]>, 'name' | 'transferList'>,
  ): Promise<unknown> {
    const signal = cancellation.threadSignal;
    const request = { ...task, cancel: cancellation.flag, kernel: this.#kernel };
    return this.#seats.with(signal, () => this.#piscina.run(request, { ...options, signal }));
  }

  async close(): Promise<void> {
    await this.#piscina.destroy();
  }
}

/** Hands progress on and resolves at the job's explicit end. */
function listen(port: MessagePort, onProgress: (message: ProgressMessage) => void): Promise<void> {
  return new Promise((resolve) => {
    port.on('message', (message: JobMessage) => {
      if (message.type === 'end') resolve();
      else onProgress(message);
    });
  });
}

function jobError(error: unknown, cancellation: Cancellation): LabError {
  if (cancellation.threadSignal.aborted) {
    return new LabError('cancelled', 'ended by force: it did not stop within the grace period', [], {
      cause: error,
    });
  }
  return new LabError('internal', reasonOf(error), [], { cause: error });
}

function reasonOf(error: unknown): string {
  if ((error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'the worker thread ran out of memory; fewer threads or a smaller experiment need less';
  const message = error instanceof Error ? error.message : String(error);
  return /^worker exited with code/.test(message) ? `the worker thread crashed (${message})` : message;
}
