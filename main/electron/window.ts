/** The one window of the app: where it was, asking before it closes on running experiments, coming back after a crash. */

import { BrowserWindow, dialog, screen } from 'electron';
import { mayReload } from './crashes.ts';
import type { Log } from '../lab/log.ts';
import { appOrigin, webPreferences } from './policies.ts';
import type { ShellStateFile } from './shell-state.ts';
import { minimumSize, placeWindow } from './window-state.ts';

export interface WindowOptions {
  readonly preloadFile: string;
  readonly dark: boolean;
  readonly state: ShellStateFile;
  readonly log: Log;
  /** Whether experiments run. */
  readonly busy: () => boolean;
}

/** The page's own background, so that nothing flashes before it has drawn. */
export function backgroundColor(dark: boolean): string {
  return dark ? '#12161c' : '#f6f7f9';
}

export function openWindow(options: WindowOptions): BrowserWindow {
  const { preloadFile, dark, state } = options;
  const areas = [
    screen.getPrimaryDisplay(),
    ...screen.getAllDisplays().filter(({ id }) => id !== screen.getPrimaryDisplay().id),
  ].map((display) => display.workArea);
  const { position, width, height, maximized } = placeWindow(state.state.window, areas);
  const window = new BrowserWindow({
    ...(position ?? {}),
    width,
    height,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Fisher Lab',
    backgroundColor: backgroundColor(dark),
    webPreferences: webPreferences(preloadFile),
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => {
    window.show();
  });
  rememberPlace(window, state);
  askBeforeClosing(window, options);
  reloadAfterCrash(window, options.log);
  void window.loadURL(`${appOrigin}/`);
  return window;
}

/** Brings the window back before the user, wherever it is. */
export function present(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

function rememberPlace(window: BrowserWindow, state: ShellStateFile): void {
  window.on('close', () => {
    // The bounds of a maximized window are the screen's; what it returns to are these.
    state.update({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } });
  });
}

function askBeforeClosing(window: BrowserWindow, { busy }: WindowOptions): void {
  let decided = false;
  let asking = false;
  window.on('close', (event) => {
    if (decided || !busy()) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    void dialog
      .showMessageBox(window, {
        type: 'question',
        message: 'An experiment is still running.',
        detail: 'Closing stops it. What it has computed so far is kept.',
        buttons: ['Keep running', 'Stop and close'],
        defaultId: 0,
        cancelId: 0,
      })
      .then(({ response }) => {
        asking = false;
        if (response !== 1) return;
        decided = true;
        window.close();
      });
  });
}

function reloadAfterCrash(window: BrowserWindow, log: Log): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log.write(`window.crashed ${reason}`);
    const now = Date.now();
    if (mayReload(crashes, now)) {
      crashes = [...crashes, now];
      window.webContents.reload();
      return;
    }
    void dialog
      .showMessageBox(window, {
        type: 'error',
        message: 'The window keeps crashing.',
        detail: `Running experiments go on. The log is ${log.path}`,
        buttons: ['Load it again', 'Close'],
        defaultId: 0,
        cancelId: 1,
      })
      .then(({ response }) => {
        crashes = [];
        if (response === 0) window.webContents.reload();
        else window.close();
      });
  });
}
