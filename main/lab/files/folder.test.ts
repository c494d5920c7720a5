import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '#contract/errors.ts';
import { makeFolder } from './folder.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fisher-lab-folder-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

test('makes the folder and its parents, and leaves one that is there as it is', () => {
  const path = join(directory, 'a', 'b', 'c');
  makeFolder(path);
  writeFileSync(join(path, 'kept'), 'kept');
  makeFolder(path);
  expect(readFileSync(join(path, 'kept'), 'utf8')).toBe('kept');
});

test.each([['file'], ['file/below']])('%s: where a file is in the way it is left, and named', (name) => {
  const file = join(directory, 'file');
  writeFileSync(file, 'mine');
  expect(() => makeFolder(join(directory, name))).toThrow(
    new LabError('storage', `${file} is a file, not a folder`),
  );
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test.skipIf(process.platform === 'win32')(
  'a link to what is not there is told, not taken for a folder',
  () => {
    const link = join(directory, 'link');
    symlinkSync(join(directory, 'unmounted'), link);
    expect(() => makeFolder(link)).toThrow(
      new LabError('storage', `${link} is a link to a folder that is not there`),
    );
  },
);

// In a process of its own: what this guards against never returns.
test.runIf(existsSync('/proc/self'))('where no folder can be made it says so at once', () => {
  const source = `
    import { makeFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder.ts'))};
    try { makeFolder('/proc/fisher-lab/deep'); } catch (error) { console.log(error.message); }
  `;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect({ stdout, signal }).toEqual({
    stdout: 'no folder can be made in /proc; choose another one\n',
    signal: null,
  });
});
