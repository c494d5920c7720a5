/** Starts the built desktop app in this process, with the double in the place of Electron. */

import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { control } from './control.ts';

const root = join(import.meta.dirname, '..', '..');
const entry = join(root, 'dist', 'main', 'index.js');
const double = pathToFileURL(join(import.meta.dirname, 'electron-double.ts')).href;

let starts = 0;

export interface StartOptions {
  readonly dataDirectory: string;
  /** Arguments as a user gives them, after the data folder. */
  readonly arguments?: readonly string[];
  /** A command of the command line, which comes first, in the place of all that. */
  readonly command?: readonly string[];
}

/** Runs dist/main/index.js anew; resolves when it has started. */
export async function startBuiltApp({ dataDirectory, ...options }: StartOptions): Promise<void> {
  if (!existsSync(entry)) throw new Error('dist/main/index.js is not there: npm run build');
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
  });
  for (const name of ['downloads', 'documents']) control.paths.set(name, dataDirectory);
  const argv = process.argv;
  const given = options.command ?? [`--data-dir=${dataDirectory}`, ...(options.arguments ?? [])];
  process.argv = ['electron', root, ...given];
  try {
    await import(`${pathToFileURL(entry).href}?start=${++starts}`);
  } finally {
    process.argv = argv;
    hooks.deregister();
  }
}
