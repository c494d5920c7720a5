/** What opens the browser mode: its token, and codes that are worth the token once, for a minute. */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Key } from '#contract/frames.ts';

const codeMilliseconds = 60_000;

export class Keys {
  readonly token = makeSecret();
  readonly #now: () => number;
  /** Codes that were not used yet, and when each ends to be worth anything. */
  readonly #codes = new Map<string, number>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * A code for an address that others may see on its way to the browser, as every program's arguments can be. Who
   * reads it later has nothing; who is faster than the browser is found out, since the browser is refused.
   */
  issueCode(): string {
    const code = makeSecret();
    this.#codes.set(code, this.#now() + codeMilliseconds);
    return code;
  }

  /** Whether a key opens. A code is used up by it, in time or not. */
  admits(key: Key): boolean {
    if ('token' in key) return same(key.token, this.token);
    const known = [...this.#codes].find(([code]) => same(key.code, code));
    if (known === undefined) return false;
    const [code, end] = known;
    this.#codes.delete(code);
    return this.#now() < end;
  }
}

/** 256 bits, in characters that need no escape in an address. */
function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** In a time that does not tell where they differ. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
