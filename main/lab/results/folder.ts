/** Writes a results folder so that a half-written one never has its final name. */

import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { temporaryName } from '../files/atomic.ts';
import { makeFolder } from '../files/folder.ts';
import { storageError } from '../files/storage-error.ts';
import type { ResultFile } from './files.ts';

/** Throws LabError 'storage' where a results folder could not be written: better known before a long run. */
export async function checkResultsFolder(directory: string): Promise<void> {
  try {
    await rm(await makeStaging(directory, await isDirectory(directory)), { recursive: true });
  } catch (error) {
    throw storageError(error, `cannot write the results to ${directory}`);
  }
}

/**
 * Writes all files into a new folder beside the target and puts it in place in one step. Where the target exists
 * already, the new folder is made in it (its parent may be read-only), its files are replaced one by one (the last
 * file of the list last) and what else is in it stays.
 * Throws LabError 'storage', and then the target is as it was.
 */
export async function writeResultsFolder(directory: string, files: Iterable<ResultFile>): Promise<void> {
  let staging: string | null = null;
  try {
    const exists = await isDirectory(directory);
    staging = await makeStaging(directory, exists);
    const names: string[] = [];
    for (const { name, content } of files) {
      await writeFlushed(join(staging, name), content);
      names.push(name);
    }
    if (!exists) {
      await rename(staging, directory);
      return;
    }
    for (const name of names) await rename(join(staging, name), join(directory, name));
  } catch (error) {
    throw storageError(error, `cannot write the results to ${directory}`);
  } finally {
    if (staging !== null) await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function makeStaging(directory: string, exists: boolean): Promise<string> {
  const staging = temporaryName(exists ? join(directory, 'results') : directory);
  makeFolder(dirname(staging));
  await mkdir(staging);
  return staging;
}

async function writeFlushed(path: string, content: Iterable<string | Uint8Array>): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const piece of content) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null) return false;
  if (!found.isDirectory()) throw new LabError('storage', `${path} is a file, not a folder`);
  return true;
}
