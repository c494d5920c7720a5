/** kill -9 at any moment: the history keeps what was computed, and what was half-written never has its final name. */

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunStore } from '#main/lab/store/run-store.ts';

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

test('at random moments, ten times on one data folder: nothing finished is lost and the store stays sound', async () => {
  writeFileSync(join(directory, 'short.json'), JSON.stringify({ ...spec, iterations: 20 }));
  const moments = Array.from({ length: 10 }, (_, k) => 300 + 170 * k + Math.floor(Math.random() * 170));
  let finished = 0;
  for (const [k, moment] of moments.entries()) {
    const child = start('run', k % 2 === 0 ? 'spec.json' : 'short.json', '--out', `results-${k}`);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, moment))]);
    await killed(child).catch(() => undefined);
    await ended;
    const store = RunStore.open(data);
    expect(store.notices.join()).not.toContain('damaged');
    const { experiments } = store.experiments.list('', 100, 0);
    for (const { id, status } of experiments) {
      expect(['completed', 'interrupted']).toContain(status);
      for (const run of store.runs.load(id)) {
        const states = run.series['loss']?.length ?? 0;
        if (run.status === 'completed') expect(states).toBe(run.iterations + 1);
        else expect(Math.abs(states - run.iterations)).toBeLessThanOrEqual(1);
      }
    }
    const completed = experiments.filter(({ status }) => status === 'completed').length;
    expect(completed).toBeGreaterThanOrEqual(finished);
    finished = completed;
    store.close();
    const folder = join(directory, `results-${k}`);
    if (existsSync(folder)) expect(readdirSync(folder)).toContain('results.json');
  }
}, 120_000);
