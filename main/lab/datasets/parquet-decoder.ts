/** Parquet is decoded in a thread with limits: what takes too long or too much memory is ended and refused. */

import { Piscina } from 'piscina';
import type { FileMetaData } from 'hyparquet';
import { LabError } from '#contract/errors.ts';
import type { ChunkRequest, DecodedChunk } from '#workers/data/parquet.ts';
import { Seats } from '../pool/seats.ts';
import { parquetLimits } from './limits.ts';

/** What one call may take: the least for the smallest piece, the most for the largest that the limits allow. */
const patience = { least: 2, most: 30 } as const;
const heapMebibytes = 1024;
const idleMilliseconds = 2000;

export class ParquetDecoder {
  readonly #threads: Piscina;
  /** Pieces are decoded one after the other, so that only the decoding is timed: not the wait. */
  readonly #seat = new Seats(1);

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
  async #run(
    name: string,
    request: unknown,
    size: number,
    signal = new AbortController().signal,
  ): Promise<unknown> {
    const seconds = Math.round(patience.least + size * (patience.most - patience.least));
    const late = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await this.#seat.with(signal, async () => {
        // When this answers the thread has started, which is not timed either.
        await this.#threads.run(null, { name: 'ready', signal });
        timer = setTimeout(() => late.abort(), seconds * 1000);
        return this.#threads.run(request, { name, signal: AbortSignal.any([signal, late.signal]) });
      });
    } catch (error) {
      if (signal.aborted) throw new LabError('cancelled', 'cancelled', [], { cause: error });
      if (late.signal.aborted) {
        throw new Error(
          `decoding one column takes more than ${seconds} seconds; if the file is whole, write it with smaller row groups`,
          { cause: error },
        );
      }
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#threads.destroy();
  }
}
