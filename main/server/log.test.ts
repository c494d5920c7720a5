/** The token, and what an attacker tries in its place, are written nowhere but in the one line that tells the address. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { encodeFrame, protocolVersion } from '#contract/frames.ts';

test('the token is in no log: neither in the data folder nor in what the process prints', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'fisher-lab-token-'));
  const server = spawn(
    process.execPath,
    [join(import.meta.dirname, 'index.ts'), '--data-dir', dataDirectory, '--port', '0'],
    { cwd: dataDirectory, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(server, 'exit');
  let printed = '';
  let errors = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const url = await new Promise<URL>((resolve, reject) => {
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const match = /http:\S+/.exec(printed);
      if (match !== null) resolve(new URL(match[0]));
    });
    void exited.then(() => {
      reject(new Error(errors));
    });
  });
  const token = url.hash.slice('#token='.length);
  const wrong = 'w'.repeat(43);
  try {
    const hello = (given: string, more: object = {}) =>
      encodeFrame({ type: 'hello', version: protocolVersion, token: given, ...more });
    for (const given of [token, wrong]) {
      await fetch(`${url.origin}/?token=${given}`);
      await fetch(`${url.origin}/${given}`);
      await fetch(url.origin, { headers: { authorization: `Bearer ${given}`, cookie: `token=${given}` } });
    }
    await talk(url, hello(wrong));
    await talk(url, hello(token, { extra: true }));
    // With the right one: a request that fails, and a frame that is none.
    await talk(
      url,
      hello(token),
      encodeFrame({ type: 'request', version: 1, id: 1, method: 'datasets.show', params: { id: token } }),
      new TextEncoder().encode(token),
    );
  } finally {
    server.kill('SIGTERM');
    await exited;
  }
  expect(token).toHaveLength(43);
  expect(printed).toBe(`Fisher Lab is at ${url.href}\n`);
  expect(errors).toBe('');
  const files = globSync('**/*', { cwd: dataDirectory, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    for (const secret of [token, wrong])
      expect(`${file.name} ${bytes.includes(secret)}`).toBe(`${file.name} false`);
  }
  rmSync(dataDirectory, { recursive: true });
});

/** Says these messages as the page would and waits for the end of the connection. */
async function talk(url: URL, ...messages: Uint8Array[]): Promise<void> {
  const socket = new WebSocket(`ws://${url.host}/lab`, { origin: url.origin });
  await once(socket, 'open');
  for (const message of messages) socket.send(message);
  await once(socket, 'close');
}
