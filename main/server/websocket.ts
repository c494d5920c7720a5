/** The browser mode's transport: frames over WebSockets, each admitted by the key in its first frame. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { encodeFrame, maximumFrameBytes, protocolVersion, type Frame } from '#contract/frames.ts';
import type { Connection, Dispatcher } from '../bridge/dispatcher.ts';
import { keyOf } from './gate.ts';
import type { Keys } from './keys.ts';

/** Connections at the same time, those not yet admitted included. */
const maximumConnections = 32;
/** A connection that has not said hello after this long is closed. */
const helloMilliseconds = 10_000;
/** A reader that lags behind by this much is cut off: progress must not fill the memory. */
const maximumBacklogBytes = 2 * maximumFrameBytes;

/** `late` and `overloaded` may try again; `unauthorized` need not. */
const closeCodes = { protocol: 1002, overloaded: 1013, unauthorized: 4401, late: 4408 } as const;

export interface LabSockets {
  /** Takes over an upgraded HTTP connection that the gate let through. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function openSockets(dispatcher: Dispatcher, keys: Keys): LabSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maximumFrameBytes,
    perMessageDeflate: false,
    clientTracking: true,
  });
  return {
    accept(request, socket, head) {
      if (sockets.clients.size >= maximumConnections) {
        socket.destroy();
        return;
      }
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        serve(webSocket, dispatcher, keys);
      });
    },
    close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function serve(socket: WebSocket, dispatcher: Dispatcher, keys: Keys): void {
  let connection: Connection | null = null;
  const late = setTimeout(() => {
    socket.close(closeCodes.late);
  }, helloMilliseconds);

  const admit = (firstFrame: Uint8Array): void => {
    clearTimeout(late);
    const key = keyOf(firstFrame);
    if (key === null || !keys.admits(key)) {
      socket.close(closeCodes.unauthorized);
      return;
    }
    const token = 'code' in key ? keys.token : undefined;
    socket.send(
      encodeFrame({ type: 'welcome', version: protocolVersion, ...(token && { token }) } satisfies Frame),
    );
    connection = dispatcher.connect({
      send(frame) {
        if (socket.bufferedAmount > maximumBacklogBytes) socket.close(closeCodes.overloaded);
        else socket.send(frame);
      },
      close() {
        socket.close(closeCodes.protocol);
      },
    });
  };

  socket.on('message', (data, isBinary) => {
    // What comes after the closing handshake began is not looked at.
    if (socket.readyState !== socket.OPEN) return;
    if (!isBinary || !(data instanceof Buffer)) socket.close(closeCodes.protocol);
    else if (connection === null) admit(data);
    else connection.receive(data);
  });
  socket.on('close', () => {
    clearTimeout(late);
    connection?.end();
  });
  // An oversized or malformed message: ws closes the connection with the right code itself.
  socket.on('error', () => undefined);
}
