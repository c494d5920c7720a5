/** Chooses the way to the lab: the desktop shell's bridge where there is one, else the WebSocket of this page's origin. */

import { shellBridgeKey, type ShellBridge } from '#contract/shell.ts';
import { connectByIpc } from './ipc.ts';
import type { LabConnection } from './lab-connection.ts';
import { connectByWebSocket } from './websocket.ts';

/** The desktop shell's bridge; null in a browser. */
export function shellBridge(): ShellBridge | null {
  return ((globalThis as Record<string, unknown>)[shellBridgeKey] as ShellBridge | undefined) ?? null;
}

export function connectToLab(): LabConnection {
  const bridge = shellBridge();
  if (bridge !== null) return connectByIpc(bridge);
  return connectByWebSocket({ url: `ws://${location.host}/lab`, token: takeToken() });
}

const tokenKey = 'fisher-lab.token';

/**
 * The token from the address (`#token=...`), moved out of it at once, so that it is in no screenshot and no copied
 * address; the tab keeps it for a reload.
 */
function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null) {
    sessionStorage.setItem(tokenKey, given);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(tokenKey) ?? '';
}
