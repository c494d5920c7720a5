/** Errors of the file system and of SQLite, in words that say what to do. */

import { LabError } from '#contract/errors.ts';

const systemReasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'your disk quota is used up; free some space and try again',
  EROFS: 'the disk is read-only; choose another folder',
  EACCES: 'permission denied; choose a folder that you may write to',
  EPERM: 'permission denied; choose a folder that you may write to',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  ENOENT: 'there is no such file or folder',
  EMFILE: 'too many files are open; close some programs and try again',
};

/** Primary result codes of SQLite (the low byte of `errcode`). */
const sqliteReasons: Readonly<Record<number, string>> = {
  5: 'another Fisher Lab is writing to it; try again when it is done',
  6: 'another Fisher Lab is writing to it; try again when it is done',
  8: 'it is read-only; choose a data folder that you may write to',
  10: 'the disk reported an input or output error',
  11: 'the file is damaged',
  13: 'the disk is full; free some space and try again',
  14: 'it cannot be opened; choose a data folder that you may write to',
  26: 'the file is damaged',
};

/** A LabError 'storage' with the reason in words; a LabError passes unchanged. */
export function storageError(error: unknown, what: string): LabError {
  if (error instanceof LabError) return error;
  return new LabError('storage', `${what}: ${reasonOf(error)}`, [], { cause: error });
}

/** Whether SQLite says that the file itself is damaged or is no database. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 11 || code === 26;
}

/** Whether another connection holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 5 || code === 6;
}

function reasonOf(error: unknown): string {
  const sqlite = sqliteCode(error);
  if (sqlite !== null && sqliteReasons[sqlite] !== undefined) return sqliteReasons[sqlite];
  const system = (error as { code?: unknown } | null)?.code;
  if (typeof system === 'string' && systemReasons[system] !== undefined) return systemReasons[system];
  return error instanceof Error ? error.message : String(error);
}

function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const { code, errcode } = error as Error & { code?: unknown; errcode?: unknown };
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : null;
}
