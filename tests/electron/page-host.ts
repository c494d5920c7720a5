/**
 * Gives a window of the double a real page in Chromium: the built renderer from the app's own protocol handler, the
 * built preload in its place, messages between them as structured clones.
 */

import type { BrowserContext, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { control, type PageHost } from './control.ts';
import { session, type WebContents } from './electron-double.ts';

/** Chromium knows no `app:`; the page has this origin instead, and what is told to main is translated back. */
const pageOrigin = 'https://lab.invalid';
const appOrigin = 'app://lab';

/** Bytes travel to and from the page as base64 text, also as parts of an opened file. */
const wrap = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, wrap(part)]))
    : value;
};
const unwrap = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && '$bytes' in value
    ? new Uint8Array(Buffer.from(String(value.$bytes), 'base64'))
    : value;

/** In the page, before its own scripts: an `electron` for the preload, which gets nothing else. */
const electronInPage = `
const listeners = new Map();
const wrap = (value) => value instanceof Uint8Array ? { $bytes: value.toBase64() } : value;
const unwrap = (value) => {
  if (value === null || typeof value !== 'object') return value;
  if ('$bytes' in value) return Uint8Array.fromBase64(value.$bytes);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unwrap(part)]));
};
const toMain = window.__toMain;
delete window.__toMain;
const electron = {
  ipcRenderer: {
    send: (channel, ...values) => { toMain(channel, structuredClone(values).map(wrap)); },
    on: (channel, listener) => {
      if (!listeners.has(channel)) listeners.set(channel, new Set());
      listeners.get(channel).add(listener);
    },
    off: (channel, listener) => { listeners.get(channel)?.delete(listener); },
  },
  contextBridge: {
    exposeInMainWorld: (key, value) => {
      Object.defineProperty(window, key, { value: Object.freeze(value), enumerable: true });
    },
  },
  webUtils: { getPathForFile: (file) => file.path ?? '' },
};
window.__fromMain = (channel, values) => {
  for (const listener of [...(listeners.get(channel) ?? [])]) listener({}, ...values.map(unwrap));
};
`;

export interface PagesHost extends PageHost {
  /** The page of the app's window. */
  page(): Page;
}

export function hostPages(context: BrowserContext): PagesHost {
  const pages = new Map<WebContents, Page>();

  const open = async (contents: WebContents): Promise<Page> => {
    const page = await context.newPage();
    pages.set(contents, page);
    const window = control.windows.find((candidate) => candidate.webContents === contents)!;
    const preload = window.options.webPreferences['preload'];
    await page.exposeFunction('__toMain', (channel: string, values: unknown[]) => {
      // Electron drops what a destroyed page sent.
      if (!contents.isDestroyed()) contents.receive(channel, values.map(unwrap));
    });
    if (typeof preload === 'string') {
      const source = readFileSync(preload, 'utf8');
      await page.addInitScript(
        `(() => { ${electronInPage}; ((require) => { ${source} })((name) => {
           if (name !== 'electron') throw new Error('a sandboxed preload cannot require ' + name);
           return electron;
         }); })();`,
      );
    }
    await page.route('**/*', async (route) => {
      const url = route.request().url();
      const handler = control.protocolHandlers.get('app');
      if (!url.startsWith(pageOrigin) || handler === undefined) {
        await route.abort();
        return;
      }
      const response = await handler(
        new Request(appOrigin + url.slice(pageOrigin.length), { method: route.request().method() }),
      );
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    });
    page.on('download', (download) => {
      let path = '';
      let done: ((event: unknown, state: string) => void) | null = null;
      const item = {
        getFilename: () => download.suggestedFilename(),
        setSaveDialogOptions: (options: { defaultPath: string }) => {
          control.saveDialogs.push(options);
          path = options.defaultPath;
        },
        getSavePath: () => path,
        once: (_name: string, listener: (event: unknown, state: string) => void) => {
          done = listener;
        },
      };
      session.defaultSession.emit('will-download', {}, item, contents);
      void download.saveAs(path).then(() => done?.({}, 'completed'));
    });
    contents.on('destroyed', () => void page.close());
    return page;
  };

  return {
    async load(contents, url) {
      const page = pages.get(contents) ?? (await open(contents));
      await page.goto(pageOrigin + url.slice(appOrigin.length));
    },
    deliver(contents, channel, values) {
      const page = pages.get(contents);
      if (page === undefined || page.isClosed()) return;
      page
        .evaluate(
          ([name, wrapped]) => {
            (globalThis as unknown as { __fromMain(channel: string, values: unknown[]): void }).__fromMain(
              name as string,
              wrapped as unknown[],
            );
          },
          [channel, values.map(wrap)],
        )
        // The page may be loading or gone; Electron drops such a message too.
        .catch(() => undefined);
    },
    page() {
      const first = control.windows[0];
      const page = first === undefined ? undefined : pages.get(first.webContents);
      if (page === undefined) throw new Error('the app has no window');
      return page;
    },
  };
}
