/**
 * A double of the parts of Electron that the app uses, for its real bundles: events as Electron emits them, IPC by
 * structured clones, dialogs that answer as a test says. It stands in the place of the package `electron` (loader.ts).
 */

import { EventEmitter } from 'node:events';
import { control } from './control.ts';

export { app, ipcMain } from './app-double.ts';
export { session } from './session-double.ts';
export { BrowserWindow, WebContents } from './window-double.ts';

export const protocol = {
  registerSchemesAsPrivileged(schemes: typeof control.schemes): void {
    control.schemes.push(...schemes);
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    control.protocolHandlers.set(scheme, handler);
  },
};

export interface MenuItem {
  readonly label?: string;
  readonly role?: string;
  readonly enabled?: boolean;
  readonly accelerator?: string;
  readonly submenu?: readonly MenuItem[];
  readonly click?: () => void;
}
export const Menu = {
  buildFromTemplate: (template: MenuItem[]) => template,
  setApplicationMenu(menu: MenuItem[]): void {
    control.menu = menu;
  },
};

export const dialog = {
  async showMessageBox(
    _window: unknown,
    options: (typeof control.messageBoxes)[number] & { cancelId?: number },
  ) {
    control.messageBoxes.push(options);
    await new Promise((resolve) => setImmediate(resolve));
    return { response: control.answers.shift() ?? options.cancelId ?? 0 };
  },
  async showOpenDialog(_window: unknown, options: { defaultPath?: string }) {
    control.openDialogs.push(options);
    await new Promise((resolve) => setImmediate(resolve));
    const filePaths = control.chosenFiles.shift() ?? [];
    return { canceled: filePaths.length === 0, filePaths };
  },
  showErrorBox(title: string, content: string): void {
    control.errorBoxes.push({ title, content });
  },
};

export const shell = {
  openExternal(url: string): Promise<void> {
    control.openedExternally.push(url);
    return Promise.resolve();
  },
  showItemInFolder(path: string): void {
    control.shownInFolder.push(path);
  },
  openPath(path: string): Promise<string> {
    control.openedPaths.push(path);
    return Promise.resolve('');
  },
};

export const nativeTheme = Object.assign(new EventEmitter(), {
  themeSource: 'system',
  shouldUseDarkColors: false,
});

let lastBlocker = 0;
export const powerSaveBlocker = {
  start(_kind: string): number {
    control.blockers.add(++lastBlocker);
    return lastBlocker;
  },
  stop(id: number): void {
    control.blockers.delete(id);
  },
};

export class Notification extends EventEmitter {
  readonly #options: { title: string; body: string };
  static isSupported(): boolean {
    return true;
  }
  constructor(options: { title: string; body: string }) {
    super();
    this.#options = options;
  }
  show(): void {
    control.notifications.push({ ...this.#options, click: () => this.emit('click') });
  }
}

export const screen = {
  getPrimaryDisplay: () => control.displays[0]!,
  getAllDisplays: () => control.displays,
};
