/** An experiment as a link: the document, compressed, in the page's fragment. */

import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { hasOutline } from './document-outline.ts';
import type { JsonObject } from './document-path.ts';

const key = 'experiment';

export function experimentFragment(document: JsonObject): string {
  const bytes = deflateSync(strToU8(JSON.stringify(document)), { level: 9 });
  const text = btoa(String.fromCharCode(...bytes));
  return `#${key}=${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** The document in a fragment or a whole link, or null where there is none that can be read. */
export function experimentInLink(link: string): JsonObject | null {
  const match = new RegExp(`[#&]${key}=([\\w-]+)`).exec(link);
  if (match === null) return null;
  try {
    const text = atob(match[1]!.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(strFromU8(inflateSync(bytes)));
    return hasOutline(value) ? value : null;
  } catch {
    return null;
  }
}

/** The shell command that writes a document to a file and runs it (quoted for a POSIX shell). */
export function experimentCommand(document: JsonObject): string {
  const text = JSON.stringify(document).replaceAll("'", String.raw`'\''`);
  return `printf '%s' '${text}' > experiment.json && npm exec -- fisher-lab run experiment.json --out results`;
}
