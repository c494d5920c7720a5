/** What the command line writes to: the process's own streams, or a test's. */

import { storageError } from '../lab/files/storage-error.ts';

/** One control-C may come twice: from the terminal, and from a program between that passes it on. */
const sameRequestMilliseconds = 500;

export interface Terminal {
  /** Results: what a script reads. */
  out(text: string): void;
  /** Progress and errors: what a person reads. */
  err(text: string): void;
  /** Whether `err` is a terminal that a line can be rewritten on. */
  readonly interactive: boolean;
  readonly columns: number;
  /** Folder that relative paths are taken from. */
  readonly directory: string;
  /** Calls back at the first request to stop (control-C, a termination signal); returns how to stop listening. */
  onInterrupt(listener: () => void): () => void;
}

export interface ProcessTerminal extends Terminal {
  /** Waits until everything written has left the process; the exit code to end with, given the command's. */
  end(code: number): Promise<number>;
}

/**
 * The process's own streams. When the reader of the results goes away (`| head`), that is a request to stop, as it
 * is for every program in a pipe; results that cannot be written for another reason make the exit code 1.
 */
export function processTerminal(): ProcessTerminal {
  const { stdout, stderr } = process;
  const stopping = new Set<() => void>();
  let closed = false;
  let failed = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (closed) return;
    closed = true;
    if (error.code !== 'EPIPE') {
      failed = true;
      stderr.write(`${storageError(error, 'cannot write the output').message}\n`);
    }
    for (const stop of [...stopping]) stop();
  });
  // Nobody reads what there is to say: that is no reason to stop.
  stderr.on('error', () => undefined);
  return {
    out(text) {
      if (!closed) stdout.write(text);
    },
    err: (text) => void stderr.write(text),
    interactive: stderr.isTTY === true,
    // Some terminals say that they have none.
    columns: stderr.columns > 0 ? stderr.columns : 80,
    directory: process.cwd(),
    onInterrupt(listener) {
      let asked: number | null = null;
      const handler = () => {
        // Who asks twice does not want to wait.
        if (asked !== null && performance.now() - asked > sameRequestMilliseconds) process.exit(130);
        if (asked !== null) return;
        asked = performance.now();
        listener();
      };
      const stop = () => {
        if (asked === null) handler();
      };
      process.on('SIGINT', handler);
      process.on('SIGTERM', handler);
      stopping.add(stop);
      // The reader went away while nobody listened.
      if (closed) queueMicrotask(stop);
      return () => {
        process.off('SIGINT', handler);
        process.off('SIGTERM', handler);
        stopping.delete(stop);
      };
    },
    async end(code) {
      await Promise.all([stdout, stderr].map(drained));
      return failed ? 1 : code;
    },
  };
}

/** Resolves when what was written before has gone out, or cannot. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
