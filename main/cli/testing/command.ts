/** Runs the command line inside a test, in a temporary folder, and keeps what it says. */

import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { placesFrom } from '../../places.ts';
import { main } from '../main.ts';

export const places = placesFrom({
  dirname: join(import.meta.dirname, '..'),
  filename: join(import.meta.dirname, '..', 'index.ts'),
});

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export class CommandBench {
  readonly directory = mkdtempSync(join(tmpdir(), 'fisher-lab-cli-'));

  /** Writes a file into the bench's folder (JSON for an object) and returns its name. */
  file(name: string, content: unknown): string {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    mkdirSync(join(this.directory, name, '..'), { recursive: true });
    writeFileSync(join(this.directory, name), text);
    return name;
  }

  /** Runs `fisher-lab ARGS --data-dir <of this bench>`; `interruptWhen` is asked often whether to stop it. */
  async run(args: readonly string[], interruptWhen?: () => boolean): Promise<Said> {
    let [out, err] = ['', ''];
    const code = await main(
      [...args, '--data-dir', 'data'],
      this.#terminal(
        (text) => (out += text),
        (text) => (err += text),
        interruptWhen,
      ),
      places,
    );
    return { code, out, err };
  }

  /** Rows of a table of the run store; 0 while there is no store. */
  storedRows(table: string): number {
    const path = join(this.directory, 'data', 'runs.sqlite');
    if (!existsSync(path)) return 0;
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      return Number(database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()!['rows']);
    } finally {
      database.close();
    }
  }

  #terminal(out: (text: string) => void, err: (text: string) => void, interruptWhen?: () => boolean) {
    return {
      out,
      err,
      interactive: false,
      columns: 80,
      directory: this.directory,
      onInterrupt(listener: () => void) {
        const timer = setInterval(() => {
          if (interruptWhen?.() === true) listener();
        }, 20);
        return () => clearInterval(timer);
      },
    };
  }
}

/** The example of experiment-format.md, shortened. */
export const exampleSpec = {
  version: 1,
  dataset: { id: 'breast-cancer' },
  model: { kind: 'logistic' },
  iterations: 10,
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: 1e-5 },
    { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 },
    { id: 'efgd', kind: 'efgd', stepSize: 0.01, damping: 1e-6 },
  ],
};
