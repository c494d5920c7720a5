/** The double's windows and the pages in them. */

import { EventEmitter } from 'node:events';
import { app, ipcMain, preventable } from './app-double.ts';
import { control } from './control.ts';

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
