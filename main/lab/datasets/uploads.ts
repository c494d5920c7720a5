/** Files on their way in: uploaded chunk by chunk into the data folder, or read where they are. */

import { randomBytes } from 'node:crypto';
import { open, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { uploadChunkBytes } from '#contract/api/datasets.ts';
import { LabError } from '#contract/errors.ts';
import { storageError } from '../files/storage-error.ts';
import { makeWorkFolder, removeFolder, removeLeftovers } from './leftovers.ts';
import { uploadLimit } from './limits.ts';
import { fileSource, type ByteSource } from './source.ts';

interface Upload {
  readonly name: string;
  readonly size: number;
  readonly path: string;
  /** null for a file that is read where it is. */
  readonly folder: string | null;
  received: number;
  /** Chunks are written one after another. */
  writing: Promise<void>;
}

export class Uploads {
  readonly #folder: string;
  readonly #uploads = new Map<string, Upload>();

  constructor(dataDirectory: string) {
    this.#folder = join(dataDirectory, 'uploads');
  }

  async clean(): Promise<void> {
    await removeLeftovers(this.#folder);
  }

  async begin(name: string, size: number): Promise<string> {
    if (size > uploadLimit) {
      throw new LabError('too-large', `${name}: ${size} bytes; a file may have ${uploadLimit}`);
    }
    const folder = await makeWorkFolder(this.#folder);
    const disk = await statfs(folder);
    if (size > disk.bavail * disk.bsize) {
      await removeFolder(folder);
      throw new LabError('storage', `${name}: the disk has no room for ${size} bytes more`);
    }
    return this.#add({
      name: plainName(name),
      size,
      path: join(folder, 'source'),
      folder,
      received: 0,
      writing: Promise.resolve(),
    });
  }

  /** Takes a file of this machine as it is. */
  async openFile(path: string): Promise<string> {
    const { name, size } = await fileSource(path);
    return this.#add({ name, size, path, folder: null, received: size, writing: Promise.resolve() });
  }

  #add(upload: Upload): string {
    const id = randomBytes(12).toString('hex');
    this.#uploads.set(id, upload);
    return id;
  }

  /** Appends bytes; answers how many there are now. */
  async append(id: string, offset: number, bytes: Uint8Array): Promise<number> {
    const upload = this.#get(id);
    if (bytes.length > uploadChunkBytes) {
      throw new LabError(
        'too-large',
        `a chunk of ${bytes.length} bytes; at most ${uploadChunkBytes} at a time`,
      );
    }
    const { writing } = upload;
    const next = writing.then(async () => {
      if (offset !== upload.received || offset + bytes.length > upload.size) {
        throw new LabError(
          'invalid-input',
          `${upload.name}: ${bytes.length} bytes at ${offset} do not follow the ${upload.received} of ${upload.size} that are here`,
        );
      }
      try {
        const file = await open(upload.path, 'a');
        try {
          await file.writeFile(bytes);
        } finally {
          await file.close();
        }
      } catch (error) {
        throw storageError(error, `cannot store ${upload.name}`);
      }
      upload.received += bytes.length;
    });
    upload.writing = next.catch(() => undefined);
    await next;
    return upload.received;
  }

  /** Work with the file of a complete upload. Throws LabError 'cancelled' where it was discarded meanwhile. */
  async use<T>(id: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
    const source = await this.#source(id);
    try {
      return await work(source);
    } catch (error) {
      if (this.#uploads.has(id)) throw error;
      throw new LabError('cancelled', `${source.name} was discarded`, [], { cause: error });
    }
  }

  /** Throws LabError 'invalid-input' for an incomplete one. */
  async #source(id: string): Promise<ByteSource> {
    const upload = this.#get(id);
    if (upload.received < upload.size) {
      throw new LabError(
        'invalid-input',
        `${upload.name}: ${upload.received} of ${upload.size} bytes are here`,
      );
    }
    if (upload.size === 0) throw new LabError('invalid-data', `${upload.name}: the file is empty`);
    return { ...(await fileSource(upload.path)), name: upload.name };
  }

  async discard(id: string): Promise<void> {
    const upload = this.#uploads.get(id);
    this.#uploads.delete(id);
    if (upload === undefined || upload.folder === null) return;
    await upload.writing;
    await removeFolder(upload.folder);
  }

  /** Forgets all of them. */
  async close(): Promise<void> {
    await Promise.all([...this.#uploads.keys()].map((id) => this.discard(id)));
  }

  #get(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined) throw new LabError('not-found', 'this upload is over; drop the file again');
    return upload;
  }
}

/** A name without folders and control characters, whatever the other side sent. */
function plainName(name: string): string {
  // eslint-disable-next-line no-control-regex
  const plain = basename(name.replaceAll('\\', '/')).replace(/[\u0000-\u001f\u007f]/g, '');
  return plain === '' ? 'data' : plain.slice(0, 200);
}
