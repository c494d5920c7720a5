/**
 * Opens the run store's SQLite file: WAL, foreign keys, integrity check, migrations with a backup before them. A
 * damaged file is set aside under a name that says so, and a new one begun; the rest of the data folder is untouched.
 */

import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LabError } from '#contract/errors.ts';
import { makeFolder } from '../files/folder.ts';
import { isDamage, storageError } from '../files/storage-error.ts';
import { migrations } from './migrations.ts';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** What the user should know: a damaged file set aside. */
  readonly notices: readonly string[];
}

/**
 * Opens or creates the database at `path`. `alone` is whether no other instance has it open: only then is a damaged
 * file set aside. Throws LabError 'storage'.
 */
export function openDatabase(path: string, alone: boolean, steps = migrations): OpenedDatabase {
  try {
    makeFolder(dirname(path));
    try {
      return { database: openChecked(path, steps), notices: [] };
    } catch (error) {
      if (!isDamage(error) || !alone) throw error;
      const aside = setAside(path);
      return {
        database: openChecked(path, steps),
        notices: [
          `The run history was damaged and has been set aside as ${aside}; a new, empty history was begun. ` +
            'Imported data and exported files are not affected.',
        ],
      };
    }
  } catch (error) {
    throw storageError(error, `cannot open the run history ${path}`);
  }
}

function openChecked(path: string, steps: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA busy_timeout = 5000');
    checkIntegrity(database);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    migrate(database, path, steps);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Throws an error with SQLite's code for damage when the file is not sound. */
function checkIntegrity(database: DatabaseSync): void {
  const rows = database.prepare('PRAGMA quick_check(1)').all();
  const verdict = String(Object.values(rows[0] ?? {})[0]);
  if (verdict !== 'ok') {
    throw Object.assign(new Error(`integrity check: ${verdict}`), {
      code: 'ERR_SQLITE_ERROR',
      errcode: 11,
    });
  }
}

function setAside(path: string): string {
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const aside = `${path}.damaged-${stamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}

export function schemaVersion(database: DatabaseSync): number {
  const row = database.prepare('PRAGMA user_version').get();
  return Number(Object.values(row ?? {})[0]);
}

/** Brings the schema up to date; before the first step on a file that holds data, a copy is kept beside it. */
function migrate(database: DatabaseSync, path: string, steps: readonly string[]): void {
  const version = schemaVersion(database);
  if (version === steps.length) return;
  if (version > steps.length) {
    throw new LabError(
      'storage',
      `the run history ${path} was written by a newer Fisher Lab (schema ${version}, this one knows ${steps.length}); ` +
        'update Fisher Lab or choose another data folder',
    );
  }
  if (version > 0) backup(database, `${path}.before-schema-${steps.length}`);
  transaction(database, () => {
    // Read again under the lock: another instance may have migrated meanwhile.
    for (let from = schemaVersion(database); from < steps.length; from++) {
      database.exec(steps[from]!);
      database.exec(`PRAGMA user_version = ${from + 1}`);
    }
  });
}

function backup(database: DatabaseSync, copy: string): void {
  const temporary = `${copy}.partial`;
  rmSync(temporary, { force: true });
  database.prepare('VACUUM INTO ?').run(temporary);
  renameSync(temporary, copy);
}

/** Runs `work` in one transaction: all of it is kept, or nothing. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
