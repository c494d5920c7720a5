/** The native menus: the app's commands in the places where each system expects them. */

import type { MenuItemConstructorOptions } from 'electron';
import type { ShellCommand } from '#contract/shell.ts';
import { basename } from 'node:path';

export interface MenuActions {
  /** Hands a command to the page. */
  readonly command: (command: ShellCommand) => void;
  readonly open: () => void;
  readonly openRecent: (path: string) => void;
  readonly clearRecent: () => void;
  readonly showNotices: () => void;
  readonly showLog: () => void;
  readonly showDataFolder: () => void;
  readonly showAbout: () => void;
}

export interface MenuFacts {
  readonly platform: NodeJS.Platform;
  readonly recentFiles: readonly string[];
}

type Item = MenuItemConstructorOptions;

const separator: Item = { type: 'separator' };

export function menuTemplate(facts: MenuFacts, actions: MenuActions): Item[] {
  const isMac = facts.platform === 'darwin';
  const about: Item = { label: 'About Fisher Lab', click: actions.showAbout };
  return [
    ...(isMac ? [macMenu(about)] : []),
    fileMenu(facts, actions),
    { role: 'editMenu' },
    experimentMenu(actions),
    viewMenu(actions),
    ...(isMac ? [{ role: 'windowMenu' } satisfies Item] : []),
    {
      role: 'help',
      label: 'Help',
      submenu: [
        { label: 'Show log', click: actions.showLog },
        { label: 'Show data folder', click: actions.showDataFolder },
        separator,
        { label: 'Third-party notices', click: actions.showNotices },
        ...(isMac ? [] : [about]),
      ],
    },
  ];
}

function macMenu(about: Item): Item {
  return {
    role: 'appMenu',
    submenu: [
      about,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}

function fileMenu({ platform, recentFiles }: MenuFacts, actions: MenuActions): Item {
  const { command } = actions;
  const recent: Item[] = recentFiles.map((path) => ({
    // An ampersand would mark the next letter as the item's key.
    label: basename(path).replaceAll('&', '&&'),
    toolTip: path,
    click: () => actions.openRecent(path),
  }));
  return {
    label: '&File',
    submenu: [
      { label: 'New experiment', accelerator: 'CmdOrCtrl+N', click: () => command('new-experiment') },
      { label: 'Open...', accelerator: 'CmdOrCtrl+O', click: actions.open },
      {
        label: 'Open recent',
        enabled: recent.length > 0,
        submenu: [...recent, separator, { label: 'Clear list', click: actions.clearRecent }],
      },
      separator,
      { label: 'Export plots...', accelerator: 'CmdOrCtrl+E', click: () => command('export-plots') },
      {
        label: 'Export results...',
        accelerator: 'CmdOrCtrl+Shift+E',
        click: () => command('export-results'),
      },
      separator,
      platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
    ],
  };
}

function experimentMenu({ command }: MenuActions): Item {
  return {
    label: 'E&xperiment',
    submenu: [
      { label: 'Run', accelerator: 'CmdOrCtrl+Return', click: () => command('run') },
      { label: 'Cancel', accelerator: 'CmdOrCtrl+.', click: () => command('cancel') },
    ],
  };
}

function viewMenu({ command }: MenuActions): Item {
  const screens: readonly (readonly [string, ShellCommand])[] = [
    ['Experiment', 'show-experiment'],
    ['Curvature', 'show-curvature'],
    ['Gallery', 'show-gallery'],
    ['Data sets', 'show-datasets'],
    ['History', 'show-history'],
  ];
  return {
    label: '&View',
    submenu: [
      ...screens.map(([label, name], i): Item => ({
        label,
        accelerator: `CmdOrCtrl+${i + 1}`,
        click: () => command(name),
      })),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      { role: 'toggleDevTools' },
    ],
  };
}
