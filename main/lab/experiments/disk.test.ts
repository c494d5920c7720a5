/** A real disk that is full or read-only; skipped where this process may not mount one. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeFileAtomic } from '../files/atomic.ts';
import { checkResultsFolder, writeResultsFolder } from '../results/folder.ts';
import { RunStore } from '../store/run-store.ts';
import { fakeSpec, openBench } from '../testing/bench.ts';
import { mountSmallDisk, type SmallDisk } from '../testing/small-disk.ts';

const probe = mountSmallDisk(64);
probe?.remove();
const skipped = probe === null;
const why = skipped ? ' (skipped: this process may not mount a file system)' : '';

let disk: SmallDisk;
beforeAll(() => {
  if (!skipped) disk = mountSmallDisk(700)!;
});
afterAll(() => disk?.remove());

test.skipIf(skipped)(
  `a full disk ends the experiment with what to do and keeps what it had${why}`,
  async () => {
    const bench = openBench({ directory: join(disk.directory, 'data') });
    const spec = fakeSpec(['a'], 1_000_000, 0.05);
    const id = await bench.service.start(spec);
    expect(await bench.service.ended(id)).toBe('failed');
    const { summary } = bench.service.open(id);
    expect(summary.reason ?? bench.sink.of('experiments.changed').at(-1)).toMatch(
      /disk is full; free some space/,
    );
    await bench.close({ keep: true });
    disk.resize(900); // the user makes room
    const again = RunStore.open(join(disk.directory, 'data'));
    expect(again.notices.join()).not.toContain('damaged');
    expect(again.runs.load(id)[0]!.iterations).toBeGreaterThan(0);
    again.close();
  },
);

test.skipIf(skipped)(`what does not fit is never there half${why}`, async () => {
  const big = new Uint8Array(2_000_000);
  const folder = join(disk.directory, 'results');
  const files = [
    { name: 'small.txt', content: ['x'] },
    { name: 'big.bin', content: [big] },
  ];
  await expect(writeResultsFolder(folder, files)).rejects.toThrow(/disk is full/);
  await expect(writeFileAtomic(join(disk.directory, 'big.bin'), big)).rejects.toThrow(/disk is full/);
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync(disk.directory).filter((name) => name !== 'data')).toEqual([]);
});

test.skipIf(skipped)(`a read-only disk is told before anything runs${why}`, async () => {
  disk.setReadOnly();
  await expect(checkResultsFolder(join(disk.directory, 'out'))).rejects.toThrow(
    /read-only; choose another folder/,
  );
  expect(() => RunStore.open(join(disk.directory, 'data'))).toThrow(/choose a data folder that/);
});
