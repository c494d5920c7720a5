/**
 * The desktop app's log: what failed and where in the app's own code, without anything of the user's: no messages (they
 * quote values and file names), no paths outside the app. Kept small by rotation.
 */

import { appendFileSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { makeFolder } from './files/folder.ts';

const maximumBytes = 1_000_000;
/** Older files that are kept: fisher-lab.1.log, fisher-lab.2.log. */
const keptFiles = 2;

export interface Log {
  readonly path: string;
  /** `event` is one of the app's own words; `error` is reduced to what `describeFault` lets through. */
  write(event: string, error?: unknown): void;
}

export function openLog(directory: string, appRoot: string, now: () => Date = () => new Date()): Log {
  const path = join(directory, 'fisher-lab.log');
  return {
    path,
    write(event, error) {
      const fault = error === undefined ? '' : ` ${describeFault(error, appRoot)}`;
      try {
        makeFolder(directory);
        rotate(directory, path);
        // Written at once: the next line of the program may be its last.
        appendFileSync(path, `${now().toISOString()} ${event}${fault}\n`);
      } catch {
        // A full disk must not turn a report into a crash.
      }
    },
  };
}

function rotate(directory: string, path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size < maximumBytes) return;
  const older = (n: number) => (n === 0 ? path : join(directory, `fisher-lab.${n}.log`));
  for (let n = keptFiles; n > 0; n--) {
    if (statSync(older(n - 1), { throwIfNoEntry: false }) !== undefined) renameSync(older(n - 1), older(n));
  }
}

/** An error as `Name(code) at function (file:line) at ...`: kind, code and the app's own positions, nothing else. */
export function describeFault(error: unknown, appRoot: string): string {
  if (!(error instanceof Error)) return typeof error;
  const code = error instanceof LabError ? error.code : (error as NodeJS.ErrnoException).code;
  const head = typeof code === 'string' && /^[\w-]{1,40}$/.test(code) ? `${error.name}(${code})` : error.name;
  const frames = (error.stack ?? '')
    .split('\n')
    .map((line) => /^\s+at (?:(.*) \()?(.*):(\d+):(\d+)\)?$/.exec(line))
    .filter((match) => match !== null)
    .slice(0, 12)
    .map(([, name = '', file = '', line]) => `at ${name} (${ownPath(file, appRoot)}:${line})`);
  return [head, ...frames].join(' ');
}

/** A file of the app by its path in the app; any other by its name alone. */
function ownPath(file: string, appRoot: string): string {
  const path = file.replace(/^file:\/\//, '').replaceAll('\\', '/');
  const root = `${appRoot.replaceAll('\\', '/')}/`;
  return path.startsWith(root) ? path.slice(root.length) : basename(path);
}
