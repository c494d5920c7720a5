import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { assetPath, contentSecurityPolicy, readAsset } from './assets.ts';

const folder = mkdtempSync(join(tmpdir(), 'fisher-lab-assets-'));
const root = join(folder, 'renderer');
mkdirSync(join(root, 'assets'), { recursive: true });
writeFileSync(join(root, 'index.html'), '<p>page</p>');
writeFileSync(join(root, 'assets', 'app.js'), 'code');
writeFileSync(join(root, 'notes.md'), 'no type that is served');
writeFileSync(join(folder, 'secret.txt'), 'secret');
mkdirSync(join(folder, 'renderer-other'));
writeFileSync(join(folder, 'renderer-other', 'x.txt'), 'secret');
symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
symlinkSync(folder, join(root, 'up'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('serves the page and its files with their types and the security headers', async () => {
  const page = await readAsset(root, '/');
  expect(new TextDecoder().decode(page!.bytes)).toBe('<p>page</p>');
  expect(page!.headers).toMatchObject({
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  });
  const script = await readAsset(root, '/assets/app.js');
  expect(script!.headers).toMatchObject({ 'Content-Type': 'text/javascript; charset=utf-8' });
});

describe('a path that leads out is not served', () => {
  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/..%2Fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '//etc/passwd',
    '/%2fetc/passwd',
    '//',
    '/C:/Windows/win.ini',
    '/c%3a/Windows/win.ini',
    '/index.html%00.js',
    '/\u0000',
    '/%',
    '/%zz',
    '/.env',
    '/assets/.hidden.js',
    '/./index.html',
    'index.html',
    '',
  ])('%j', async (path) => {
    expect(assetPath(path)).toBeNull();
    expect(await readAsset(root, path)).toBeNull();
  });

  test.each(['/link.txt', '/up/secret.txt', '/up/renderer-other/x.txt'])(
    'a symbolic link out of the folder: %s',
    async (path) => {
      expect(assetPath(path)).not.toBeNull();
      expect(await readAsset(root, path)).toBeNull();
    },
  );

  test.each(['/missing.js', '/assets', '/notes.md', '/assets/'])('nothing to serve: %s', async (path) => {
    expect(await readAsset(root, path)).toBeNull();
  });
});

test('the policy allows no inline code, no code from strings, and nothing by default', () => {
  expect(contentSecurityPolicy).toMatch(/^default-src 'none'/);
  expect(contentSecurityPolicy).not.toMatch(/unsafe-|\*|https?:/);
});
