/** The WebSocket transport when the lab goes away and comes back, and when it does not let anybody in. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { WebSocket as NodeWebSocket } from 'ws';
import { startServer } from '#main/server/server.ts';
import type { ConnectionStatus } from '../../renderer/lab-client/lab-connection.ts';
import { connectByWebSocket } from '../../renderer/lab-client/websocket.ts';
import { stubBrowserSocket } from './browser-socket.ts';
import { createEchoLab, type EchoLab } from './echo-lab.ts';

let sockets: NodeWebSocket[];
beforeEach(() => {
  sockets = stubBrowserSocket();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const start = (lab: EchoLab) =>
  startServer({ dispatcher: lab.dispatcher, rendererDirectory: '/nowhere', port: 0 });

test('a wrong token is refused for good: everything that waits is told why', async () => {
  const lab = createEchoLab();
  const server = await start(lab);
  const connection = connectByWebSocket({
    url: `ws://127.0.0.1:${server.port}/lab`,
    key: { token: 'wrong' },
  });
  await expect(connection.client.request('presets.list', {})).rejects.toMatchObject({ code: 'unauthorized' });
  expect(connection.status()).toBe('refused');
  expect(lab.waiting).toEqual([]);
  await server.close();
});

test('who came with a code connects again with the token that it was worth', async () => {
  const lab = createEchoLab();
  const server = await start(lab);
  const code = new URL(server.urlForOnce()).hash.slice('#code='.length);
  const tokens: string[] = [];
  const connection = connectByWebSocket({
    url: `ws://127.0.0.1:${server.port}/lab`,
    key: { code },
    onToken: (token) => tokens.push(token),
    retryDelays: [20],
  });
  await vi.waitFor(() => {
    expect(connection.status()).toBe('open');
  });
  for (const socket of sockets) socket.terminate();
  await vi.waitFor(() => {
    expect(sockets).toHaveLength(2);
    expect(connection.status()).toBe('open');
  });
  expect(tokens).toEqual([server.token]);
  connection.close();
  await server.close();
});

test('a broken connection rejects what was sent, and opens again: subscriptions hold, new requests are answered', async () => {
  const lab = createEchoLab();
  const server = await start(lab);
  const url = `ws://127.0.0.1:${server.port}/lab`;
  const connection = connectByWebSocket({ url, key: { token: server.token }, retryDelays: [20] });
  const statuses: ConnectionStatus[] = [];
  connection.onStatus((status) => statuses.push(status));
  const heard: string[] = [];
  connection.client.subscribe('experiments.changed', ({ id }) => heard.push(id));
  const lost = connection.client.request('presets.list', {});
  await vi.waitFor(() => {
    expect(lab.waiting).toHaveLength(1);
  });
  for (const socket of sockets) socket.terminate();
  await expect(lost).rejects.toMatchObject({ code: 'disconnected' });
  const { spec } = await connection.client.request('experiments.check', { spec: 'again' });
  expect(spec).toBe('again');
  lab.hub.emit('experiments.changed', { id: 'a', status: 'running' });
  await vi.waitFor(() => {
    expect(heard).toEqual(['a']);
  });
  expect(statuses).toEqual(['open', 'lost', 'open']);
  connection.close();
  await server.close();
});
