/** Who may talk to the browser mode: pure checks of what a request or a first frame says. */

import { z } from 'zod';
import { decodeFrame, protocolVersion, type Key } from '#contract/frames.ts';

export interface RequestFacts {
  readonly method: string | undefined;
  /** The target as sent: path and query. */
  readonly target: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * Why a request is refused, as a status, or null. The host must be this server's own (a name that was made to point
 * here is refused), a stated origin too, and nothing travels in a query string, where a token would be logged.
 */
export function refusal(request: RequestFacts, host: string): 400 | 403 | 405 | null {
  if (request.headers['host'] !== host) return 403;
  const origin = request.headers['origin'];
  if (origin !== undefined && origin !== `http://${host}`) return 403;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 403;
  if (request.method !== 'GET' && request.method !== 'HEAD') return 405;
  if (request.target === undefined || !request.target.startsWith('/') || request.target.includes('?'))
    return 400;
  return null;
}

/** An upgrade must say where it comes from: every browser does, for every WebSocket. */
export function upgradeRefusal(request: RequestFacts, host: string): 400 | 403 | 404 | 405 | null {
  const refused = refusal(request, host);
  if (refused !== null) return refused;
  if (request.headers['origin'] !== `http://${host}`) return 403;
  return request.target === '/lab' ? null : 404;
}

const greeting = { type: z.literal('hello'), version: z.literal(protocolVersion) };
const helloSchema = z.union([
  z.strictObject({ ...greeting, token: z.string() }),
  z.strictObject({ ...greeting, code: z.string() }),
]);

/** A hello frame is some hundred bytes; what is much longer is not read at all. */
const maximumHelloBytes = 1024;

/** The key that a first frame carries; null for what is no hello. */
export function keyOf(firstFrame: Uint8Array): Key | null {
  if (firstFrame.byteLength > maximumHelloBytes) return null;
  let decoded: unknown;
  try {
    decoded = decodeFrame(firstFrame);
  } catch {
    return null;
  }
  return helloSchema.safeParse(decoded).data ?? null;
}
