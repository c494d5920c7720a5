/** Results folders in places that the user may write to only in part. */

import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkResultsFolder, writeResultsFolder } from './folder.ts';

/** Nobody's: the superuser may write everywhere, so a test that runs as one lays its power down. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

let parent: string;
let target: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'fisher-lab-results-'));
  target = join(parent, 'results');
  mkdirSync(target);
  if (isRoot) for (const path of [parent, target]) chownSync(path, nobody, nobody);
  if (isRoot) process.seteuid!(nobody);
});
afterEach(() => {
  if (isRoot) process.seteuid!(0);
  chmodSync(parent, 0o700);
  chmodSync(target, 0o700);
  rmSync(parent, { recursive: true });
});

test.skipIf(process.platform === 'win32')('a folder in a read-only one is written to', async () => {
  chmodSync(parent, 0o555);
  await checkResultsFolder(target);
  await writeResultsFolder(target, [{ name: 'a.txt', content: ['whole'] }]);
  expect(readdirSync(target)).toEqual(['a.txt']);
  expect(readFileSync(join(target, 'a.txt'), 'utf8')).toBe('whole');
});

test.skipIf(process.platform === 'win32')(
  'a read-only folder is refused before the run, not after it',
  async () => {
    chmodSync(target, 0o555);
    await expect(checkResultsFolder(target)).rejects.toMatchObject({
      code: 'storage',
      message: `cannot write the results to ${target}: permission denied; choose a folder that you may write to`,
    });
  },
);
