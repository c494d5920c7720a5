/** kill -9 at any moment: the history keeps what was computed, and what was half-written never has its final name. */

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunStore } from '#main/lab/store/run-store.ts';
import { survivesKills } from './support/kills.ts';

const entry = join(import.meta.dirname, '..', 'main', 'cli', 'index.ts');
const spec = {
  version: 1,
  dataset: { id: 'breast-cancer' },
  model: { kind: 'logistic' },
  iterations: 5_000_000,
  record: ['loss', 'gradientNorm'],
  optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 1e-3, damping: 1e-6 }],
};

let directory: string;
let data: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fisher-lab-kill-'));
  data = join(directory, 'data');
  writeFileSync(join(directory, 'spec.json'), JSON.stringify(spec));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [entry, ...args, '--data-dir', data], { cwd: directory, stdio: 'pipe' });
}

function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  return ended;
}

/** Until the command has told of progress beyond some iterations. */
function progressed(child: ChildProcess, iterations: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const lines = text.split('\n');
      text = lines.pop()!;
      for (const line of lines) {
        const event = JSON.parse(line) as { event: string; runs?: { iterations: number }[] };
        const reached = event.runs?.at(-1)?.iterations ?? 0;
        if (reached >= iterations) resolve(reached);
      }
    });
    child.once('exit', () => reject(new Error('the command ended by itself')));
  });
}

test('in the middle of a run: at the next start it is interrupted, with the iterations that it had told', async () => {
  const child = start('run', 'spec.json', '--json', '--out', 'results');
  const told = await progressed(child, 50);
  await killed(child);
  const store = RunStore.open(data);
  const { experiments } = store.experiments.list('', 10, 0);
  expect(experiments).toMatchObject([{ status: 'interrupted' }]);
  expect(store.notices.join()).toContain('interrupted');
  const [run] = store.runs.load(experiments[0]!.id);
  expect(run).toMatchObject({ status: 'interrupted' });
  expect(run!.iterations).toBeGreaterThanOrEqual(told);
  expect(run!.series['loss']!.length).toBeGreaterThanOrEqual(told);
  for (let k = 1; k < run!.series['loss']!.length; k++) {
    expect(run!.series['loss']![k]).toBeLessThan(run!.series['loss']![k - 1]!);
  }
  store.close();
  expect(existsSync(join(directory, 'results'))).toBe(false);
});

test('ten times while it runs, exports, imports and deletes: nothing finished is lost, nothing half is left', async () => {
  await survivesKills(directory, 10);
}, 300_000);
