/** The browser mode's transport: one WebSocket to the lab, opened again when it breaks. */

import { LabError } from '#contract/errors.ts';
import { decodeFrame, encodeFrame, protocolVersion, type Frame, type Key } from '#contract/frames.ts';
import { FrameClient } from './frame-client.ts';
import type { LabConnection, ConnectionStatus } from './lab-connection.ts';

export interface WebSocketOptions {
  /** ws://127.0.0.1:PORT/lab */
  readonly url: string;
  /** From the address that the lab printed or opened. */
  readonly key: Key;
  /** Called with the token that the lab gave for a code. */
  readonly onToken?: (token: string) => void;
  /** How long to wait before each try to connect again. Milliseconds. */
  readonly retryDelays?: readonly number[];
}

const defaultRetryDelays = [100, 250, 500, 1000, 2000];

/** Closed with this code: the key is missing, wrong or used, so trying again is of no use. */
const closedUnauthorized = 4401;

export function connectByWebSocket(options: WebSocketOptions): LabConnection {
  const { url, onToken, retryDelays = defaultRetryDelays } = options;
  let { key } = options;
  const client = new FrameClient();
  const listeners = new Set<(status: ConnectionStatus) => void>();
  let status: ConnectionStatus = 'connecting';
  let socket: WebSocket;
  let tries = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const change = (next: ConnectionStatus): void => {
    if (next === status) return;
    status = next;
    for (const listener of [...listeners]) listener(status);
  };

  const open = (): void => {
    const current = new WebSocket(url);
    socket = current;
    current.binaryType = 'arraybuffer';
    let welcomed = false;
    current.addEventListener('open', () => {
      current.send(encodeFrame({ type: 'hello', version: protocolVersion, ...key } satisfies Frame));
    });
    current.addEventListener('message', (message: MessageEvent) => {
      if (!(message.data instanceof ArrayBuffer)) return;
      const bytes = new Uint8Array(message.data);
      if (welcomed) {
        client.receive(bytes);
        return;
      }
      const frame = decodeFrame(bytes) as Frame;
      if (frame.type !== 'welcome') return;
      welcomed = true;
      if (frame.token !== undefined) {
        key = { token: frame.token };
        onToken?.(frame.token);
      }
      tries = 0;
      client.connected((frame) => {
        current.send(frame);
      });
      change('open');
    });
    current.addEventListener('close', (event) => {
      client.disconnected();
      if (closed) return;
      if (event.code === closedUnauthorized) {
        client.refused(
          new LabError(
            'unauthorized',
            'This address is out of date: open the one that the lab printed last.',
          ),
        );
        change('refused');
        return;
      }
      change('lost');
      retry = setTimeout(open, retryDelays[Math.min(tries++, retryDelays.length - 1)]);
    });
  };
  open();

  return {
    client,
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(retry);
      socket.close();
      client.refused(new LabError('disconnected', 'The connection was closed.'));
    },
  };
}
