/** What the desktop window may do: pure decisions, each the enforcement of an item of docs/security.md. */

/** The origin of the app's own page; nothing else is ever loaded. */
export const appOrigin = 'app://lab';
export const appScheme = 'app';

/** Options of every window: an isolated, sandboxed page without Node, whatever Electron's defaults may become. */
export function webPreferences(preload: string | null) {
  return {
    ...(preload === null ? {} : { preload }),
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  } as const;
}

/** Whether an address belongs to the app's own page. */
export function isAppUrl(url: string): boolean {
  const parsed = parse(url);
  // The origin of a custom scheme is opaque ("null") to the URL class, so its parts are compared.
  return (
    parsed !== null &&
    parsed.protocol === `${appScheme}:` &&
    parsed.host === 'lab' &&
    parsed.username === '' &&
    parsed.password === ''
  );
}

/** Whether an address may be given to the system's browser: https, and no name or password in it. */
export function mayOpenExternally(url: string): boolean {
  const parsed = parse(url);
  return parsed !== null && parsed.protocol === 'https:' && parsed.username === '' && parsed.password === '';
}

/** Of all permissions a page can ask for, copying text; everything else is denied. */
export function mayHavePermission(permission: string, requestingUrl: string): boolean {
  return permission === 'clipboard-sanitized-write' && isAppUrl(requestingUrl);
}

/** The part of Electron's WebFrameMain that tells who sent a message. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** Whether a message comes from the app's own page in its main frame; a frame that is gone is null. */
export function isTrustedSender(frame: SenderFrame | null | undefined): boolean {
  return frame !== null && frame !== undefined && frame.parent === null && isAppUrl(frame.url);
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
