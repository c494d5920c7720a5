import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { serveApp } from './protocol.ts';

const folder = mkdtempSync(join(tmpdir(), 'fisher-lab-protocol-'));
const root = join(folder, 'renderer');
mkdirSync(join(root, 'assets'), { recursive: true });
writeFileSync(join(root, 'index.html'), '<p>page</p>');
writeFileSync(join(root, 'assets', 'app.js'), 'code');
writeFileSync(join(folder, 'secret.txt'), 'secret');
symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const serve = serveApp(root);
/** Electron hands the address over as it was written; the Request class alone would tidy it up. */
const request = (url: string, method = 'GET') => serve({ url, method } as Request);

test('the page and its files, with the content security policy', async () => {
  for (const url of ['app://lab/', 'app://lab', 'app://lab/#/history', 'app://lab/?x']) {
    const response = await request(url);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<p>page</p>');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  }
  expect((await request('app://lab/assets/app.js')).headers.get('content-type')).toMatch('text/javascript');
});

describe('nothing outside its folder', () => {
  test.each([
    'app://lab/../secret.txt',
    'app://lab/..%2fsecret.txt',
    'app://lab/%2e%2e/secret.txt',
    'app://lab/%2e%2e%2fsecret.txt',
    'app://lab/assets/..%2f..%2fsecret.txt',
    'app://lab/assets/../../secret.txt',
    'app://lab/..%5csecret.txt',
    'app://lab/..\\secret.txt',
    'app://lab//etc/passwd',
    'app://lab/%2fetc%2fpasswd',
    'app://lab/C:/Windows/win.ini',
    'app://lab/index.html%00.txt',
    'app://lab/\u0000',
    'app://lab/link.txt',
    'app://lab/%',
  ])('%j', async (url) => {
    const response = await request(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });
});

test('no other host of the scheme, no other method', async () => {
  expect((await request('app://evil/')).status).toBe(403);
  expect((await request('app://lab.evil/')).status).toBe(403);
  expect((await request('file:///etc/passwd')).status).toBe(403);
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect((await request('app://lab/', method)).status).toBe(405);
  }
});
