import { execFile } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetEntry } from '#contract/dataset.ts';
import { RandomStream } from '#workers/random.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'memory-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const script = join(import.meta.dirname, 'testing-import.ts');
async function imported(name: string, lines: Iterable<string>) {
  const path = join(folder, name);
  await pipeline(Readable.from(lines), createWriteStream(path));
  const { stdout } = await promisify(execFile)(process.execPath, [script, path]);
  return JSON.parse(stdout) as { peak: number; entry: DatasetEntry };
}

/** A thousand lines, again and again. */
function* repeated(header: string, line: (random: RandomStream) => string, rows: number): Generator<string> {
  if (header !== '') yield header;
  const random = new RandomStream(1, 'lines');
  const block = Array.from({ length: 1000 }, () => `${line(random)}\n`).join('');
  for (let i = 0; i < rows; i += 1000) yield block;
}

describe('the peak of an import is under 1.5 times its numbers plus 200 MB', () => {
  const columns = 20;
  const number = (random: RandomStream) => (random.below(2_000_000) - 1_000_000) / 1e6;
  const row = (random: RandomStream) => Array.from({ length: columns }, () => number(random));
  const header = `${Array.from({ length: columns }, (_, j) => `x${j}`).join(',')}\n`;
  const limit = (numeric: number) => 1.5 * numeric + 200e6;

  it.each([
    ['plain numbers', (random: RandomStream) => row(random).join(',')],
    [
      'a quote in every row',
      (random: RandomStream) => `"${number(random)}",${row(random).slice(1).join(',')}`,
    ],
    ['a category', (random: RandomStream) => `level ${random.below(9)},${row(random).slice(1).join(',')}`],
  ])('CSV, %s', async (name, line) => {
    const rows = 300_000;
    const { peak, entry } = await imported(`${name}.csv`, repeated(header, line, rows));
    expect(entry.n).toBe(rows);
    expect(peak).toBeLessThan(limit(8 * rows * columns));
  });

  it('LIBSVM', async () => {
    const [rows, entries] = [200_000, 15];
    const line = (random: RandomStream) =>
      `${random.below(2)} ${Array.from({ length: entries }, (_, k) => `${1 + 50 * k + random.below(50)}:${number(random)}`).join(' ')}`;
    const { peak, entry } = await imported('sparse.libsvm', repeated('', line, rows));
    expect(entry.n).toBe(rows);
    // An entry is a number and its column.
    expect(peak).toBeLessThan(limit(12 * rows * entries));
  });
});
