/** Folders that belong to one process while it works in them; what a dead process left is removed. */

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/folder.ts';
import { storageError } from '../files/storage-error.ts';
import { temporarySuffix } from '../files/atomic.ts';

/** Makes an empty folder in `parent` whose name says whose it is. Throws LabError 'storage'. */
export async function makeWorkFolder(parent: string): Promise<string> {
  const path = join(parent, `${process.pid}-${randomBytes(6).toString('hex')}${temporarySuffix}`);
  try {
    makeFolder(parent);
    await mkdir(path);
  } catch (error) {
    throw storageError(error, `cannot write to ${parent}`);
  }
  return path;
}

export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes the work folders of processes that are gone. */
export async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const owner = /^(\d+)-[0-9a-f]{12}\.partial$/.exec(name);
    if (owner !== null && !isAlive(Number(owner[1]))) await removeFolder(join(parent, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
