/** The bridge between the sandboxed window and main: exactly the keys of contract/shell.ts, and no Electron object. */

import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { shellBridgeKey, type ShellBridge } from '#contract/shell.ts';
import { commandChannel, frameChannel, openFileChannel, readyChannel, themeChannel } from './channels.ts';

/** Listens on a channel; the event object itself stays here, it would hand the page an ipcRenderer. */
function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const forward = (_event: unknown, value: T) => {
    listener(value);
  };
  ipcRenderer.on(channel, forward);
  return () => {
    ipcRenderer.off(channel, forward);
  };
}

const bridge: ShellBridge = {
  send(frame) {
    ipcRenderer.send(frameChannel, frame);
  },
  onFrame: (listener) => listen(frameChannel, listener),
  pathOf: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
  onCommand: (listener) => listen(commandChannel, listener),
  onOpenFile(listener) {
    const stop = listen(openFileChannel, listener);
    ipcRenderer.send(readyChannel);
    return stop;
  },
  setTheme(source) {
    ipcRenderer.send(themeChannel, source);
  },
};

contextBridge.exposeInMainWorld(shellBridgeKey, bridge);
