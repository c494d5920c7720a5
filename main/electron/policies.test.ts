import { describe, expect, test } from 'vitest';
import {
  isAppUrl,
  isTrustedSender,
  mayHavePermission,
  mayOpenExternally,
  webPreferences,
} from './policies.ts';

const foreign = [
  'https://lab/',
  'http://127.0.0.1/',
  'app://lab.evil.example/',
  'app://evil/',
  'app://user@lab/',
  'app://lab:pass@lab/',
  'app:lab',
  'file:///etc/passwd',
  'about:blank',
  'data:text/html,x',
  'javascript:alert(1)',
  'blob:app://lab/x',
  'APP//lab/',
  '',
];

test('only the app’s own page is the app', () => {
  expect(isAppUrl('app://lab/')).toBe(true);
  expect(isAppUrl('app://lab/#/history')).toBe(true);
  for (const url of foreign) expect(`${url}: ${isAppUrl(url)}`).toBe(`${url}: false`);
});

test('only https goes to the system’s browser', () => {
  expect(mayOpenExternally('https://example.org/paper?x=1')).toBe(true);
  for (const url of [
    'http://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'ms-msdt:/id',
    'vbscript:x',
    'data:text/html,x',
    'app://lab/',
    'https://user:password@example.org/',
    'HTTPS//example.org',
    'calculator:',
    '\\\\server\\share',
    '',
  ]) {
    expect(`${url}: ${mayOpenExternally(url)}`).toBe(`${url}: false`);
  }
});

test('copying text is the only permission, and only the app’s', () => {
  expect(mayHavePermission('clipboard-sanitized-write', 'app://lab/')).toBe(true);
  expect(mayHavePermission('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
  for (const permission of [
    'clipboard-read',
    'media',
    'geolocation',
    'notifications',
    'midi',
    'midiSysex',
    'pointerLock',
    'fullscreen',
    'openExternal',
    'hid',
    'serial',
    'usb',
    'display-capture',
    'fileSystem',
    'window-management',
    'unknown',
  ]) {
    expect(`${permission}: ${mayHavePermission(permission, 'app://lab/')}`).toBe(`${permission}: false`);
  }
});

describe('who may send a message', () => {
  test('the main frame of the app', () => {
    expect(isTrustedSender({ url: 'app://lab/', parent: null })).toBe(true);
  });
  test('no other page, no inner frame, no frame that is gone', () => {
    for (const url of foreign) expect(isTrustedSender({ url, parent: null })).toBe(false);
    expect(isTrustedSender({ url: 'app://lab/', parent: {} })).toBe(false);
    expect(isTrustedSender(null)).toBe(false);
    expect(isTrustedSender(undefined)).toBe(false);
  });
});

test('every window is isolated, sandboxed and without Node, said in full', () => {
  expect(webPreferences('/preload.cjs')).toEqual({
    preload: '/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
  });
  expect(webPreferences(null)).not.toHaveProperty('preload');
});
