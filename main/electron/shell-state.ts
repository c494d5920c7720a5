/** What the shell remembers between starts: one small file in the data folder. */

import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../lab/files/json-file.ts';
import { maximumRecentFiles } from './recent-files.ts';
import { windowStateSchema } from './window-state.ts';

const shellStateSchema = z.object({
  window: windowStateSchema.nullable(),
  /** Folder of the last file that was opened or saved: save dialogs do not remember it themselves. */
  lastFolder: z.string().nullable(),
  recentFiles: z.array(z.string()).max(maximumRecentFiles),
  /** false while the app runs; so false at the start means that it did not end properly. */
  endedProperly: z.boolean(),
});
export type ShellState = z.infer<typeof shellStateSchema>;

const initial: ShellState = { window: null, lastFolder: null, recentFiles: [], endedProperly: true };

export interface ShellStateFile {
  readonly state: ShellState;
  /** Changes some of it; written in the background, the last word last. */
  update(change: Partial<ShellState>): void;
  /** Resolves when everything is on the disk. */
  written(): Promise<void>;
}

export function openShellState(dataDirectory: string, onFailure: (error: unknown) => void): ShellStateFile {
  const path = join(dataDirectory, 'window.json');
  let state = readJsonFile(path, shellStateSchema, initial);
  let writing = Promise.resolve();
  return {
    get state() {
      return state;
    },
    update(change) {
      state = { ...state, ...change };
      writing = writing.then(() => writeJsonFile(path, state)).catch(onFailure);
    },
    written: () => writing,
  };
}
