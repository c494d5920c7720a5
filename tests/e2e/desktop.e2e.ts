/** The desktop shell, end to end: its real main, preload and renderer bundles on a double of Electron. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app, nativeTheme } from '../electron/electron-double.ts';
import { control, expect, test } from './desktop-fixture.ts';

const longExperiment = {
  version: 1,
  name: 'A long one',
  dataset: { id: 'digits' },
  model: { kind: 'softmax' },
  iterations: 1_000_000,
  optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1e-4 }],
};
const shortExperiment = {
  version: 1,
  name: 'A short one',
  dataset: { id: 'boston' },
  model: { kind: 'linear' },
  iterations: 5,
  optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 }],
};

function write(folder: string, name: string, document: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(document));
  return path;
}

test('the window shows the app, sandboxed and isolated, and exposes exactly the documented keys', async ({
  desktop,
}) => {
  await desktop.start();
  await expect(desktop.page().getByRole('button', { name: 'Run comparison' })).toBeVisible();
  expect(control.sandboxEnabled).toBe(true);
  expect(desktop.window().options.webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  const keys = await desktop.page().evaluate(() => {
    const bridge = (globalThis as unknown as { fisherLab: Record<string, unknown> }).fisherLab;
    return Object.entries(bridge).map(([key, value]) => `${key}: ${typeof value}`);
  });
  expect(keys.sort()).toEqual([
    'onCommand: function',
    'onFrame: function',
    'onOpenFile: function',
    'pathOf: function',
    'send: function',
    'setTheme: function',
  ]);
});

test('an experiment opened from the menu runs; progress, sleep and the close question follow it', async ({
  desktop,
}) => {
  await desktop.start();
  const path = write(desktop.dataDirectory, 'long.json', longExperiment);
  control.chosenFiles.push([path]);
  desktop.choose('File', 'Open...');
  const name = desktop.page().getByRole('textbox', { name: 'Name of the experiment' });
  await expect(name).toHaveValue('A long one');
  expect(control.openDialogs[0]!.defaultPath).toBe(desktop.dataDirectory);

  desktop.choose('Experiment', 'Run');
  await expect(() => expect(desktop.window().progress).toBeGreaterThanOrEqual(0)).toPass();
  expect(control.blockers.size).toBe(1);

  // Closing asks, once; the answer "Keep running" keeps everything.
  control.answers.push(0);
  desktop.window().close();
  desktop.window().close();
  await expect(() => expect(control.messageBoxes).toHaveLength(1)).toPass();
  expect(control.messageBoxes[0]!.message).toContain('still running');
  expect(desktop.window().isDestroyed()).toBe(false);

  desktop.choose('Experiment', 'Cancel');
  await expect(() => expect(desktop.window().progress).toBe(-1)).toPass();
  expect(control.blockers.size).toBe(0);
  await expect(desktop.page().getByText('cancelled').first()).toBeVisible();
  await desktop.quit();
  expect(control.messageBoxes).toHaveLength(1);
});

test('"Stop and close" cancels what runs and ends the app; what was computed is in the history', async ({
  desktop,
}) => {
  await desktop.start(write(desktop.dataDirectory, 'long.json', longExperiment));
  const name = desktop.page().getByRole('textbox', { name: 'Name of the experiment' });
  await expect(name).toHaveValue('A long one');
  desktop.choose('Experiment', 'Run');
  await expect(() => expect(desktop.window().progress).toBeGreaterThanOrEqual(0)).toPass();
  control.answers.push(1);
  desktop.window().close();
  await desktop.quit();
  expect(control.exitCodes).toEqual([0]);

  await desktop.start();
  expect(control.messageBoxes).toEqual([]);
  desktop.choose('View', 'History');
  await expect(desktop.page().getByText('A long one').first()).toBeVisible();
});

test('every command of the menus reaches the page', async ({ desktop }) => {
  await desktop.start(write(desktop.dataDirectory, 'short.json', shortExperiment));
  const name = desktop.page().getByRole('textbox', { name: 'Name of the experiment' });
  await expect(name).toHaveValue('A short one');
  for (const [label, fragment] of [
    ['History', '#/history'],
    ['Curvature', '#/curvature'],
    ['Gallery', '#/gallery'],
    ['Data sets', '#/datasets'],
    ['Experiment', '#/experiment'],
  ] as const) {
    desktop.choose('View', label);
    await expect(() => expect(desktop.page().url()).toContain(fragment)).toPass();
  }
  desktop.choose('Experiment', 'Run');
  await expect(desktop.page().getByText('completed').first()).toBeVisible();

  // Saved where the user last saved; the first time among the downloads.
  desktop.choose('File', 'Export results...');
  await expect(() => expect(control.saveDialogs).toHaveLength(1)).toPass();
  expect(dirname(control.saveDialogs[0]!.defaultPath!)).toBe(desktop.dataDirectory);
  desktop.choose('File', 'Export plots...');
  await expect(() => expect(control.saveDialogs.length).toBeGreaterThan(1)).toPass();

  desktop.choose('File', 'New experiment');
  await expect(name).not.toHaveValue('A short one');
});

test('the menus of the desktop: about, notices, log and data folder', async ({ desktop }) => {
  await desktop.start();
  desktop.choose('Help', 'About Fisher Lab');
  expect(control.aboutShown).toBe(1);
  expect(JSON.stringify(control.aboutPanel)).toContain(process.versions.node);
  desktop.choose('Help', 'Show log');
  expect(control.shownInFolder).toEqual([join(desktop.dataDirectory, 'logs', 'fisher-lab.log')]);
  desktop.choose('Help', 'Show data folder');
  expect(control.openedPaths).toEqual([desktop.dataDirectory]);
  desktop.choose('Help', 'Third-party notices');
  const notices = control.windows[1]!;
  await new Promise((resolve) => notices.once('ready-to-show', resolve));
  expect(notices.options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true });
  expect(notices.options.webPreferences['preload']).toBeUndefined();
  expect(notices.webContents.frame?.url).toBe('app://lab/third-party-notices.txt');
  notices.close();
});

test('recent files: the list, a file that is gone, clearing it', async ({ desktop }) => {
  await desktop.start(write(desktop.dataDirectory, 'short.json', shortExperiment));
  const name = desktop.page().getByRole('textbox', { name: 'Name of the experiment' });
  await expect(name).toHaveValue('A short one');
  desktop.choose('File', 'New experiment');
  await expect(name).not.toHaveValue('A short one');
  desktop.choose('File', 'Open recent', 'short.json');
  await expect(name).toHaveValue('A short one');
  expect(control.recentDocuments).toContain(join(desktop.dataDirectory, 'short.json'));

  app.emit('open-file', { preventDefault: () => undefined }, join(desktop.dataDirectory, 'gone.json'));
  await expect(() => expect(control.messageBoxes).toHaveLength(1)).toPass();
  expect(control.messageBoxes[0]!.message).toContain('there is no such file');
  // The log tells that it failed, and not the name of the file.
  const log = readFileSync(join(desktop.dataDirectory, 'logs', 'fisher-lab.log'), 'utf8');
  expect(log).toMatch(/open\.failed LabError\(not-found\)/);
  expect(log).not.toContain('gone');

  desktop.choose('File', 'Open recent', 'Clear list');
  expect(() => desktop.choose('File', 'Open recent', 'short.json')).toThrow('no menu item');
});

test('a data file opens in the import dialog and becomes the data of the experiment', async ({ desktop }) => {
  const path = join(desktop.dataDirectory, 'mine.csv');
  writeFileSync(path, 'x,y\n1,2\n2,4.1\n3,5.9\n4,8.2\n');
  await desktop.start(path);
  const page = desktop.page();
  const dialog = page.getByRole('dialog', { name: 'Import mine.csv' });
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('button', { name: 'Use in experiment' }).click();
  await expect(page.getByLabel('Data set', { exact: true }).locator('option:checked')).toHaveText(/mine/);
});

test('a bundle of another lab opens with its results, by its icon', async ({ desktop }) => {
  const elsewhere = join(desktop.dataDirectory, 'elsewhere');
  const bundle = join(desktop.dataDirectory, 'short.fisherlab');
  const cli = (...parameters: string[]) =>
    execFileSync(process.execPath, ['dist/main/cli.js', ...parameters, '--data-dir', elsewhere], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  cli('run', write(desktop.dataDirectory, 'short.json', shortExperiment));
  const id = /^(\S+) .*completed/m.exec(cli('runs', 'list'))![1]!;
  cli('runs', 'export', id, '--out', bundle);

  await desktop.start();
  app.emit('open-file', { preventDefault: () => undefined }, bundle);
  await expect(desktop.page().getByText('short.fisherlab is in the history.')).toBeVisible();
  await expect(desktop.page().getByText('completed').first()).toBeVisible();
  expect(control.recentDocuments).toEqual([bundle]);
});

test('a second start shows the first and hands over its file', async ({ desktop }) => {
  await desktop.start();
  desktop.window().minimized = true;
  desktop.window().focused = false;
  const path = write(desktop.dataDirectory, 'short.json', shortExperiment);
  app.emit('second-instance', {}, [], '/', { files: [path] });
  const name = desktop.page().getByRole('textbox', { name: 'Name of the experiment' });
  await expect(name).toHaveValue('A short one');
  expect(desktop.window().minimized).toBe(false);
  expect(desktop.window().focused).toBe(true);
  expect(control.lockData).toEqual([{ files: [] }]);
});

test('a crashed page is loaded again with its state, its experiment goes on; one that keeps crashing asks', async ({
  desktop,
}) => {
  await desktop.start(write(desktop.dataDirectory, 'long.json', longExperiment));
  const name = desktop.page().getByRole('textbox', { name: 'Name of the experiment' });
  await expect(name).toHaveValue('A long one');
  desktop.choose('Experiment', 'Run');
  await expect(() => expect(desktop.window().progress).toBeGreaterThanOrEqual(0)).toPass();
  const { webContents } = desktop.window();
  webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  await expect(name).toHaveValue('A long one');
  await expect(desktop.page().getByRole('button', { name: 'Cancel' })).toBeVisible();
  desktop.choose('Experiment', 'Cancel');
  await expect(() => expect(desktop.window().progress).toBe(-1)).toPass();

  control.answers.push(0);
  for (let i = 0; i < 3; i++) webContents.emit('render-process-gone', {}, { reason: 'oom' });
  await expect(() => expect(control.messageBoxes).toHaveLength(1)).toPass();
  expect(control.messageBoxes[0]!.detail).toContain('fisher-lab.log');
  await expect(name).toHaveValue('A long one');
});

test('an app that did not end properly says so at the next start, with the path of its log', async ({
  desktop,
}) => {
  await desktop.start();
  expect(control.messageBoxes).toEqual([]);
  desktop.die();
  await desktop.start();
  await expect(() => expect(control.messageBoxes).toHaveLength(1)).toPass();
  const log = join(desktop.dataDirectory, 'logs', 'fisher-lab.log');
  expect(control.messageBoxes[0]!.detail).toContain(log);
  expect(readFileSync(log, 'utf8')).toContain('start');
  await desktop.quit();
  await desktop.start();
  expect(control.messageBoxes).toEqual([]);
});

test('the window opens where it was', async ({ desktop }) => {
  await desktop.start();
  await desktop.quit();
  const saved = JSON.parse(readFileSync(join(desktop.dataDirectory, 'window.json'), 'utf8')) as {
    window: { x: number };
  };
  expect(saved.window.x).toBe(100);
  await desktop.start();
  expect(desktop.window().options).toMatchObject({ x: 100, y: 100, width: 1440, height: 900 });
});

test('native parts follow the theme that the page chooses, the page follows the system', async ({
  desktop,
}) => {
  await desktop.start();
  await desktop.page().evaluate(() => {
    const bridge = (globalThis as unknown as { fisherLab: { setTheme(source: string): void } }).fisherLab;
    bridge.setTheme('dark');
  });
  await expect(() => expect(nativeTheme.themeSource).toBe('dark')).toPass();
  nativeTheme.shouldUseDarkColors = true;
  nativeTheme.emit('updated');
  expect(desktop.window().backgroundColor).toBe('#12161c');
  await desktop.page().emulateMedia({ colorScheme: 'dark' });
  await expect(desktop.page().locator('html')).toHaveAttribute('data-theme', 'dark');
  nativeTheme.shouldUseDarkColors = false;
  nativeTheme.themeSource = 'system';
});

test('a second instance ends without a window', async ({ desktop }) => {
  await desktop.start();
  const windows = control.windows.length;
  control.firstInstance = false;
  const { startBuiltApp } = await import('../electron/loader.ts');
  const quit = app.quit.bind(app);
  let asked = 0;
  app.quit = () => {
    asked++;
  };
  await startBuiltApp({ dataDirectory: desktop.dataDirectory, arguments: ['x.json'] });
  app.quit = quit;
  expect(asked).toBe(1);
  expect(control.windows).toHaveLength(windows);
  expect(control.lockData[1]).toEqual({ files: [join(process.cwd(), 'x.json')] });
});
