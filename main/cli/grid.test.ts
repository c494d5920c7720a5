/** Grids on the command line: shards merge to the bytes of the whole search, and an interrupted one is resumed. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CommandBench, exampleSpec } from './testing/command.ts';

const bench = new CommandBench();
const read = (...path: string[]) => readFileSync(join(bench.directory, ...path), 'utf8');

/** SHA-256 of what must be the same, byte for byte (times and the number of threads are not). */
const bytesOf = (folder: string) =>
  ['spec.json', 'grid.csv', 'runs.csv', 'results.json'].map((name) => {
    const text = read(folder, name).replaceAll(/"(seconds|threads)":[^,}]+/g, '');
    return [name, createHash('sha256').update(text).digest('hex')];
  });

const searched = {
  ...exampleSpec,
  iterations: 8,
  optimizers: [
    { id: 'ngd', kind: 'ngd', stepSize: { logspace: [-3, 1, 17] }, damping: { logspace: [-8, 0, 3] } },
    { id: 'efgd', kind: 'efgd', stepSize: { logspace: [-4, 0, 9] }, damping: 1e-6 },
    { id: 'gd', kind: 'gd', stepSize: 1e-5 },
  ],
};

beforeAll(async () => {
  bench.file('searched.json', searched);
  expect((await bench.run(['run', 'searched.json', '--out', 'whole'])).code).toBe(0);
}, 120_000);

test('one, two and four threads write the same bytes, whatever the model', async () => {
  const stepSize = { logspace: [-3, 1, 9] };
  const damping = { logspace: [-6, 0, 5] };
  const ngd = { id: 'ngd', kind: 'ngd', stepSize, damping };
  const efgd = { ...ngd, id: 'efgd', kind: 'efgd' };
  const models = {
    logistic: searched,
    linear: { ...searched, dataset: { id: 'boston' }, model: { kind: 'linear' }, optimizers: [ngd, efgd] },
    // The plain path: nothing of it is batched.
    softmax: {
      ...searched,
      dataset: { id: 'wine' },
      model: { kind: 'softmax' },
      optimizers: [
        { ...ngd, damping: 1e-3, batchSize: 20 },
        { ...efgd, damping: 1e-3 },
      ],
      repeats: 2,
      selection: 'median',
      fragility: 'all',
    },
  };
  for (const [name, spec] of Object.entries(models)) {
    bench.file(`${name}.json`, { ...spec, iterations: 6 });
    const written: unknown[] = [];
    for (const threads of ['1', '2', '4']) {
      const folder = `${name}-${threads}`;
      const { code, err } = await bench.run(['run', `${name}.json`, '--threads', threads, '--out', folder]);
      expect(code, err).toBe(0);
      expect(read(folder, 'grid.csv').split('\n').length).toBeGreaterThan(18);
      written.push(bytesOf(folder));
    }
    expect(written[1]).toEqual(written[0]);
    expect(written[2]).toEqual(written[0]);
  }
}, 120_000);

describe('shards', () => {
  test('merge to the bytes of the unsharded run', async () => {
    const folders = ['1', '2', '3'].map((index) => `part-${index}`);
    for (const [i, folder] of folders.entries()) {
      const { code } = await bench.run(['run', 'searched.json', '--shard', `${i + 1}/3`, '--out', folder]);
      expect(code).toBe(0);
    }
    const lines = folders.map((folder) => read(folder, 'grid.csv').split('\n').length - 2);
    expect(lines.reduce((sum, count) => sum + count)).toBe(17 * 3 + 9);
    for (const count of lines) expect(count).toBeGreaterThan(10);
    const { code } = await bench.run(['merge', ...folders.reverse(), '--out', 'merged']);
    expect(code).toBe(0);
    expect(bytesOf('merged')).toEqual(bytesOf('whole'));
  }, 120_000);

  test('that do not belong together are refused', async () => {
    const refused = async (...folders: string[]) => {
      const { code, err } = await bench.run(['merge', ...folders, '--out', 'never']);
      expect(code).toBe(2);
      return err;
    };
    expect(await refused('part-1', 'part-3')).toContain('part 2 of 3 is missing');
    expect(await refused('whole')).toContain("no shard's folder: it has no shard.json");
    bench.file('other.json', { ...searched, iterations: 9 });
    await bench.run(['run', 'other.json', '--shard', '2/3', '--out', 'other']);
    expect(await refused('part-1', 'other', 'part-3')).toContain('of another experiment');
  }, 120_000);

  test('need a grid and a folder', async () => {
    bench.file('plain.json', exampleSpec);
    const plain = await bench.run(['run', 'plain.json', '--shard', '1/2', '--out', 'x']);
    expect(plain).toMatchObject({ code: 2, err: expect.stringContaining('no optimizer of this experiment') });
    const nowhere = await bench.run(['run', 'searched.json', '--shard', '1/2']);
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('missing --out DIR') });
  });
});

test('--resume goes on with an interrupted search and ends with the bytes of one that was not', async () => {
  // Slow enough to be caught in the middle.
  const optimizers = searched.optimizers.slice(0, 2);
  const slow = bench.file('slow.json', { ...searched, iterations: 400, optimizers });
  const one = ['run', slow, '--threads', '1'];
  const before = bench.storedRows('cells');
  const cut = await bench.run([...one, '--out', 'cut'], () => bench.storedRows('cells') >= before + 7);
  expect(cut).toMatchObject({ code: 130, err: expect.stringContaining('interrupted') });
  const cells = read('cut', 'grid.csv').trim().split('\n').length - 1;
  expect(cells).toBeLessThan(60);
  expect((await bench.run([...one, '--resume', '--out', 'resumed'])).code).toBe(0);
  const resumed = read('resumed', 'log.jsonl')
    .split('\n')
    .find((line) => line.includes('"kind":"resumed"'))!;
  expect((JSON.parse(resumed) as { finishedJobs: number }).finishedJobs).toBeGreaterThan(1);
  expect((await bench.run([...one, '--out', 'fresh'])).code).toBe(0);
  expect(bytesOf('resumed')).toEqual(bytesOf('fresh'));
}, 240_000);
