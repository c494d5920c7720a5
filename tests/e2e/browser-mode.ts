/** Starts the built browser mode as its users do: a process of its own, with a data folder of its own. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '..', '..');

export interface BrowserMode {
  /** The address with its token. */
  readonly url: string;
  readonly process: ChildProcess;
  /** What it has written to its standard error so far. */
  errors(): string;
  /** Ends it as Ctrl-C does, or at once with SIGKILL. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export async function startBrowserMode(dataDirectory: string): Promise<BrowserMode> {
  const child = spawn(process.execPath, [join(root, 'dist/main/server.js'), '--data-dir', dataDirectory], {
    cwd: dataDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const exited = once(child, 'exit');

  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(line);
      if (match !== null) resolve(match[0]);
    });
    void exited.then(() => {
      reject(new Error(`the browser mode ended before it was ready:\n${errors}`));
    });
  });
  return {
    url,
    process: child,
    errors: () => errors,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
}
