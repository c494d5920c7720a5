/** The bridge between the sandboxed window and main: carries frames, and nothing that the page did not need. */

import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { shellBridgeKey, type ShellBridge } from '#contract/shell.ts';
import { frameChannel } from './channels.ts';

const bridge: ShellBridge = {
  send(frame) {
    ipcRenderer.send(frameChannel, frame);
  },
  onFrame(listener) {
    // The event object itself stays here: it would hand the page an ipcRenderer.
    const forward = (_event: unknown, frame: Uint8Array) => {
      listener(frame);
    };
    ipcRenderer.on(frameChannel, forward);
    return () => {
      ipcRenderer.off(frameChannel, forward);
    };
  },
  pathOf: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
};

contextBridge.exposeInMainWorld(shellBridgeKey, bridge);
