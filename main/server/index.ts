/**
 * The browser mode as a program of its own: prints the address to open and serves until it is told to stop.
 *
 *   node dist/main/server.js [--data-dir DIR] [--port P]
 */

import { parseArgs } from 'node:util';
import { defaultDataDirectory, placesFrom } from '../places.ts';
import { serve } from './serve.ts';

const { values } = parseArgs({
  options: { 'data-dir': { type: 'string' }, port: { type: 'string', default: '0' } },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`--port: ${values.port} is not a port\n`);
  process.exit(2);
}

// Before the address is told: who reads it may ask for the end at once.
const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
const server = await serve({
  places: placesFrom(import.meta),
  dataDirectory: values['data-dir'] ?? defaultDataDirectory(),
  port,
  onDefect(error, method) {
    process.stderr.write(
      `${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  },
});
process.stdout.write(`Fisher Lab is at ${server.url}\n`);

await asked;
await server.close();
process.exit(0);
