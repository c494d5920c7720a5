/** Attacks on the desktop app as it is built: what the policies forbid is forbidden by the bundle, not only by them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrame } from '#contract/frames.ts';
import { preventable } from '../electron/app-double.ts';
import { nativeTheme, session, type WebContents } from '../electron/electron-double.ts';
import { control, expect, test, type DesktopUnderTest } from './desktop-fixture.ts';

const elsewhere = [
  'https://evil.example/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'app://evil/',
  'app://lab.evil.example/',
];

const logOf = (desktop: DesktopUnderTest) =>
  readFileSync(join(desktop.dataDirectory, 'logs', 'fisher-lab.log'), 'utf8');

test('every window: no navigation away, no new window, no webview; only https goes to the browser', async ({
  desktop,
}) => {
  await desktop.start();
  desktop.choose('Help', 'Third-party notices');
  await new Promise((resolve) => control.windows[1]!.once('ready-to-show', resolve));
  for (const { webContents } of control.windows) attack(webContents);
  expect(control.openedExternally).toEqual(['https://example.org/paper', 'https://example.org/paper']);
  expect(control.windows).toHaveLength(2);
  control.windows[1]!.close();
});

function attack(contents: WebContents): void {
  const prevented = (event: string, url: string): boolean => {
    const fired = preventable({ url });
    contents.emit(event, fired);
    return fired.defaultPrevented;
  };
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    for (const url of elsewhere) expect(`${event} ${url} ${prevented(event, url)}`).toMatch(/ true$/);
    expect(prevented(event, 'app://lab/')).toBe(false);
  }
  expect(prevented('will-attach-webview', 'app://lab/')).toBe(true);
  for (const url of [
    ...elsewhere,
    'http://example.org/',
    'smb://server/share',
    'ms-msdt:/id',
    'https://user:password@example.org/',
    'https://example.org/paper',
  ].filter((candidate) => candidate !== 'https://evil.example/')) {
    expect(contents.openHandler({ url })).toEqual({ action: 'deny' });
  }
}

test('the session: no permission but copying text, no device, no request that leaves the app', async ({
  desktop,
}) => {
  await desktop.start();
  const { defaultSession } = session;
  const granted = (permission: string, requestingUrl = 'app://lab/'): boolean => {
    const answers: boolean[] = [];
    defaultSession.permissionRequest(null, permission, (answer) => answers.push(answer), { requestingUrl });
    const checked = defaultSession.permissionCheck(null, permission, requestingUrl);
    expect(answers).toEqual([checked]);
    return checked;
  };
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'openExternal',
    'usb',
  ]) {
    expect(`${permission} ${granted(permission)}`).toBe(`${permission} false`);
  }
  expect(granted('clipboard-sanitized-write')).toBe(true);
  expect(granted('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
  expect(defaultSession.devicePermission({})).toBe(false);

  const cancelled = (url: string): boolean | undefined => {
    let cancel: boolean | undefined;
    defaultSession.beforeRequest({ url }, (answer) => (cancel = answer.cancel));
    return cancel;
  };
  for (const url of [...elsewhere.filter((address) => !address.startsWith('data:')), 'ws://127.0.0.1:1/']) {
    expect(`${url} ${cancelled(url)}`).toBe(`${url} true`);
  }
  expect(cancelled('app://lab/assets/x.js')).toBe(false);
});

test('the scheme serves the app with its policy, and nothing beside or outside it', async ({ desktop }) => {
  await desktop.start();
  expect(control.schemes).toEqual([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
  expect([...control.protocolHandlers.keys()]).toEqual(['app']);
  // As written: the Request class would tidy up dot segments before the handler sees them.
  const get = (url: string) => control.protocolHandlers.get('app')!({ url, method: 'GET' } as Request);
  const page = await get('app://lab/');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  for (const url of [
    'app://lab/../../package.json',
    'app://lab/..%2f..%2fpackage.json',
    'app://lab/%2e%2e/%2e%2e/package.json',
    'app://lab/..%5c..%5cpackage.json',
    'app://lab//etc/hostname',
    'app://lab/%2fetc%2fhostname',
    'app://lab/index.html%00.json',
  ]) {
    const response = await get(url);
    expect(`${url} ${response.status} ${await response.text()}`).toBe(`${url} 404 `);
  }
  expect((await get('app://evil/')).status).toBe(403);
});

test('messages of a foreign frame are not looked at', async ({ desktop }) => {
  await desktop.start();
  const { webContents } = desktop.window();
  const before = logOf(desktop);
  for (const frame of [
    { url: 'https://evil.example/', parent: null },
    { url: 'app://lab/', parent: {} },
    { url: 'app://lab.evil.example/', parent: null },
    null,
  ]) {
    webContents.receive('lab', [new Uint8Array([1])], frame);
    webContents.receive('shell.theme', ['dark'], frame);
    webContents.receive('shell.ready', [], frame);
  }
  expect(nativeTheme.themeSource).toBe('system');
  expect(
    logOf(desktop)
      .slice(before.length)
      .match(/frame\.refused foreign-page/g),
  ).toHaveLength(4);
  // The page itself is still connected.
  desktop.choose('View', 'History');
  await expect(() => expect(desktop.page().url()).toContain('#/history')).toPass();
});

test('a page gone bad: what is no frame, no method or no theme does nothing, and the app lives on', async ({
  desktop,
}) => {
  await desktop.start();
  const { webContents } = desktop.window();
  const before = logOf(desktop);
  const said = () => logOf(desktop).slice(before.length);
  for (const value of ['text', 1, null, { type: 'request' }, ['x']]) webContents.receive('lab', [value]);
  expect(said().match(/frame\.refused not-bytes/g)).toHaveLength(5);
  for (const theme of ['__proto__', 'constructor', '', 1, null, {}]) {
    webContents.receive('shell.theme', [theme]);
  }
  expect(nativeTheme.themeSource).toBe('system');
  for (const method of ['__proto__', 'constructor', 'toString', 'experiments']) {
    webContents.receive('lab', [
      encodeFrame({ type: 'request', version: 1, id: 1_000_000, method, params: {} }),
    ]);
  }
  webContents.receive('lab', [new Uint8Array([1, 2, 3])]);
  await expect(() => expect(said()).toContain('frame.refused protocol')).toPass();
  // What came with the attacks is in no log.
  expect(said()).not.toMatch(/__proto__|constructor|experiments/);
  webContents.reload();
  const page = desktop.page();
  await expect(page.getByRole('button', { name: 'Run comparison' })).toBeEnabled();
});
