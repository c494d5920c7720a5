/** The command line in a pipe: as a process, since the streams are the process's own. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exampleSpec } from './testing/command.ts';

const directory = mkdtempSync(join(tmpdir(), 'fisher-lab-pipe-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Runs a command; the reader of its output reads `chunks` pieces and goes away. */
async function piped(args: readonly string[], chunks: number, out: 'pipe' | number = 'pipe') {
  const command = [join(import.meta.dirname, 'index.ts'), ...args, '--data-dir', join(directory, 'data')];
  const child = spawn(process.execPath, command, { cwd: directory, stdio: ['ignore', out, 'pipe'] });
  let err = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
  let seen = 0;
  if (chunks === 0) child.stdout?.destroy();
  child.stdout?.on('data', () => {
    if (++seen === chunks) child.stdout!.destroy();
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, err };
}

test('a reader that goes away ends a listing quietly', async () => {
  expect(await piped(['schema'], 0)).toEqual({ code: 0, err: '' });
});

test('a reader that goes away stops a run, and what was finished is kept', async () => {
  writeFileSync(join(directory, 'long.json'), JSON.stringify({ ...exampleSpec, iterations: 10_000_000 }));
  const { code, err } = await piped(['run', 'long.json', '--json', '--out', 'cut'], 1);
  expect(err).toMatch(/interrupted; what was finished has been kept\n$/);
  expect(code).toBe(130);
  expect(existsSync(join(directory, 'cut', 'results.json'))).toBe(true);
});

test('a reader that went away before is noticed by the next that listens', async () => {
  const script = `
    import { processTerminal } from ${JSON.stringify(join(import.meta.dirname, 'terminal.ts'))};
    const terminal = processTerminal();
    process.stdout.on('error', () => setTimeout(() => {
      terminal.onInterrupt(() => process.exit(42));
    }));
    const timer = setInterval(() => terminal.out('more\\n'), 5);
    setTimeout(() => { clearInterval(timer); process.exit(0); }, 5000).unref();
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.destroy();
  expect(await once(child, 'exit')).toEqual([42, null]);
});

test.skipIf(process.platform === 'win32')('one control-C that comes twice is one', async () => {
  writeFileSync(join(directory, 'long.json'), JSON.stringify({ ...exampleSpec, iterations: 10_000_000 }));
  const entry = join(import.meta.dirname, 'index.ts');
  const command = [entry, 'run', 'long.json', '--json', '--out', 'twice', '--data-dir', 'twice-data'];
  const child = spawn(process.execPath, command, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  child.stdout.resume();
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGINT');
  expect(await exited).toEqual([130, null]);
  expect(existsSync(join(directory, 'twice', 'results.json'))).toBe(true);
});

test.runIf(existsSync('/dev/full'))('results that cannot be written are told, with exit code 1', async () => {
  expect(await piped(['schema'], 0, openSync('/dev/full', 'w'))).toEqual({
    code: 1,
    err: 'cannot write the output: the disk is full; free some space and try again\n',
  });
});
