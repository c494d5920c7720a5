/** Where a data file's bytes come from, and how gzip is undone on the way. */

import type { Hash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LabError } from '#contract/errors.ts';
import { expansionLimit } from './limits.ts';

export interface ByteSource {
  /** File name without folders. */
  readonly name: string;
  readonly size: number;
  /** All bytes in order, in pieces; a piece is good until the next one is asked for. */
  read(): AsyncIterable<Uint8Array>;
  /** Bytes from (inclusive) to (exclusive). */
  slice(from: number, to: number): Promise<Uint8Array>;
}

/** Throws LabError 'not-found' where there is no such file, 'invalid-data' where it is a folder. */
export async function fileSource(path: string): Promise<ByteSource> {
  const information = await stat(path).catch((cause: unknown) => {
    throw new LabError('not-found', `${path}: there is no such file`, [], { cause });
  });
  if (!information.isFile()) throw new LabError('invalid-data', `${path}: not a file`);
  return {
    name: basename(path),
    size: information.size,
    read: () => piecesOf(path),
    slice: async (from, to) => {
      const file = await open(path);
      try {
        const bytes = new Uint8Array(to - from);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

/** Texts of this size are short-lived for the garbage collector; larger ones pile up between its full rounds. */
const pieceLength = 64 * 1024;

/** One buffer for all pieces: fresh ones would be garbage faster than it is collected. */
async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(pieceLength);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceLength);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    read: async function* () {
      for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
    },
    slice: (from, to) => Promise.resolve(bytes.subarray(from, to)),
  };
}

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told after each piece how many of the source's bytes have been read. */
  readonly onBytes?: ((read: number) => void) | undefined;
  /** Fed with every byte of the source. */
  readonly hash?: Hash | undefined;
}

/** The bytes of a source, gunzipped when they are gzip. Throws 'cancelled', 'invalid-data', 'too-large'. */
export async function* contentOf(source: ByteSource, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
  const compressed = isGzip(await source.slice(0, 2));
  const raw = tapped(source, options);
  if (!compressed) {
    yield* raw;
    return;
  }
  const gunzip = createGunzip();
  // Errors reach the reader through the iteration below.
  pipeline(Readable.from(copies(raw), { objectMode: false }), gunzip, () => undefined);
  let produced = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Uint8Array>) {
      produced += piece.length;
      if (produced > expansionLimit.from && produced > expansionLimit.factor * source.size) {
        throw new LabError(
          'too-large',
          `${source.name}: expands to more than ${expansionLimit.factor} times its size; refused as a compression bomb`,
        );
      }
      yield piece;
    }
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError(
      'invalid-data',
      `${source.name}: the gzip data are damaged or cut off (${cause instanceof Error ? cause.message : String(cause)})`,
      [],
      { cause },
    );
  }
}

/** For a reader that holds pieces while it asks for the next. */
async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield piece.slice();
}

async function* tapped(source: ByteSource, options: ReadOptions): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const piece of source.read()) {
    if (options.signal?.aborted === true) throw new LabError('cancelled', 'cancelled');
    read += piece.length;
    options.hash?.update(piece);
    options.onBytes?.(read);
    yield piece;
  }
}

/** The first bytes of the content, gunzipped. */
export async function headOf(source: ByteSource, length: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for await (const piece of contentOf(source)) {
    pieces.push(piece.slice());
    total += piece.length;
    if (total >= length) break;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** Feeds all bytes of a source to a hash. */
export async function hashSource(source: ByteSource, hash: Hash, signal?: AbortSignal): Promise<void> {
  for await (const _ of tapped(source, { hash, signal }));
}

/** Bytes that a gzipped file may have when it must be unpacked as a whole (Parquet is read from its end). */
const unzippedLimit = 512 * 1024 * 1024;

/** The source itself, or its unpacked bytes in memory when it is gzip. */
export async function unzipped(source: ByteSource): Promise<ByteSource> {
  if (!isGzip(await source.slice(0, 2))) return source;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of contentOf(source)) {
    size += piece.length;
    if (size > unzippedLimit) {
      throw new LabError(
        'too-large',
        `${source.name}: more than ${unzippedLimit} bytes unpacked; unpack it first`,
      );
    }
    pieces.push(piece);
  }
  return bytesSource(source.name, Buffer.concat(pieces));
}
