/** The entry of the app's executable: a command of the command line, or the desktop. */

import { app } from 'electron';
import { placesFrom } from '../places.ts';
import { startDesktop } from './desktop.ts';
import { readInvocation } from './invocation.ts';

const places = placesFrom(import.meta);
const invocation = readInvocation(process.argv, app.isPackaged, process.cwd());

if (invocation.kind === 'command-line') {
  // Loaded only here: it brings the drawing library, which a window does without until it exports.
  const [{ main }, { processTerminal }] = await Promise.all([
    import('../cli/main.ts'),
    import('../cli/terminal.ts'),
  ]);
  const terminal = processTerminal();
  // Electron ends at once: what is still on its way to a pipe would be lost.
  app.exit(await terminal.end(await main(invocation.argv, terminal, places)));
} else {
  await startDesktop({ places, ...invocation });
}
