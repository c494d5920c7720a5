/** The one window of the app. */

import { BrowserWindow } from 'electron';
import { appOrigin, webPreferences } from './policies.ts';

export interface WindowOptions {
  readonly preloadFile: string;
  readonly dark: boolean;
}

/** Opens the window; it shows itself once the page has drawn, so that no white flash is seen. */
export function openWindow({ preloadFile, dark }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'Fisher Lab',
    backgroundColor: dark ? '#12161c' : '#f6f7f9',
    webPreferences: webPreferences(preloadFile),
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  void window.loadURL(`${appOrigin}/`);
  return window;
}
