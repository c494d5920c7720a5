/** What no policy can undo at run time must not be in the sources of the desktop shell at all. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const sources = globSync('main/electron/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'));

test('no source of the shell turns a protection off or loads by file:', () => {
  expect(sources.length).toBeGreaterThan(10);
  const forbidden =
    /appendSwitch|appendArgument|BlinkFeatures|allowpopups|<webview|\.loadFile|file:\/\/|executeJavaScript|certificate|bypassCSP|corsEnabled|--no-sandbox|ipcMain\.handle/;
  for (const path of sources) expect(`${path} ${forbidden.exec(read(path))?.[0]}`).toBe(`${path} undefined`);
});

test('every window is made with the preferences of the policies', () => {
  const windows = sources.flatMap((path) => read(path).split('new BrowserWindow(').slice(1));
  expect(windows).toHaveLength(2);
  for (const options of windows) {
    expect(options.slice(0, options.indexOf('});'))).toMatch(/webPreferences: webPreferences\(/);
  }
});

test('every message from a page is checked for its sender', () => {
  const listeners = sources.flatMap((path) => read(path).split('ipcMain.on(').slice(1));
  expect(listeners).toHaveLength(2);
  for (const listener of listeners)
    expect(listener.slice(0, 300)).toContain('isTrustedSender(event.senderFrame)');
  // The third channel is the lab's own: frame-channel.ts.
  expect(read('main/electron/frame-channel.ts')).toContain('if (!isTrustedSender(senderFrame))');
});

test('Electron is pinned to one version, which is the one installed', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
  const installed = JSON.parse(read('node_modules/electron/package.json')) as { version: string };
  expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
  expect(installed.version).toBe(devDependencies['electron']);
});

test('every package is pinned, and locked with the hash of its content', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  for (const versions of [manifest['dependencies']!, manifest['devDependencies']!]) {
    for (const [name, version] of Object.entries(versions))
      expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+$/);
  }
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { integrity?: string }>;
  };
  const unlocked = Object.entries(packages).filter(
    ([path, { integrity }]) => path !== '' && integrity?.startsWith('sha512-') !== true,
  );
  expect(unlocked.map(([path]) => path)).toEqual([]);
});
