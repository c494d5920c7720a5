/** The WebSocket of a page, for tests in Node: it states its origin, as every browser does. */

import { vi } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';

/** Puts it in the place of the global; returns the sockets that are made from then on. */
export function stubBrowserSocket(): NodeWebSocket[] {
  const opened: NodeWebSocket[] = [];
  class BrowserSocket extends NodeWebSocket {
    constructor(url: string) {
      super(url, { origin: url.replace('ws:', 'http:').replace(/\/lab$/, '') });
      // A browser reports a failed connection by the close event alone.
      this.on('error', () => undefined);
      opened.push(this);
    }
  }
  vi.stubGlobal('WebSocket', BrowserSocket);
  return opened;
}
