/** Parquet is decoded in a thread with limits: what takes too long or too much memory is ended and refused. */

import { Piscina } from 'piscina';
import type { FileMetaData } from 'hyparquet';
import { LabError } from '#contract/errors.ts';
import type { ChunkRequest, DecodedChunk } from '#workers/data/parquet.ts';
import { parquetLimits } from './limits.ts';

/** What one call may take: the least for the smallest piece, the most for the largest that the limits allow. */
const patience = { least: 3, most: 30 } as const;
const heapMebibytes = 1024;
const idleMilliseconds = 2000;

export class ParquetDecoder {
  readonly #threads: Piscina;
  /** Pieces are decoded one after the other, and only the decoding is timed: not the wait, not the thread's start. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param workerFile the engine's worker, which exports the decoding functions */
  constructor(workerFile: string) {
    this.#threads = new Piscina({
      filename: workerFile,
      minThreads: 0,
      maxThreads: 1,
      concurrentTasksPerWorker: 1,
      idleTimeout: idleMilliseconds,
      resourceLimits: { maxOldGenerationSizeMb: heapMebibytes },
    });
    // A thread that died is replaced by the next request; without a listener it would end the process.
    this.#threads.on('error', () => undefined);
  }

  footer(tail: Uint8Array, signal?: AbortSignal): Promise<FileMetaData> {
    const size = tail.length / parquetLimits.footerBytes;
    return this.#run('parquetFooter', tail, size, signal) as Promise<FileMetaData>;
  }

  /** @param size of the column in its row group, as a share of what the limits allow */
  chunk(request: ChunkRequest, size: number, signal?: AbortSignal): Promise<DecodedChunk> {
    return this.#run('decodeParquetChunk', request, size, signal) as Promise<DecodedChunk>;
  }

  /** Throws LabError 'cancelled', or an Error with what is wrong with the file. */
  #run(name: string, request: unknown, size: number, signal: AbortSignal | undefined): Promise<unknown> {
    const answer = this.#turn.then(() => this.#decode(name, request, size, signal));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  /** Throws LabError 'cancelled', or an Error with what is wrong with the file. */
  async #decode(
    name: string,
    request: unknown,
    size: number,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    signal?.throwIfAborted();
    await this.#threads.run(null, { name: 'ready' });
    const seconds = Math.ceil(patience.least + size * (patience.most - patience.least));
    const late = AbortSignal.timeout(seconds * 1000);
    try {
      return await this.#threads.run(request, {
        name,
        signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      });
    } catch (error) {
      if (signal?.aborted === true) throw new LabError('cancelled', 'cancelled', [], { cause: error });
      if (late.aborted) {
        throw new Error(
          `decoding one column takes more than ${seconds} seconds; if the file is whole, write it with smaller row groups`,
          { cause: error },
        );
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#threads.destroy();
  }
}
