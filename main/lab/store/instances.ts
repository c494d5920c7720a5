/**
 * Which Fisher Labs have a data folder open. Each instance holds an exclusive SQLite transaction on a small file of
 * its own; the operating system lets go of that lock when the process ends, however it ends. So a lock that another
 * process can take belongs to an instance that is gone.
 */

import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../files/folder.ts';
import { isBusy, storageError } from '../files/storage-error.ts';

const suffix = '.instance';

export interface Instance {
  readonly id: string;
  /** Ids of the other instances that live now. */
  others(): string[];
  close(): void;
}

export function registerInstance(directory: string): Instance {
  const folder = join(directory, 'instances');
  try {
    makeFolder(folder);
    for (;;) {
      const id = `${process.pid}-${randomBytes(4).toString('hex')}`;
      const file = join(folder, id + suffix);
      const held = hold(file, 1000);
      // Another instance may have looked at the file before it was locked, and removed it.
      if (held === null || !existsSync(file)) {
        held?.close();
        continue;
      }
      return { id, others: () => livingInstances(folder, id), close: () => discard(held, file) };
    }
  } catch (error) {
    throw storageError(error, `cannot use the data folder ${directory}`);
  }
}

function livingInstances(folder: string, self: string): string[] {
  const living: string[] = [];
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(suffix)) continue;
    const id = name.slice(0, -suffix.length);
    if (id === self) continue;
    const file = join(folder, name);
    const taken = hold(file, 0);
    if (taken === null) living.push(id);
    else discard(taken, file);
  }
  return living;
}

/** The exclusive lock on a file, or null when another process has it. */
function hold(file: string, waitMilliseconds: number): DatabaseSync | null {
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMilliseconds}; BEGIN EXCLUSIVE`);
    return database;
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
}

/** Removes the file while its lock is held (so that nobody locks a file about to go), then lets go of it. */
function discard(held: DatabaseSync, file: string): void {
  const remove = () => {
    rmSync(file, { force: true });
    rmSync(`${file}-journal`, { force: true });
  };
  try {
    remove();
    held.close();
  } catch {
    // Windows keeps an open file: close first there.
    if (held.isOpen) held.close();
    remove();
  }
}
