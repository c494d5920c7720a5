import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkValueCount, valueLimit } from './limits.ts';
import { openStrictly } from './open-file.ts';
import { bytesSource, type ByteSource } from './source.ts';
import { failure, reading, TestBench } from './testing.ts';

/** A file of any length that is never in memory as a whole. */
function generated(name: string, size: number, piece: (index: number) => Uint8Array | null): ByteSource {
  const first = piece(0)!;
  return {
    name,
    size,
    read: async function* () {
      for (let i = 0; ; i++) {
        const next = piece(i);
        if (next === null) return;
        yield next;
      }
    },
    slice: (from, to) => Promise.resolve(first.subarray(from, to)),
  };
}

const open = (source: ByteSource) => failure(openStrictly(source, {}, reading));
const file = (name: string, content: string | Uint8Array) =>
  bytesSource(name, typeof content === 'string' ? Buffer.from(content) : content);
const mebibyte = (text: string) => Buffer.alloc(2 ** 20, text);

describe('hostile files are refused with the reason, soon', () => {
  it('a million columns', async () => {
    const csv = `${'1,'.repeat(999_999)}1\n`;
    expect(await open(file('wide.csv', csv))).toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('1000000 columns; a dense data set may have 20000') as string,
    });
    expect((await open(file('wide.txt', '1 '.repeat(1_000_000)))).code).toBe('too-large');
    const object = Object.fromEntries(Array.from({ length: 100_000 }, (_, j) => [`k${j}`, 1]));
    expect((await open(file('wide.json', JSON.stringify([object])))).code).toBe('too-large');
    expect((await open(file('wide.json', `[[${'1,'.repeat(999_999)}1]]`))).code).toBe('too-large');
    const attributes = Array.from({ length: 100_000 }, (_, j) => `@attribute a${j} real\n`).join('');
    expect((await open(file('wide.arff', `@relation r\n${attributes}@data\n`))).code).toBe('too-large');
    expect((await open(file('wide.libsvm', '1 1:1 2:1\n1 900000000:1\n'))).code).toBe('too-large');
  });

  it('what counts is the numbers that are kept: a wide sparse set is no large one', async () => {
    // 10,000 x 100,000 would be twice the limit; there are 20,000 entries.
    const lines = Array.from(
      { length: 10_000 },
      (_, i) => `${i % 2} ${1 + i}:1 ${i === 0 ? 100_000 : 20_000 + i}:2\n`,
    );
    const { table } = await openStrictly(file('wide.libsvm', lines.join('')), {}, reading);
    expect(table.features).toMatchObject({ kind: 'sparse', rows: 10_000, columns: 100_000 });
    expect(() => checkValueCount(valueLimit)).not.toThrow();
    expect(() => checkValueCount(valueLimit + 1)).toThrow('more than 536,870,912 numbers');
  });

  it('a synthetic set beyond the memory of any machine', async () => {
    const bench = await TestBench.open();
    const refused = await failure(bench.load({ synthetic: 'gaussian-linear', n: 1e12, d: 1000 }));
    expect(refused.code).toBe('too-large');
    expect(refused.message).toContain('gaussian-linear does not fit into memory: 1,000,000,000,000 rows');
    await bench.close();
  });

  it.each([
    ['csv', 'a,b\n', '1'],
    ['csv with an open quote', 'a,b\n1,"', 'x,\n'],
    ['blanks', 'a b\n1 2\n', '7'],
    ['jsonl', '{"a":1,"b":2}\n{"a":"', 'x'],
    ['json', '[{"a":1,"b":2},{"a":"', 'x'],
    ['arff', '@relation r\n@attribute a real\n@attribute b real\n@data\n1,', '2'],
    ['libsvm', '1 1:1\n1 2:', '3'],
  ])('a line of 100 MB: %s', async (name, start, filler) => {
    const filling = mebibyte(filler);
    const source = generated(name, 100 * 2 ** 20, (i) =>
      i === 0 ? Buffer.from(start) : i <= 100 ? filling : null,
    );
    expect(await open(source)).toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/line \d+: longer than 4194304 characters/) as string,
    });
  });

  it('compression bombs', async () => {
    // 100 MB of nothing, a thousandth of that as gzip.
    const rows = gzipSync(Buffer.alloc(1e8, '1,2\n'), { level: 9 });
    expect(rows.length).toBeLessThan(1e6);
    expect(await open(file('bomb.csv.gz', rows))).toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('refused as a compression bomb') as string,
    });
    expect((await open(file('cut.csv.gz', rows.subarray(0, 1000)))).message).toContain('damaged or cut off');
    expect((await open(file('not.gz', Buffer.from([0x1f, 0x8b, 1, 2, 3])))).code).toBe('invalid-data');
  });

  it('a Parquet footer that promises the moon', async () => {
    const good = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'a', data: [1, 2, 3] },
          { name: 'b', data: [1, 2, 4] },
        ],
      }),
    );
    // The footer's length, in the last eight bytes, beyond the file.
    const lying = good.slice();
    new DataView(lying.buffer).setUint32(lying.length - 8, 0x7fffffff, true);
    expect(await open(file('moon.parquet', lying))).toMatchObject({ code: 'invalid-data' });
  });

  it('columns called __proto__, in every format', async () => {
    for (const content of [
      '__proto__,y\n1,2\n',
      '__proto__ y\n1 2\n',
      '[{"__proto__":1,"y":2}]',
      '{"__proto__":1,"y":2}\n{"__proto__":1,"y":2}\n',
      '@relation r\n@attribute __proto__ real\n@attribute y real\n@data\n1,2\n',
      new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: '__proto__', data: [1] },
            { name: 'y', data: [2] },
          ],
        }),
      ),
    ]) {
      const error = await open(file('proto', content));
      expect(error.message).toContain('a column is called __proto__; rename it');
      expect(({} as Record<string, unknown>)['y']).toBeUndefined();
    }
    const harmless = file('fine.csv', 'constructor,toString,y\n1,2,3\n2,3,5\n');
    expect((await openStrictly(harmless, {}, reading)).table.columns).toEqual(['constructor', 'toString']);
  });
});

describe('path tricks', () => {
  let bench: TestBench;
  beforeAll(async () => {
    bench = await TestBench.open();
  });
  afterAll(() => bench.close());

  it('names never lead out of the data folder', async () => {
    for (const name of [
      '../../evil.csv',
      '..\\..\\evil.csv',
      '/etc/evil.csv',
      'a\u0000b.csv',
      '....',
      '../..',
    ]) {
      const { id } = await bench.import(await bench.upload(name, 'a,b\n1,2\n3,5\n'));
      expect(id).toMatch(/^[a-z0-9][a-z0-9-]*$/);
    }
    const folders = bench.files().filter((path) => /^datasets\/[^/]+$/.test(path));
    expect(folders).toHaveLength(6);
    for (const id of ['../x', '..', '.', 'a/b', '/etc', 'a\u0000', 'A', '__proto__', 'x'.repeat(300)]) {
      expect((await failure(bench.load({ id }))).code).toBe('not-found');
    }
  });
});
