/** Writes that are whole or not there: a temporary name beside the target, flushed, then renamed. */

import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from './folder.ts';
import { storageError } from './storage-error.ts';

/** Suffix of names that are never final; what a kill leaves behind is recognised by it. */
export const temporarySuffix = '.partial';

export function temporaryName(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}${temporarySuffix}`;
}

/**
 * Writes a file, replacing what is there; parent folders are made. Chunks are written one after another, so a large
 * file need not be in memory as a whole. Throws LabError 'storage', and then the target is as it was before.
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | Iterable<string | Uint8Array>,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    makeFolder(dirname(path));
    const file = await open(temporary, 'wx');
    try {
      const chunks = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
      for (const chunk of chunks) {
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storageError(error, `cannot write ${path}`);
  }
}
