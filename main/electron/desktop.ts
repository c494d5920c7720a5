/** The desktop app: one instance, one window, the lab behind it. */

import {
  app,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  session,
  shell,
  type BrowserWindow,
} from 'electron';
import { dirname, join } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { maximumFrameBytes } from '#contract/frames.ts';
import { themeSources, type ShellCommand, type ThemeSource } from '#contract/shell.ts';
import { makeFolder } from '../lab/files/folder.ts';
import { readUserBytes, readUserText } from '../lab/files/user-file.ts';
import { openLog, type Log } from '../lab/log.ts';
import { openLab, type OpenLab } from '../open-lab.ts';
import { defaultDataDirectory, type Places } from '../places.ts';
import { setAbout, showNotices } from './about.ts';
import { Activity } from './activity.ts';
import { commandChannel, openFileChannel, readyChannel, themeChannel } from './channels.ts';
import { saveDownloads } from './downloads.ts';
import { fileFilters, FileOpener } from './file-opener.ts';
import { openFrameChannel } from './frame-channel.ts';
import { guardPages, guardSession } from './guard.ts';
import { menuTemplate } from './menu.ts';
import { appScheme, isTrustedSender } from './policies.ts';
import { showActivity } from './presence.ts';
import { serveApp } from './protocol.ts';
import { addRecentFile } from './recent-files.ts';
import { openShellState, type ShellStateFile } from './shell-state.ts';
import { backgroundColor, openWindow, present } from './window.ts';

export interface DesktopOptions {
  readonly places: Places;
  readonly files: readonly string[];
  readonly dataDirectory: string | null;
}

/** What a second start hands to the first. */
interface SecondStart {
  readonly files: readonly string[];
}

/** Starts the app; returns at once when another instance runs, which then shows itself and opens the files. */
export async function startDesktop({ places, files, ...options }: DesktopOptions): Promise<void> {
  const dataDirectory = options.dataDirectory ?? defaultDataDirectory();
  // Chromium's own files (its cache, its locks) stay apart from the lab's; one lock for each data folder.
  const chromiumDirectory = join(dataDirectory, 'window');
  makeFolder(chromiumDirectory);
  app.setPath('userData', chromiumDirectory);
  if (!app.requestSingleInstanceLock({ files } satisfies SecondStart)) {
    app.quit();
    return;
  }
  prepare();
  const log = openLog(join(dataDirectory, 'logs'), places.root);
  tellOfFatalErrors(log);
  // What comes before the window is there waits for it.
  const early = [...files];
  let opener: FileOpener | null = null;
  const open = (paths: readonly string[]): void => {
    if (opener === null) early.push(...paths);
    else void opener.open(paths);
  };
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open([path]);
  });

  await app.whenReady();
  const state = openShellState(dataDirectory, (error) => {
    log.write('state.failed', error);
  });
  const crashedBefore = !state.state.endedProperly;
  state.update({ endedProperly: false });
  log.write('start');

  guardSession(session.defaultSession);
  saveDownloads(session.defaultSession, {
    folder: () => state.state.lastFolder ?? app.getPath('downloads'),
    onSaved: (lastFolder) => {
      state.update({ lastFolder });
    },
  });
  protocol.handle(appScheme, serveApp(places.rendererDirectory));
  setAbout();

  const lab = await openLabOrQuit(places, dataDirectory, log);
  if (lab === null) return;
  const activity = new Activity();
  openFrameChannel(ipcMain, lab.dispatcher, (reason) => {
    log.write(`frame.refused ${reason}`);
  });
  const window = openWindow({
    preloadFile: places.preloadFile,
    dark: nativeTheme.shouldUseDarkColors,
    state,
    log,
    busy: () => activity.busy,
  });
  showActivity(lab.hub, activity, window);
  followTheme(window);
  opener = connectOpener(window, state, log, () => {
    showMenu();
  });
  void opener.open(early);

  const showMenu = (): void => {
    const template = menuTemplate(
      { platform: process.platform, recentFiles: state.state.recentFiles },
      {
        command: (command: ShellCommand) => {
          window.webContents.send(commandChannel, command);
        },
        open: () => void chooseFiles(window, state).then(open),
        openRecent: (path) => {
          open([path]);
        },
        clearRecent: () => {
          state.update({ recentFiles: [] });
          app.clearRecentDocuments();
          showMenu();
        },
        showNotices: () => {
          showNotices(window);
        },
        showLog: () => {
          shell.showItemInFolder(log.path);
        },
        showDataFolder: () => void shell.openPath(dataDirectory),
        showAbout: () => {
          app.showAboutPanel();
        },
      },
    );
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
  showMenu();

  app.on('second-instance', (_event, _argv, _directory, data) => {
    present(window);
    open((data as SecondStart).files);
  });
  endProperly(lab, state, log);
  if (crashedBefore) tellOfCrash(window, log);
}

/** What must be said before Electron is ready. */
function prepare(): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
  guardPages(app, shell);
}

async function openLabOrQuit(places: Places, dataDirectory: string, log: Log): Promise<OpenLab | null> {
  try {
    return await openLab({
      places,
      dataDirectory,
      shell: 'electron',
      onDefect: (error, method) => {
        log.write(`request.failed ${method}`, error);
      },
    });
  } catch (error) {
    log.write('lab.failed', error);
    if (!(error instanceof LabError)) throw error;
    dialog.showErrorBox('Fisher Lab cannot open its data folder', error.message);
    app.exit(1);
    return null;
  }
}

function connectOpener(
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

async function chooseFiles(window: BrowserWindow, state: ShellStateFile): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    defaultPath: state.state.lastFolder ?? app.getPath('documents'),
    properties: ['openFile'],
    filters: fileFilters,
  });
  if (canceled || filePaths[0] === undefined) return [];
  state.update({ lastFolder: dirname(filePaths[0]) });
  return filePaths;
}

/** Native parts follow the page's choice; the background follows the system's dark mode while it changes. */
function followTheme(window: BrowserWindow): void {
  ipcMain.on(themeChannel, (event, source: unknown) => {
    if (isTrustedSender(event.senderFrame) && themeSources.includes(source as ThemeSource)) {
      nativeTheme.themeSource = source as ThemeSource;
    }
  });
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(backgroundColor(nativeTheme.shouldUseDarkColors));
  });
}

/** The lab closes before the app ends: what ran is cancelled, what it computed is written. */
function endProperly({ lab }: OpenLab, state: ShellStateFile, log: Log): void {
  app.on('window-all-closed', () => {
    app.quit();
  });
  let ending = false;
  let ended = false;
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    // Asked again while it ends.
    if (ending) return;
    ending = true;
    void lab
      .close()
      .catch((error: unknown) => {
        log.write('close.failed', error);
      })
      .then(() => {
        log.write('end');
        state.update({ endedProperly: true });
        return state.written();
      })
      .finally(() => {
        ended = true;
        app.quit();
      });
  });
}

function tellOfFatalErrors(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.write('main.crashed', error);
    dialog.showErrorBox(
      'Fisher Lab has to close',
      `Something went wrong that it cannot go on from. The log is ${log.path}`,
    );
    app.exit(1);
  });
  process.on('unhandledRejection', (error) => {
    log.write('main.rejection', error);
  });
}

function tellOfCrash(window: BrowserWindow, log: Log): void {
  void dialog.showMessageBox(window, {
    type: 'info',
    message: 'Fisher Lab did not end properly last time.',
    detail: `Everything computed before that was kept; runs that were going on are marked as interrupted. The log is ${log.path}`,
  });
}
