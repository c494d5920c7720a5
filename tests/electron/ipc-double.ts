/**
 * A double of Electron's IPC between one page and main: everything that crosses is a structured clone, as in
 * Electron, and arrives later, never within the call that sent it.
 */

import { EventEmitter } from 'node:events';

export interface WebContentsDouble extends EventEmitter {
  readonly id: number;
  /** What `event.senderFrame` will be. */
  frame: { url: string; parent: unknown } | null;
  send(channel: string, ...values: unknown[]): void;
  isDestroyed(): boolean;
  destroy(): void;
}

export interface IpcDouble {
  readonly ipcMain: EventEmitter;
  readonly ipcRenderer: EventEmitter & { send(channel: string, ...values: unknown[]): void };
  readonly contents: WebContentsDouble;
}

let lastId = 0;

export function createIpcDouble(url = 'app://lab/'): IpcDouble {
  const ipcMain = new EventEmitter();
  const renderer = new EventEmitter();
  let destroyed = false;

  const contents: WebContentsDouble = Object.assign(new EventEmitter(), {
    id: ++lastId,
    frame: { url, parent: null },
    send(channel: string, ...values: unknown[]) {
      if (destroyed) throw new TypeError('Object has been destroyed');
      const clones = structuredClone(values);
      setImmediate(() => renderer.emit(channel, {}, ...clones));
    },
    isDestroyed: () => destroyed,
    destroy() {
      destroyed = true;
      contents.emit('destroyed');
    },
  });
  const ipcRenderer = Object.assign(renderer, {
    send(channel: string, ...values: unknown[]) {
      const clones = structuredClone(values);
      setImmediate(() => ipcMain.emit(channel, { sender: contents, senderFrame: contents.frame }, ...clones));
    },
  });
  return { ipcMain, ipcRenderer, contents };
}
