/** The browser mode: the application and its lab on a loopback address that only the holder of the token can use. */

import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dispatcher } from '../bridge/dispatcher.ts';
import { readAsset, securityHeaders } from './assets.ts';
import { refusal, upgradeRefusal, type RequestFacts } from './gate.ts';
import { Keys } from './keys.ts';
import { openSockets } from './websocket.ts';

export interface ServerOptions {
  readonly dispatcher: Dispatcher;
  /** Folder of the built application. */
  readonly rendererDirectory: string;
  /** 0: any free one. null: the usual one, or any free one where that is taken. */
  readonly port: number | null;
  /** The clock that codes run out by; milliseconds. */
  readonly now?: () => number;
}

/** The same address at every start: the browser keeps what the page stores (drafts, themes) by address. */
const usualPort = 27_182;

export interface RunningServer {
  readonly port: number;
  readonly token: string;
  /** The address to open, with the token in its fragment (which no browser sends anywhere). */
  readonly url: string;
  /** An address that opens once, within a minute: for the way through other programs' arguments. */
  urlForOnce(): string;
  close(): Promise<void>;
}

/** Starts to listen on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const keys = new Keys(options.now);
  const sockets = openSockets(options.dispatcher, keys);
  let host = '';

  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
    const refused = refusal(facts(request), host);
    if (refused !== null) respond(response, refused);
    else void sendAsset(options.rendererDirectory, request, response);
  });
  server.maxConnections = 256;
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    const refused = upgradeRefusal(facts(request), host);
    if (refused === null) sockets.accept(request, socket, head);
    else socket.end(`HTTP/1.1 ${refused} ${STATUS_CODES[refused]}\r\nConnection: close\r\n\r\n`);
  });

  if (options.port !== null) await listen(server, options.port);
  else await listen(server, usualPort).catch(() => listen(server, 0));
  const { port } = server.address() as AddressInfo;
  host = `127.0.0.1:${port}`;
  return {
    port,
    token: keys.token,
    url: `http://${host}/#token=${keys.token}`,
    urlForOnce: () => `http://${host}/#code=${keys.issueCode()}`,
    async close() {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function facts(request: IncomingMessage): RequestFacts {
  return { method: request.method, target: request.url, headers: request.headers };
}

async function sendAsset(
  directory: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asset = await readAsset(directory, request.url!);
  if (asset === null) {
    respond(response, 404);
    return;
  }
  response.writeHead(200, { ...asset.headers, 'Content-Length': asset.bytes.byteLength });
  response.end(request.method === 'HEAD' ? undefined : asset.bytes);
}

function respond(response: ServerResponse, status: 400 | 403 | 404 | 405): void {
  response.writeHead(status, { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${STATUS_CODES[status]}\n`);
}
