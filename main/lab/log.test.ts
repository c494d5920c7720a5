import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LabError } from '#contract/errors.ts';
import { describeFault, openLog } from './log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fisher-lab-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const root = join(import.meta.dirname, '..', '..');

test('an event and where in the app its error came from, on one line', () => {
  const log = openLog(folder, root, () => new Date(0));
  log.write('start');
  log.write('request.failed', new LabError('storage', 'x'));
  const [first, second] = readFileSync(log.path, 'utf8').split('\n');
  expect(first).toBe('1970-01-01T00:00:00.000Z start');
  expect(second).toMatch(
    /^1970-01-01T00:00:00\.000Z request\.failed LabError\(storage\) at .*main\/lab\/log\.test\.ts:\d+/,
  );
});

test('nothing of the user’s: no message, no value, no path outside the app', () => {
  const secret = 'patients-2026.csv: row 17, "Miller"';
  const error = Object.assign(new Error(secret), { path: '/home/miller/patients-2026.csv' });
  error.stack = `Error: ${secret}\n    at load (/home/miller/project/evil.ts:1:2)\n    at read (${root}/main/lab/x.ts:3:4)`;
  const text = describeFault(error, root);
  expect(text).toBe('Error at load (evil.ts:1) at read (main/lab/x.ts:3)');
  expect(describeFault(secret, root)).toBe('string');
  expect(describeFault(Object.assign(new Error(), { code: 'rm -rf "x"' }), root)).not.toContain('rm');
});

test('rotates at a megabyte and keeps two older files', () => {
  const log = openLog(folder, root);
  for (let i = 0; i < 4; i++) {
    writeFileSync(log.path, String(i).repeat(1_000_000));
    log.write('start');
  }
  expect(readdirSync(folder).sort()).toEqual(['fisher-lab.1.log', 'fisher-lab.2.log', 'fisher-lab.log']);
  expect(statSync(log.path).size).toBeLessThan(100);
  expect(readFileSync(join(folder, 'fisher-lab.1.log'), 'utf8')[0]).toBe('3');
  expect(readFileSync(join(folder, 'fisher-lab.2.log'), 'utf8')[0]).toBe('2');
});

test('a log that cannot be written is no failure', () => {
  writeFileSync(join(folder, 'file'), '');
  const log = openLog(join(folder, 'file', 'logs'), root);
  expect(() => {
    log.write('start');
  }).not.toThrow();
});
