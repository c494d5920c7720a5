/** Files that come from outside the page: asked for in a dialog, handed to the page, remembered as recent. */

import { app, dialog, ipcMain, type BrowserWindow } from 'electron';
import { dirname } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { maximumFrameBytes } from '#contract/frames.ts';
import { readUserBytes, readUserText } from '../lab/files/user-file.ts';
import type { Log } from '../lab/log.ts';
import { openFileChannel, readyChannel } from './channels.ts';
import { fileFilters, FileOpener } from './file-opener.ts';
import { isTrustedSender } from './policies.ts';
import { addRecentFile } from './recent-files.ts';
import type { ShellStateFile } from './shell-state.ts';

/** `onChange`: the recent files are others now. */
export function connectOpener(
  window: BrowserWindow,
  state: ShellStateFile,
  log: Log,
  onChange: () => void,
): FileOpener {
  const opener = new FileOpener({
    readText: readUserText,
    readBytes: (path) => readUserBytes(path, maximumFrameBytes),
    deliver: (file) => {
      window.webContents.send(openFileChannel, file);
    },
    onOpened(path) {
      state.update({ recentFiles: addRecentFile(state.state.recentFiles, path) });
      app.addRecentDocument(path);
      onChange();
    },
    onFailure(path, error) {
      log.write('open.failed', error);
      const message = error instanceof LabError ? error.message : `${path}: cannot be opened.`;
      void dialog.showMessageBox(window, { type: 'error', message });
    },
  });
  ipcMain.on(readyChannel, (event) => {
    if (isTrustedSender(event.senderFrame)) void opener.ready();
  });
  const away = (): void => {
    opener.away();
  };
  window.webContents.on('did-navigate', away);
  window.webContents.on('render-process-gone', away);
  return opener;
}

/** Asks for a file to open, in the folder that was used last. */
export async function chooseFiles(window: BrowserWindow, state: ShellStateFile): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    defaultPath: state.state.lastFolder ?? app.getPath('documents'),
    properties: ['openFile'],
    filters: fileFilters,
  });
  if (canceled || filePaths[0] === undefined) return [];
  state.update({ lastFolder: dirname(filePaths[0]) });
  return filePaths;
}
