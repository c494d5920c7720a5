/** The application's files as both shells serve them: which file an address means, its type, its headers. */

import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** Nothing but the app's own files; no inline scripts or styles, no code from strings, no frames, no forms. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/**
 * The path inside the application's folder that an address's path names (`/assets/app.js` -> `assets/app.js`), or
 * null for one that could lead out of it: a bad escape, an escaped separator, a dot segment, a NUL, a drive.
 */
export function assetPath(urlPath: string): string | null {
  if (!urlPath.startsWith('/') || /%2f|%5c/i.test(urlPath)) return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (/[\\:]/.test(decoded) || hasControlCharacter(decoded)) return null;
  const segments = decoded.slice(1).split('/');
  if (decoded === '/') return 'index.html';
  if (segments.some((segment) => segment === '' || segment.startsWith('.'))) return null;
  return segments.join('/');
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character.codePointAt(0)! < 0x20 || character === '\u007f');
}

export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads what an address's path names; null when there is no such file inside the folder (symbolic links included). */
export async function readAsset(directory: string, urlPath: string): Promise<Asset | null> {
  const path = assetPath(urlPath);
  if (path === null) return null;
  const type = contentTypes[extname(path).toLowerCase()];
  if (type === undefined) return null;
  try {
    const root = await realpath(directory);
    const file = await realpath(join(root, path));
    if (!file.startsWith(root + sep)) return null;
    const bytes = new Uint8Array(await readFile(file));
    // Built files carry a hash in their name; the page itself must be asked for each time.
    const cache = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return { bytes, headers: { ...securityHeaders, 'Content-Type': type, 'Cache-Control': cache } };
  } catch {
    return null;
  }
}
