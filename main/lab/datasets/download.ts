/** Fetches a file from a public source, carefully: limits, time-outs, retries, and no change of scheme. */

import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '#contract/errors.ts';
import { storageError } from '../files/storage-error.ts';

export interface DownloadLimits {
  readonly bytes: number;
  /** A source that sends nothing for this long is given up. */
  readonly stallMilliseconds: number;
  readonly attempts: number;
  /** Before the second attempt; doubled before each later one. */
  readonly pauseMilliseconds: number;
}

export const downloadLimits: DownloadLimits = {
  bytes: 64 * 1024 * 1024,
  stallMilliseconds: 20_000,
  attempts: 3,
  pauseMilliseconds: 500,
};

const redirectLimit = 5;

export interface DownloadOptions {
  readonly limits: DownloadLimits;
  readonly signal: AbortSignal;
  /** Bytes so far, and all of them where the source says how many. */
  readonly onProgress: (bytes: number, total: number | null) => void;
}

/** What another attempt may mend: the network, a stall, a server that is busy. */
class Passing extends Error {}

/**
 * Writes what is at `url` to `path`. Throws LabError 'not-available' where the source cannot be reached or answers
 * with an error, 'too-large', 'cancelled', 'storage'.
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<void> {
  const { limits, signal } = options;
  for (let attempt = 1; ; attempt++) {
    try {
      await fetchOnce(new URL(url), path, options);
      return;
    } catch (error) {
      if (signal.aborted) throw new LabError('cancelled', 'cancelled', [], { cause: error });
      if (!(error instanceof Passing)) throw error;
      if (attempt >= limits.attempts) {
        throw new LabError('not-available', `${url}: ${error.message} (tried ${attempt} times)`, [], {
          cause: error,
        });
      }
      await sleep(limits.pauseMilliseconds * 2 ** (attempt - 1), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }
}

async function fetchOnce(
  url: URL,
  path: string,
  { limits, signal, onProgress }: DownloadOptions,
): Promise<void> {
  const stalled = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), limits.stallMilliseconds);
  };
  try {
    alive();
    const response = await follow(url, AbortSignal.any([signal, stalled.signal]));
    const stated = response.headers.get('content-length');
    const total = stated === null || response.headers.has('content-encoding') ? null : Number(stated);
    const tooLarge = () =>
      new LabError(
        'too-large',
        `${url.href}: more than ${limits.bytes} bytes; the file is not what it should be`,
      );
    if (total !== null && total > limits.bytes) throw tooLarge();
    const file = await open(path, 'w').catch((error: unknown) => {
      throw storageError(error, `cannot write ${path}`);
    });
    let bytes = 0;
    try {
      for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
        alive();
        bytes += piece.length;
        if (bytes > limits.bytes) throw tooLarge();
        await file.writeFile(piece).catch((error: unknown) => {
          throw storageError(error, `cannot write ${path}`);
        });
        onProgress(bytes, total);
      }
    } finally {
      await file.close();
    }
    if (total !== null && bytes !== total) throw new Passing(`cut off after ${bytes} of ${total} bytes`);
  } catch (error) {
    if (error instanceof LabError || error instanceof Passing) throw error;
    if (stalled.signal.aborted) {
      throw new Passing(`nothing came for ${limits.stallMilliseconds / 1000} seconds`, { cause: error });
    }
    throw new Passing(reasonOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
    stalled.abort();
  }
}

/** Follows redirects that keep the scheme. */
async function follow(url: URL, signal: AbortSignal): Promise<Response> {
  let at = url;
  for (let hop = 0; hop <= redirectLimit; hop++) {
    const response = await fetch(at, { redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      const next = new URL(location, at);
      if (next.protocol !== url.protocol) {
        throw new LabError(
          'not-available',
          `${url.href}: sends on to ${next.protocol.slice(0, -1)}, which is not ${url.protocol.slice(0, -1)}; refused`,
        );
      }
      at = next;
      continue;
    }
    if (response.ok) return response;
    await response.body?.cancel();
    const answer = `the source answers ${response.status} ${response.statusText}`.trim();
    if (response.status >= 500 || response.status === 429) throw new Passing(answer);
    throw new LabError('not-available', `${at.href}: ${answer}`);
  }
  throw new LabError('not-available', `${url.href}: more than ${redirectLimit} redirects`);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'the source cannot be found: is this machine off-line?';
  return `the source cannot be reached (${cause instanceof Error ? cause.message : String(cause)})`;
}
