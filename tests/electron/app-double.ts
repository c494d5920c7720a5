/** The double's app and its end of the IPC. */

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
