/** The desktop app among other things on the desk: displays, folders, notifications, terminals, and its own crashes. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startBuiltApp } from '../electron/loader.ts';
import { control, expect, test } from './desktop-fixture.ts';

const experiment = (iterations: number) => ({
  version: 1,
  name: 'Digits',
  dataset: { id: 'digits' },
  model: { kind: 'softmax' },
  iterations,
  optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1e-4 }],
});

test('a long run that ends while nobody looks is announced; the announcement brings the window', async ({
  desktop,
}) => {
  const path = join(desktop.dataDirectory, 'digits.json');
  writeFileSync(path, JSON.stringify(experiment(300)));
  await desktop.start(path);
  await expect(desktop.page().getByRole('textbox', { name: 'Name of the experiment' })).toHaveValue('Digits');
  // While it runs the clock is put forward, so that the run is a long one.
  const now = performance.now.bind(performance);
  let forward = 0;
  performance.now = () => now() + forward;
  const window = desktop.window();
  const runLong = async () => {
    desktop.choose('Experiment', 'Run');
    await expect(() => expect(window.progress).toBeGreaterThanOrEqual(0)).toPass({ intervals: [20] });
    forward += 31_000;
  };
  try {
    await runLong();
    window.focused = false;
    await expect(() => expect(window.progress).toBe(-1)).toPass();
    expect(control.notifications.map(({ body }) => body)).toEqual(['An experiment is finished.']);
    expect(control.blockers.size).toBe(0);
    window.minimized = true;
    control.notifications[0]!.click();
    expect(window.minimized).toBe(false);
    expect(window.focused).toBe(true);

    // Who sits before it needs no announcement.
    await runLong();
    await expect(() => expect(window.progress).toBe(-1)).toPass();
    expect(control.notifications).toHaveLength(1);
  } finally {
    performance.now = now;
  }
});

test('a window whose display is gone opens where it can be seen, as large as before', async ({ desktop }) => {
  const saved = { x: 2500, y: 100, width: 1200, height: 800, maximized: false };
  const state = { window: saved, lastFolder: null, recentFiles: [], endedProperly: true };
  writeFileSync(join(desktop.dataDirectory, 'window.json'), JSON.stringify(state));
  const second = { id: 2, workArea: { x: 1920, y: 0, width: 1920, height: 1040 } };
  await desktop.start();
  expect(desktop.window().options).toMatchObject({ width: 1200, height: 800 });
  expect(desktop.window().options.x).toBeUndefined();
  await desktop.quit();

  writeFileSync(join(desktop.dataDirectory, 'window.json'), JSON.stringify(state));
  await desktop.start({ displays: [...control.displays, second] });
  expect(desktop.window().options).toMatchObject({ x: 2500, y: 100, width: 1200, height: 800 });
});

test('dialogs open in the folder that was used last, also after a new start', async ({ desktop }) => {
  const folder = join(desktop.dataDirectory, 'project');
  mkdirSync(folder);
  const path = join(folder, 'digits.json');
  writeFileSync(path, JSON.stringify(experiment(5)));
  await desktop.start();
  control.chosenFiles.push([path]);
  desktop.choose('File', 'Open...');
  await expect(desktop.page().getByRole('textbox', { name: 'Name of the experiment' })).toHaveValue('Digits');
  expect(control.openDialogs[0]!.defaultPath).toBe(desktop.dataDirectory);
  desktop.choose('Experiment', 'Run');
  await expect(desktop.page().getByText('completed').first()).toBeVisible();
  desktop.choose('File', 'Export results...');
  await expect(() => expect(control.saveDialogs).toHaveLength(1)).toPass();
  expect(dirname(control.saveDialogs[0]!.defaultPath!)).toBe(folder);
  await desktop.quit();

  await desktop.start();
  desktop.choose('File', 'Open...');
  await expect(() => expect(control.openDialogs).toHaveLength(1)).toPass();
  expect(control.openDialogs[0]!.defaultPath).toBe(folder);
});

test('a crash of main says where the log is, leaves nothing of the user in it, and is told at the next start', async ({
  desktop,
}) => {
  const before = new Set(process.listeners('uncaughtException'));
  await desktop.start();
  const own = process.listeners('uncaughtException').filter((listener) => !before.has(listener));
  expect(own).toHaveLength(1);
  own[0]!(new TypeError('patients-2026.csv: row 17'), 'uncaughtException');
  const log = join(desktop.dataDirectory, 'logs', 'fisher-lab.log');
  expect(control.errorBoxes).toHaveLength(1);
  expect(control.errorBoxes[0]!.content).toContain(log);
  expect(control.exitCodes).toEqual([1]);
  const written = readFileSync(log, 'utf8');
  expect(written).toMatch(/ main\.crashed TypeError at /);
  expect(written).not.toContain('patients');
  desktop.die();

  await desktop.start();
  await expect(() => expect(control.messageBoxes).toHaveLength(1)).toPass();
  expect(control.messageBoxes[0]!.message).toContain('did not end properly');
  expect(control.messageBoxes[0]!.detail).toContain(log);
});

test('the app answers the command line without a window', async ({ desktop }) => {
  const answer = async (...command: string[]) => {
    desktop.reset();
    const written = { out: '', err: '' };
    const { stdout, stderr } = process;
    const [out, err] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
    // As a pipe on some systems: what was written is out only when its callback is called.
    const slow = (stream: 'out' | 'err') => (text: unknown, done?: unknown) => {
      setTimeout(() => {
        written[stream] += String(text);
        if (typeof done === 'function') (done as () => void)();
      }, 50);
      return true;
    };
    stdout.write = slow('out');
    stderr.write = slow('err');
    try {
      await startBuiltApp({ dataDirectory: desktop.dataDirectory, command });
    } finally {
      stdout.write = out;
      stderr.write = err;
    }
    expect(control.windows).toEqual([]);
    expect(control.lockData).toEqual([]);
    return { ...written, code: control.exitCodes[0] };
  };
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await answer('--version')).toEqual({ out: `${version}\n`, err: '', code: 0 });
  expect((await answer('--help')).out).toContain('Usage: fisher-lab COMMAND');
  expect(await answer('validate', '/nowhere.json')).toEqual({
    out: '',
    err: '/nowhere.json: there is no such file\n',
    code: 2,
  });
  const path = join(desktop.dataDirectory, 'digits.json');
  writeFileSync(path, JSON.stringify(experiment(5)));
  const out = join(desktop.dataDirectory, 'results');
  const data = join(desktop.dataDirectory, 'data');
  expect((await answer('run', path, '--out', out, '--data-dir', data)).code).toBe(0);
  const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as {
    runs: { status: string }[];
  };
  expect(results.runs.map(({ status }) => status)).toEqual(['completed']);
});
