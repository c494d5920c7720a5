/** Who may talk to the browser mode: pure checks of what a request or a first frame says. */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { decodeFrame, protocolVersion } from '#contract/frames.ts';

/** 256 bits, in characters that need no escape in an address. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url');
}

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

const helloSchema = z.strictObject({
  type: z.literal('hello'),
  version: z.literal(protocolVersion),
  token: z.string(),
});

/** A hello frame is some hundred bytes; what is much longer is not read at all. */
const maximumHelloBytes = 1024;

/** Whether the first frame carries the token; compared in constant time. */
export function admits(firstFrame: Uint8Array, token: string): boolean {
  if (firstFrame.byteLength > maximumHelloBytes) return false;
  let decoded: unknown;
  try {
    decoded = decodeFrame(firstFrame);
  } catch {
    return false;
  }
  const hello = helloSchema.safeParse(decoded);
  if (!hello.success) return false;
  const given = Buffer.from(hello.data.token);
  const wanted = Buffer.from(token);
  return given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}
