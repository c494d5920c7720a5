/** fisher-lab serve */

import { spawn } from 'node:child_process';
import { serve as startServing } from '../../server/serve.ts';
import { dataDirectoryOf, type Session } from '../session.ts';

export async function serve({ terminal, places, options }: Session): Promise<number> {
  // Before the address is told: who reads it may ask for the end at once.
  const asked = new Promise<void>((resolve) => {
    terminal.onInterrupt(resolve);
  });
  const server = await startServing({
    places,
    dataDirectory: dataDirectoryOf(terminal, options),
    port: options.port ?? null,
    onDefect: (error, method) =>
      terminal.err(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
  });
  terminal.out(`Fisher Lab is at ${server.url}\n`);
  if (options['no-open'] !== true) openBrowser(server.urlForOnce());
  await asked;
  await server.close();
  return 0;
}

/** Asks the system to show an address, which others may see in the list of programs; where it cannot, the printed address is there to be copied. */
function openBrowser(url: string): void {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['explorer', [url]]
        : ['xdg-open', [url]];
  const child = spawn(command as string, args as string[], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
