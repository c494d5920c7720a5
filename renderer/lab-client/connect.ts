/** Chooses the way to the lab: the desktop shell's bridge where there is one, else the WebSocket of this page's origin. */

import type { Key } from '#contract/frames.ts';
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
  return connectByWebSocket({ url: `ws://${location.host}/lab`, key: takeKey(), onToken: keepToken });
}

const tokenKey = 'fisher-lab.token';

/**
 * The key from the address (`#token=...`, or `#code=...` that opens once), moved out of it at once, so that it is in
 * no screenshot and no copied address; the tab keeps the token for a reload.
 */
function takeKey(): Key {
  const given = new URLSearchParams(location.hash.slice(1));
  const [token, code] = [given.get('token'), given.get('code')];
  if (token !== null || code !== null) history.replaceState(null, '', location.pathname);
  if (token !== null) keepToken(token);
  else if (code !== null) return { code };
  return { token: sessionStorage.getItem(tokenKey) ?? '' };
}

function keepToken(token: string): void {
  sessionStorage.setItem(tokenKey, token);
}
