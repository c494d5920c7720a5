/** From bytes to text: which encoding, and newlines made \n. */

import { isAscii } from 'node:buffer';
import type { Layout } from '#contract/data-file.ts';
import { LabError } from '#contract/errors.ts';

type Encoding = Layout['encoding'];

/** WHATWG labels. Latin-1 means windows-1252 there, which agrees with it on every printable character. */
export const encodingLabels: Record<Encoding, string> = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'latin-1': 'windows-1252',
};

/** The encoding that the first bytes suggest, and why; null for bytes that are no text. */
export function detectEncoding(head: Uint8Array): { encoding: Encoding; why: string } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
    return { encoding: 'utf-8', why: 'it begins with the mark of UTF-8' };
  }
  if (head[0] === 0xff && head[1] === 0xfe)
    return { encoding: 'utf-16le', why: 'it begins with the mark of UTF-16' };
  if (head[0] === 0xfe && head[1] === 0xff)
    return { encoding: 'utf-16be', why: 'it begins with the mark of UTF-16' };
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
  });
  const [even, odd] = zeros as [number, number];
  if (odd > head.length / 5 && even === 0) return { encoding: 'utf-16le', why: 'every second byte is zero' };
  if (even > head.length / 5 && odd === 0) return { encoding: 'utf-16be', why: 'every second byte is zero' };
  if (even + odd > 0) return null;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return { encoding: 'utf-8', why: isAscii(head) ? 'it is plain ASCII' : 'it is valid UTF-8' };
  } catch {
    return { encoding: 'latin-1', why: 'it is not valid UTF-8' };
  }
}

/**
 * Decoded text in pieces, newlines \n, without the byte order mark. Bytes that are not valid UTF-8 after nothing but
 * ASCII make it go on as Latin-1, since the two agree so far; after other UTF-8 they are an error.
 */
export async function* decode(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  name: string,
): AsyncGenerator<string> {
  let decoder = new TextDecoder(encodingLabels[encoding], { fatal: encoding !== 'latin-1' });
  let asciiSoFar = encoding === 'utf-8';
  let carriageReturn = false;
  const normalize = (text: string, last: boolean): string => {
    let whole = carriageReturn ? `\r${text}` : text;
    carriageReturn = !last && whole.endsWith('\r');
    if (carriageReturn) whole = whole.slice(0, -1);
    return whole.includes('\r') ? whole.replace(/\r\n?/g, '\n') : whole;
  };
  const invalid = (cause: unknown) =>
    new LabError('invalid-data', `${name}: not valid ${encoding}; choose another encoding`, [], { cause });
  for await (const piece of bytes) {
    let text: string;
    try {
      text = decoder.decode(piece, { stream: true });
    } catch (cause) {
      if (!asciiSoFar) throw invalid(cause);
      decoder = new TextDecoder(encodingLabels['latin-1']);
      text = decoder.decode(piece, { stream: true });
    }
    asciiSoFar &&= isAscii(piece);
    yield normalize(text, false);
  }
  let rest: string;
  try {
    rest = decoder.decode();
  } catch (cause) {
    throw invalid(cause);
  }
  yield normalize(rest, true);
}
