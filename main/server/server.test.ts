/** Attacks on the browser mode, over real sockets. */

import { connect } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { decodeFrame, encodeFrame, maximumFrameBytes, type Frame } from '#contract/frames.ts';
import type { Handlers } from '#contract/api.ts';
import { createDispatcher } from '../bridge/dispatcher.ts';
import { EventHub } from '../bridge/event-hub.ts';
import { startServer, type RunningServer } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'fisher-lab-server-'));
const renderer = join(folder, 'renderer');
mkdirSync(renderer);
writeFileSync(join(renderer, 'index.html'), '<p>page</p>');
writeFileSync(join(folder, 'secret.txt'), 'secret');

let server: RunningServer;
/** How much the server's clock is put forward. Milliseconds. */
let later = 0;
const asked: string[] = [];
beforeAll(async () => {
  const handlers = new Proxy({} as Handlers, {
    get: (_target, name) => () => {
      asked.push(String(name));
      return { presets: [] };
    },
  });
  const dispatcher = createDispatcher({ handlers, hub: new EventHub(), onDefect: () => undefined });
  server = await startServer({
    dispatcher,
    rendererDirectory: renderer,
    port: 0,
    now: () => performance.now() + later,
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const host = () => `127.0.0.1:${server.port}`;

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** A request whose target and headers are sent as they are; the URL class would tidy them up. */
function send(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: server.port, path, method, headers: { host: host(), ...headers } },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => {
          resolve({ status: response.statusCode!, body, headers: response.headers });
        });
      },
    );
    request.on('error', reject);
    request.end();
  });
}

interface Ending {
  /** Close code of the WebSocket, or the HTTP status of a refused upgrade. */
  readonly code: number;
  readonly frames: Frame[];
}

/** Opens a socket, says these messages, and waits for its end (or for `until` frames). */
function talk(
  messages: readonly (string | Uint8Array)[],
  options: {
    readonly origin?: string;
    readonly path?: string;
    readonly host?: string;
    readonly until?: number;
    /** Said once the first frame has come back. */
    readonly then?: Uint8Array;
  } = {},
): Promise<Ending> {
  return new Promise((resolve) => {
    const frames: Frame[] = [];
    const socket = new WebSocket(`ws://${host()}${options.path ?? '/lab'}`, {
      ...(options.origin === '' ? {} : { origin: options.origin ?? `http://${host()}` }),
      headers: { host: options.host ?? host() },
    });
    socket.on('unexpected-response', (_request, response) => {
      resolve({ code: response.statusCode!, frames });
      socket.terminate();
    });
    socket.on('error', () => undefined);
    socket.on('open', () => {
      for (const message of messages) socket.send(message);
    });
    socket.on('message', (data: Buffer) => {
      frames.push(decodeFrame(data) as Frame);
      if (frames.length === 1 && options.then !== undefined) socket.send(options.then);
      if (frames.length === options.until) {
        resolve({ code: 0, frames });
        socket.terminate();
      }
    });
    socket.on('close', (code) => {
      resolve({ code, frames });
    });
  });
}

const hello = (token: unknown = server.token, version = 1) => encodeFrame({ type: 'hello', version, token });
const helloWith = (code: unknown) => encodeFrame({ type: 'hello', version: 1, code });
const codeOf = (url: string) => new URL(url).hash.slice('#code='.length);
const ask = (id = 1) => encodeFrame({ type: 'request', version: 1, id, method: 'presets.list', params: {} });

describe('over HTTP', () => {
  test('its own page gets the page', async () => {
    const answer = await send('/');
    expect(answer).toMatchObject({ status: 200, body: '<p>page</p>' });
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(answer.headers['x-frame-options']).toBe('DENY');
  });

  test('a name that was made to point here (rebinding) gets nothing', async () => {
    for (const name of [
      'evil.example',
      `evil.example:${server.port}`,
      `localhost:${server.port}`,
      '127.0.0.1',
      `127.0.0.1:${server.port + 1}`,
      `127.0.0.1.evil.example:${server.port}`,
      `[::1]:${server.port}`,
    ]) {
      expect(await send('/', { host: name })).toMatchObject({ status: 403 });
    }
  });

  test('a foreign origin or site gets nothing', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `http://localhost:${server.port}`,
      `https://${host()}`,
    ]) {
      expect((await send('/', { origin })).status).toBe(403);
    }
    for (const site of ['cross-site', 'same-site']) {
      expect((await send('/', { 'sec-fetch-site': site })).status).toBe(403);
    }
    expect((await send('/', { 'sec-fetch-site': 'none' })).status).toBe(200);
  });

  test('a token in a query string is refused, whether right or not, and not repeated', async () => {
    for (const path of [`/?token=${server.token}`, `/lab?token=${server.token}`]) {
      const answer = await send(path);
      expect(answer.status).toBe(400);
      expect(answer.body).not.toContain(server.token);
    }
  });

  test('no other method', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect((await send('/', {}, method)).status).toBe(405);
    }
  });

  test('nothing outside the folder', async () => {
    for (const path of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '//etc/passwd',
      '/..\\secret.txt',
    ]) {
      const answer = await send(path);
      expect(answer.status).toBe(404);
      expect(answer.body).not.toContain('secret\n');
    }
    // An absolute target, as for a proxy.
    expect((await send('http://evil.example/')).status).toBe(400);
  });

  test('every answer, refusals included, carries the policy', async () => {
    for (const answer of [await send('/missing.js'), await send('/', { host: 'evil.example' })]) {
      expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    }
  });

  test('headers without end are cut off', async () => {
    const answer = await send('/', { 'x-long': 'x'.repeat(100_000) }).catch(() => ({ status: 431 }));
    expect(answer.status).toBe(431);
  });

  test('bytes that are no HTTP end the connection, not the server', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.end('\u0000\u0001garbage\r\n\r\n');
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        resolve();
      });
      socket.resume();
    });
    expect((await send('/')).status).toBe(200);
  });

  test('it listens on the loopback address alone', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    for (const address of others) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ port: server.port, host: address, timeout: 2000 });
        socket.on('connect', () => resolve(true));
        socket.on('error', () => resolve(false));
        socket.on('timeout', () => resolve(false));
      });
      expect(reached).toBe(false);
    }
  });
});

describe('over the WebSocket', () => {
  test('with the token, from its own page: answered', async () => {
    const { frames } = await talk([hello(), ask()], { until: 2 });
    expect(frames).toMatchObject([{ type: 'welcome' }, { type: 'reply', id: 1, result: { presets: [] } }]);
  });

  test('a foreign origin, none at all, a foreign host or another path: not even upgraded', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `https://${host()}`,
      `http://localhost:${server.port}`,
      '',
    ]) {
      expect((await talk([], { origin })).code).toBe(403);
    }
    expect((await talk([], { host: 'evil.example' })).code).toBe(403);
    expect((await talk([], { path: '/other' })).code).toBe(404);
    expect((await talk([], { path: `/lab?token=${server.token}` })).code).toBe(400);
  });

  test('without the right token: closed, and nothing was answered', async () => {
    asked.length = 0;
    const wrong = [
      hello(''),
      hello('x'.repeat(43)),
      hello(server.token.slice(0, -1)),
      hello(`${server.token} `),
      hello(server.token.toLowerCase()),
      hello(null),
      hello([server.token]),
      hello(server.token, 2),
      ask(),
      encodeFrame({ type: 'hello', version: 1, token: server.token, extra: true }),
      encodeFrame({ type: 'welcome', version: 1 }),
      new Uint8Array(0),
      new Uint8Array(2000),
    ];
    for (const first of wrong) {
      const { code, frames } = await talk([first, ask()]);
      expect(code).toBe(4401);
      expect(frames).toEqual([]);
    }
    expect(asked).toEqual([]);
  });

  test('a code opens once: it is answered with the token, and refused when it comes again', async () => {
    const code = codeOf(server.urlForOnce());
    const { frames } = await talk([helloWith(code), ask()], { until: 2 });
    expect(frames).toMatchObject([
      { type: 'welcome', token: server.token },
      { type: 'reply', id: 1 },
    ]);
    for (let again = 0; again < 2; again++)
      expect(await talk([helloWith(code), ask()])).toEqual({ code: 4401, frames: [] });
    expect((await talk([hello()], { until: 1 })).frames).toEqual([{ type: 'welcome', version: 1 }]);
  });

  test('a code is refused after its minute, and no other key opens in its place', async () => {
    asked.length = 0;
    const [old, fresh] = [codeOf(server.urlForOnce()), codeOf(server.urlForOnce())];
    expect(fresh).not.toBe(old);
    expect(Buffer.from(fresh, 'base64url')).toHaveLength(32);
    for (const message of [
      helloWith(''),
      helloWith(fresh.slice(0, -1)),
      helloWith(server.token),
      hello(fresh),
      helloWith(null),
      encodeFrame({ type: 'hello', version: 1, code: fresh, token: fresh }),
    ])
      expect(await talk([message, ask()])).toEqual({ code: 4401, frames: [] });
    later += 59_000;
    expect((await talk([helloWith(fresh)], { until: 1 })).frames).toMatchObject([{ type: 'welcome' }]);
    later += 2000;
    expect(await talk([helloWith(old), ask()])).toEqual({ code: 4401, frames: [] });
    expect(asked).toEqual([]);
  });

  test('text messages are refused', async () => {
    expect((await talk([`{"type":"hello","version":1,"token":"${server.token}"}`])).code).toBe(1002);
    expect((await talk([hello(), 'hello'])).code).toBe(1002);
  });

  test('a malformed frame after the token ends the connection with an error that says so', async () => {
    const { code, frames } = await talk([hello(), new Uint8Array([1, 2, 3]), ask()]);
    expect(code).toBe(1002);
    expect(frames).toMatchObject([{ type: 'welcome' }, { type: 'error', id: 0, code: 'protocol' }]);
  });

  test('an oversized message ends the connection, not the server', async () => {
    const { code } = await talk([hello()], { then: new Uint8Array(maximumFrameBytes + 1) });
    expect([1006, 1009]).toContain(code);
    expect((await talk([hello()], { until: 1 })).frames).toMatchObject([{ type: 'welcome' }]);
  });

  test('a connection that says nothing is closed', async () => {
    expect((await talk([])).code).toBe(4408);
  });

  test('more connections than a person has tabs are turned away', async () => {
    const sockets = Array.from(
      { length: 40 },
      () => new WebSocket(`ws://${host()}/lab`, { origin: `http://${host()}` }),
    );
    const opened = await Promise.all(
      sockets.map(
        (socket) =>
          new Promise<boolean>((resolve) => {
            socket.on('open', () => resolve(true));
            socket.on('error', () => resolve(false));
          }),
      ),
    );
    for (const socket of sockets) socket.terminate();
    expect(opened.filter(Boolean).length).toBeLessThanOrEqual(32);
    expect(opened.filter(Boolean).length).toBeGreaterThan(16);
  });
});

test('every server has a token of its own, of 256 bits', async () => {
  const dispatcher = { connect: () => ({ receive: () => undefined, end: () => undefined }) };
  const other = await startServer({ dispatcher, rendererDirectory: renderer, port: 0 });
  expect(other.token).not.toBe(server.token);
  expect(Buffer.from(other.token, 'base64url')).toHaveLength(32);
  await other.close();
});

test('the usual port, or any free one where it is taken', async () => {
  const dispatcher = { connect: () => ({ receive: () => undefined, end: () => undefined }) };
  const first = await startServer({ dispatcher, rendererDirectory: renderer, port: null });
  const second = await startServer({ dispatcher, rendererDirectory: renderer, port: null });
  expect(second.port).not.toBe(first.port);
  await expect(
    startServer({ dispatcher, rendererDirectory: renderer, port: first.port }),
  ).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await first.close();
  await second.close();
});
