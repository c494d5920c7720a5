/** `app://lab/`: the built application, from its folder and nowhere else. */

import { readAsset, securityHeaders } from '../server/assets.ts';
import { isAppUrl } from './policies.ts';

/** Answers a request of the app's scheme; anything but GET of a file in the folder is refused. */
export function serveApp(directory: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isAppUrl(request.url)) return refuse(403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const asset = await readAsset(directory, rawPath(request.url));
    return asset === null ? refuse(404) : new Response(asset.bytes, { headers: asset.headers });
  };
}

/** The path as it was written; the URL class would resolve its dot segments before they can be refused. */
function rawPath(url: string): string {
  const withoutScheme = url.slice(url.indexOf('://') + 3);
  const slash = withoutScheme.search(/[/?#]/);
  if (slash === -1) return '/';
  const path = withoutScheme.slice(slash).replace(/[?#].*$/s, '');
  return path === '' ? '/' : path;
}

function refuse(status: 403 | 404 | 405): Response {
  return new Response(null, { status, headers: securityHeaders });
}
