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
import { join } from 'node:path';
import { LabError } from '#contract/errors.ts';
import { themeSources, type ShellCommand, type ThemeSource } from '#contract/shell.ts';
import { makeFolder } from '../lab/files/folder.ts';
import { openLog, type Log } from '../lab/log.ts';
import { openLab, type OpenLab } from '../open-lab.ts';
import { defaultDataDirectory, type Places } from '../places.ts';
import { setAbout, showNotices } from './about.ts';
import { Activity } from './activity.ts';
import { commandChannel, themeChannel } from './channels.ts';
import { saveDownloads } from './downloads.ts';
import { endProperly, tellOfCrash, tellOfFatalErrors } from './ending.ts';
import type { FileOpener } from './file-opener.ts';
import { openFrameChannel } from './frame-channel.ts';
import { guardPages, guardSession } from './guard.ts';
import { menuTemplate } from './menu.ts';
import { chooseFiles, connectOpener } from './opening.ts';
import { appScheme, isTrustedSender } from './policies.ts';
import { showActivity } from './presence.ts';
import { serveApp } from './protocol.ts';
import { openShellState } from './shell-state.ts';
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
