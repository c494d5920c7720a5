/** The desktop app for a test: its built bundles on the double of Electron, its window a page in Chromium. */

import { expect, test as base, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { control, resetControl } from '../electron/control.ts';
import {
  app,
  ipcMain,
  nativeTheme,
  session,
  type BrowserWindow,
  type MenuItem,
} from '../electron/electron-double.ts';
import { startBuiltApp } from '../electron/loader.ts';
import { hostPages } from '../electron/page-host.ts';
import { collectErrors } from './fixture.ts';

export interface DesktopUnderTest {
  readonly dataDirectory: string;
  /** Starts it with these arguments, on a desk of these displays where they are given. */
  start(...parameters: (string | { displays: typeof control.displays })[]): Promise<void>;
  /** Electron as at the start of a process. */
  reset(): void;
  window(): BrowserWindow;
  page(): Page;
  /** Chooses a menu item by the labels that lead to it. */
  choose(...labels: string[]): void;
  /** Closes the app as its user does and waits for its end. */
  quit(): Promise<void>;
  /** The process ends without a word, as when it is killed. */
  die(): void;
  /** Errors that this test provokes and that do not fail it. */
  expectErrors(pattern: RegExp): void;
}

export const test = base.extend<{ desktop: DesktopUnderTest }>({
  desktop: async ({ context }, use) => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'fisher-lab-desktop-'));
    const errors: string[] = [];
    const expected: RegExp[] = [];
    context.on('page', (page) => {
      const found = collectErrors(page);
      page.on('close', () => errors.push(...found));
    });
    let host = hostPages(context);
    let running = false;

    const forget = (): void => {
      for (const emitter of [app, ipcMain, nativeTheme, session.defaultSession]) emitter.removeAllListeners();
      process.removeAllListeners('uncaughtException');
      process.removeAllListeners('unhandledRejection');
      running = false;
    };
    const desktop: DesktopUnderTest = {
      dataDirectory,
      async start(...parameters) {
        desktop.reset();
        host = hostPages(context);
        control.host = host;
        for (const parameter of parameters)
          if (typeof parameter !== 'string') Object.assign(control, parameter);
        running = true;
        await startBuiltApp({
          dataDirectory,
          arguments: parameters.filter((parameter) => typeof parameter === 'string'),
        });
        await expect(async () => {
          expect(control.windows[0]?.visible).toBe(true);
        }).toPass();
        await expect(host.page().locator('#app')).not.toBeEmpty();
      },
      reset: resetControl,
      window: () => control.windows[0]!,
      page: () => host.page(),
      choose(...labels) {
        let items: readonly MenuItem[] = control.menu;
        let item: MenuItem | undefined;
        for (const label of labels) {
          item = items.find((candidate) => candidate.label?.replaceAll('&', '') === label);
          if (item === undefined) throw new Error(`no menu item ${labels.join(', ')}`);
          items = item.submenu ?? [];
        }
        item!.click!();
      },
      async quit() {
        app.quit();
        await expect(() => expect(control.exitCodes).toHaveLength(1)).toPass();
        forget();
      },
      die() {
        for (const window of control.windows) window.webContents.destroy();
        forget();
      },
      expectErrors: (pattern) => expected.push(pattern),
    };
    await use(desktop);
    if (running) {
      control.answers.push(1, 1, 1);
      await desktop.quit();
    }
    rmSync(dataDirectory, { recursive: true, force: true });
    const unexpected = errors.filter((line) => !expected.some((pattern) => pattern.test(line)));
    expect(unexpected, 'errors of the page').toEqual([]);
  },
});

export { control, expect };
