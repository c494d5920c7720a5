/** Kills a busy lab at random moments and looks at what it left. */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readBundle } from '#main/lab/bundle/read.ts';
import { createLab } from '#main/lab/lab.ts';
import { RunStore } from '#main/lab/store/run-store.ts';
import { resultsSchema } from '#contract/results.ts';

const busyLab = join(import.meta.dirname, 'busy-lab.ts');
const root = join(import.meta.dirname, '..', '..');

/** Starts a busy lab, kills it `moment` milliseconds after it has said a word; what it said before. */
async function killAfter(directory: string, word: string, moment: number): Promise<string> {
  const out = join(directory, 'out');
  mkdirSync(out, { recursive: true });
  const child = spawn(process.execPath, [busyLab, join(directory, 'data'), out], { stdio: 'pipe' });
  let [said, complaint] = ['', ''];
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(word)) resolve();
    });
  });
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  await Promise.race([ready, ended]);
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, moment))]);
  child.kill('SIGKILL');
  const code = await ended;
  if (code !== null) throw new Error(`the busy lab ended by itself (${code}): ${complaint}`);
  return said;
}

/** Finished experiments are whole, exports are whole or not there, imported data can be read, the store is sound. */
async function expectSound(directory: string, finished: ReadonlySet<string>): Promise<void> {
  const data = join(directory, 'data');
  const store = RunStore.open(data);
  expect(store.notices.join()).not.toContain('damaged');
  for (const id of finished) {
    expect(store.experiments.get(id).summary.status, id).toBe('completed');
    const runs = store.runs.load(id);
    expect(runs, id).toHaveLength(2);
    for (const run of runs) expect(run.series['loss'], id).toHaveLength(run.iterations + 1);
  }
  store.close();
  const out = join(directory, 'out');
  for (const name of readdirSync(out)) {
    if (name.endsWith('.partial') || name === 'table.csv') continue;
    const path = join(out, name);
    if (name.endsWith('.fisherlab')) readBundle(readFileSync(path));
    else resultsSchema.parse(JSON.parse(readFileSync(join(path, 'results.json'), 'utf8')));
  }
  const lab = await createLab({
    dataDirectory: data,
    datasetsDirectory: join(root, 'datasets'),
    workerFile: join(root, 'workers', 'entry.ts'),
    sink: { emit: () => undefined },
    shell: 'command-line',
    version: 'test',
  });
  const { signal } = new AbortController();
  const { datasets } = await lab.handlers['datasets.list']({}, { signal });
  for (const { id, origin } of datasets) {
    if (origin === 'imported') {
      const { n } = await lab.handlers['datasets.show']({ id }, { signal });
      expect(n, id).toBe(4000);
    }
  }
  await lab.close();
  expect(existsSync(data)).toBe(true);
}

export async function survivesKills(directory: string, kills: number): Promise<void> {
  const finished = new Set<string>();
  for (let k = 0; k < kills; k++) {
    // Every other time from the start, else from when exports begin.
    const said = await killAfter(
      directory,
      k % 2 === 0 ? 'finished' : 'ready',
      Math.floor(Math.random() * 3000),
    );
    for (const [, id] of said.matchAll(/^finished (\S+)\n/gm)) finished.add(id!);
    await expectSound(directory, finished);
  }
  expect(finished.size).toBeGreaterThan(0);
}
