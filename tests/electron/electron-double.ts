/**
 * A double of the parts of Electron that the app uses, for its real bundles: events as Electron emits them, IPC by
 * structured clones, dialogs that answer as a test says. It stands in the place of the package `electron` (loader.ts).
 */

import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { control } from './control.ts';

type Event<T extends object = object> = T & { defaultPrevented: boolean; preventDefault(): void };

export function preventable<T extends object>(extra: T = {} as T): Event<T> {
  const event = {
    ...extra,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  return event;
}

class App extends EventEmitter {
  readonly isPackaged = false;

  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    control.ready = true;
  }
  enableSandbox(): void {
    if (control.ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    control.sandboxEnabled = true;
  }
  requestSingleInstanceLock(data: unknown): boolean {
    control.lockData.push(structuredClone(data));
    return control.firstInstance;
  }
  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path}`);
    control.paths.set(name, path);
  }
  getPath(name: string): string {
    const path = control.paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }
  setAboutPanelOptions(options: unknown): void {
    control.aboutPanel = options;
  }
  showAboutPanel(): void {
    control.aboutShown++;
  }
  addRecentDocument(path: string): void {
    control.recentDocuments.push(path);
  }
  clearRecentDocuments(): void {
    control.recentDocuments = [];
  }
  /** The windows are asked to close, then will-quit, then the end; a handler can prevent each. */
  quit(): void {
    control.quitting = true;
    for (const window of control.windows) window.close();
    control.quitting = false;
    if (control.windows.some((window) => !window.isDestroyed())) return;
    const event = preventable();
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }
  exit(code: number): void {
    control.exitCodes.push(code);
  }
}
export const app = new App();

export const ipcMain = new EventEmitter();

let lastContentsId = 0;

export class WebContents extends EventEmitter {
  readonly id = ++lastContentsId;
  /** What `senderFrame` is for messages of its page. */
  frame: { url: string; parent: unknown } | null = null;
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  #destroyed = false;

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  send(channel: string, ...values: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    control.host?.deliver(this, channel, structuredClone(values));
  }
  /** A message of the page, or of another frame than its own. */
  receive(channel: string, values: unknown[], frame = this.frame): void {
    ipcMain.emit(channel, { sender: this, senderFrame: frame }, ...structuredClone(values));
  }
  async load(url: string): Promise<void> {
    this.frame = { url, parent: null };
    this.emit('did-navigate', {}, url);
    await control.host?.load(this, url);
  }
  reload(): void {
    // As Electron's: nothing to wait for, and a page that goes meanwhile is no error.
    this.load(this.frame?.url ?? 'about:blank').catch(() => undefined);
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  destroy(): void {
    this.#destroyed = true;
    this.emit('destroyed');
  }
}

interface WindowOptions {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly show?: boolean;
  readonly title?: string;
  readonly backgroundColor?: string;
  readonly webPreferences: Readonly<Record<string, unknown>>;
}

export class BrowserWindow extends EventEmitter {
  readonly options: WindowOptions;
  readonly webContents = new WebContents();
  progress = -1;
  visible: boolean;
  focused = false;
  minimized = false;
  maximized = false;
  backgroundColor: string | undefined;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    this.visible = options.show ?? true;
    this.backgroundColor = options.backgroundColor;
    control.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url);
    if (!this.isDestroyed()) this.emit('ready-to-show');
  }
  show(): void {
    this.visible = true;
    this.focused = true;
  }
  focus(): void {
    this.focused = true;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  restore(): void {
    this.minimized = false;
  }
  maximize(): void {
    this.maximized = true;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  getNormalBounds(): { x: number; y: number; width: number; height: number } {
    const { x = 100, y = 100, width, height } = this.options;
    return { x, y, width, height };
  }
  setProgressBar(share: number): void {
    this.progress = share;
  }
  setBackgroundColor(color: string): void {
    this.backgroundColor = color;
  }
  removeMenu(): void {
    // Nothing of it is seen here.
  }
  isDestroyed(): boolean {
    return this.webContents.isDestroyed();
  }
  close(): void {
    if (this.isDestroyed()) return;
    const event = preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    this.webContents.destroy();
    this.emit('closed');
    // Not told while the app quits: it knows.
    if (!control.quitting && control.windows.every((window) => window.isDestroyed())) {
      app.emit('window-all-closed');
    }
  }
}

type PermissionDetails = { requestingUrl: string };

class Session extends EventEmitter {
  permissionRequest: (
    contents: unknown,
    permission: string,
    answer: (granted: boolean) => void,
    details: PermissionDetails,
  ) => void = (_contents, _permission, answer) => {
    answer(true);
  };
  permissionCheck: (contents: unknown, permission: string, origin: string) => boolean = () => true;
  devicePermission: (details: unknown) => boolean = () => true;
  beforeRequest: (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void = (
    _details,
    answer,
  ) => {
    answer({});
  };
  readonly webRequest = {
    onBeforeRequest: (listener: Session['beforeRequest']) => {
      this.beforeRequest = listener;
    },
  };
  setPermissionRequestHandler(handler: Session['permissionRequest']): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Session['permissionCheck']): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Session['devicePermission']): void {
    this.devicePermission = handler;
  }
}
export const session = { defaultSession: new Session() };

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

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
