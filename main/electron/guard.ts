/** Puts the policies in force on a session and on every page, at the only places where Electron asks. */

import type { App, Session, Shell, WebContents } from 'electron';
import { appScheme, isAppUrl, mayHavePermission, mayOpenExternally } from './policies.ts';

/** Denies permissions and devices, and every request that does not go to the app itself. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(mayHavePermission(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    mayHavePermission(permission, requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isLocal(details.url) });
  });
}

/** Keeps every page where it is: no navigation, no new windows, no webviews. */
export function guardPages(app: App, shell: Pick<Shell, 'openExternal'>): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    const keep = (event: { preventDefault(): void }, url: string) => {
      if (!isAppUrl(url)) event.preventDefault();
    };
    contents.on('will-navigate', (event) => {
      keep(event, event.url);
    });
    contents.on('will-redirect', (event) => {
      keep(event, event.url);
    });
    contents.on('will-frame-navigate', (event) => {
      keep(event, event.url);
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.setWindowOpenHandler(({ url }) => {
      if (mayOpenExternally(url)) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

/** The app's own files, what the page made itself, and the developer tools. */
function isLocal(url: string): boolean {
  return (
    isAppUrl(url) ||
    url.startsWith(`blob:${appScheme}://`) ||
    url.startsWith('data:') ||
    url.startsWith('devtools:')
  );
}
