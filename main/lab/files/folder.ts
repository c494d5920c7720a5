/** Folders of the app's own. */

import { mkdirSync } from 'node:fs';
import { storageError } from './storage-error.ts';

/** Makes a folder and its parents where they are not there. Throws LabError 'storage'. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw storageError(error, `cannot use the folder ${path}`);
  }
}
