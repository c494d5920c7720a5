/** Folders, made one by one: Node's recursive `mkdir` never returns below a folder where nothing can be made (/proc). */

import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { storageError } from './storage-error.ts';

/** Makes a folder and its parents where they are not there. Throws LabError 'storage'. */
export function makeFolder(path: string): void {
  try {
    makeMissing(path);
  } catch (error) {
    throw storageError(error, `cannot use the folder ${path}`);
  }
}

function makeMissing(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw new LabError('storage', `${path} is a file, not a folder`);
  const parent = dirname(path);
  if (parent !== path) makeMissing(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Another process may have been faster; or it is a link to what is not there.
    if (code === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
    if (code === 'EEXIST') throw new LabError('storage', `${path} is a link to a folder that is not there`);
    if (code !== 'ENOENT') throw error;
    throw new LabError('storage', `no folder can be made in ${parent}; choose another one`, [], {
      cause: error,
    });
  }
}
