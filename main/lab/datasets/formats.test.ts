import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import type { Layout } from '#contract/data-file.ts';
import type { ImportOptions } from '#contract/dataset-import.ts';
import { LabError } from '#contract/errors.ts';
import { columnsOf } from '#workers/data/sparse-columns.ts';
import type { Table } from '#workers/data/table.ts';
import { detect, headLength } from './detect.ts';
import { openFile as openFileWith, openStrictly } from './open-file.ts';
import { bytesSource, headOf, type ByteSource } from './source.ts';
import { reading } from './testing.ts';

const openFile = (file: ByteSource, choice: ImportOptions) => openFileWith(file, choice, reading);
const options: ImportOptions = { layout: {}, missing: 'refuse', columns: [] };
const bytes = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding);
const source = (name: string, content: string | Uint8Array): ByteSource =>
  bytesSource(name, typeof content === 'string' ? bytes(content) : content);

function rowsOf({ features, target, labels }: Table): unknown[][] {
  const dense = columnsOf(features);
  const columns = Array.from({ length: dense.columns }, (_, j) => [...dense.column(j)]);
  return [...target].map((value, i) => [...columns.map((column) => column[i]), labels?.[value] ?? value]);
}

const message = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (error) {
    if (error instanceof LabError) return error.message;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const x = [1.5, -3, 2e-7, 4];
const größe = [0, 5, 0.25, -1e20];
const kind = ['B', 'M', 'M', 'a "b"'];
const expected = x.map((value, i) => [value, größe[i], kind[i]]);
const documents = x.map((value, i) => ({ x: value, größe: größe[i], kind: kind[i] }));

const csv = `x,größe,kind\n${x.map((value, i) => `${value},${größe[i]},"${kind[i]!.replaceAll('"', '""')}"`).join('\n')}\n`;
const arff = `% made for this test
@relation 'a test'

@attribute x real
@ATTRIBUTE 'größe' Numeric
@attribute kind {B, M, 'a "b"'}
@data
1.5, 0, B
-3,5,M
% a comment
2e-7,.25,M
{0 4, 1 -1e20, 2 'a "b"'}
`;
const parquet = (codec: 'SNAPPY' | 'UNCOMPRESSED' = 'SNAPPY', rowGroupSize = 3) =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'x', data: x, type: 'DOUBLE' },
        { name: 'größe', data: größe, type: 'DOUBLE' },
        { name: 'kind', data: kind, type: 'STRING' },
      ],
      codec,
      rowGroupSize,
    }),
  );

const files: readonly [string, Layout['format'], Uint8Array][] = [
  ['a.csv', 'csv', bytes(csv)],
  ['a.tsv', 'tsv', bytes(csv.replaceAll(',', '\t'))],
  ['a.json', 'json', bytes(JSON.stringify(documents))],
  ['indented.json', 'json', bytes(JSON.stringify(documents, null, 2))],
  ['a.jsonl', 'jsonl', bytes(documents.map((row) => JSON.stringify(row)).join('\n'))],
  ['a.arff', 'arff', bytes(arff)],
  ['a.parquet', 'parquet', parquet()],
  ['plain.parquet', 'parquet', parquet('UNCOMPRESSED', 100)],
];

describe('one table in every format', () => {
  it.each(files)('%s, plain and gzipped, whatever the file is called', async (_name, format, content) => {
    for (const file of [content, gzipSync(content)]) {
      const { table, layout } = await openStrictly(source('data', file), {}, reading);
      expect(layout.format).toBe(format);
      expect(table.columns).toEqual(['x', 'größe']);
      expect(table.targetName).toBe('kind');
      expect(table.labels).toEqual(['B', 'M', 'a "b"']);
      expect(rowsOf(table)).toEqual(expected);
    }
  });

  it.each([
    ['utf-8', bytes(csv)],
    ['utf-8', bytes(`\ufeff${csv}`)],
    ['utf-16le', bytes(`\ufeff${csv}`, 'utf16le')],
    ['utf-16le', bytes(csv, 'utf16le')],
    ['utf-16be', bytes(`\ufeff${csv}`, 'utf16le').swap16()],
    ['latin-1', bytes(csv, 'latin1')],
  ] as const)('in %s', async (encoding, content) => {
    const { table, layout } = await openStrictly(source('a.csv', content), {}, reading);
    expect(layout.encoding).toBe(encoding);
    expect(table.columns).toEqual(['x', 'größe']);
    expect(rowsOf(table)).toEqual(expected);
  });

  it('goes on as Latin-1 when the first byte that is not ASCII comes late', async () => {
    const long = `x,kind\n${'1,plain\n'.repeat(60_000)}2,größe\n`;
    const { table } = await openStrictly(source('late.csv', bytes(long, 'latin1')), {}, reading);
    expect(table.labels).toEqual(['größe', 'plain']);
  });

  it('reads the same whatever pieces the bytes come in', async () => {
    for (const [name, , content] of files) {
      if (name.endsWith('parquet')) continue;
      for (const size of [1, 2, 3, 7]) {
        const whole = source(name, content);
        const inPieces: ByteSource = {
          ...whole,

          read: async function* () {
            for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
          },
        };
        expect(rowsOf((await openStrictly(inPieces, {}, reading)).table)).toEqual(expected);
      }
    }
  });
});

describe('detection', () => {
  const layoutOf = async (text: string) => {
    const { layout, reasons } = detect(await headOf(source('f', text), headLength), 'f');
    expect(reasons.length).toBeGreaterThan(0);
    return layout;
  };

  it.each([
    ['1,2,3\n4,5,6\n', { format: 'csv', separator: ',', header: false }],
    ['a,b\n1,2\n', { format: 'csv', separator: ',', header: true }],
    ['a;b;c\n1,5;2,25;x\n', { format: 'csv', separator: ';', decimalComma: true }],
    ['1,5;2,3\n4,5;6,7\n', { format: 'csv', separator: ';', decimalComma: true, header: false }],
    ['1,5 2,3\n4,5 6,7\n', { format: 'whitespace', decimalComma: true }],
    ['a\tb\n1\t2\n', { format: 'tsv', separator: '\t' }],
    ['a|b\n1|2\n', { format: 'csv', separator: '|' }],
    [' 1.0   2.0\n 3.0 4.0 \n', { format: 'whitespace', header: false }],
    ['city,n\nNew York,1\nLos Angeles,2\n', { format: 'csv', separator: ',' }],
    ['name;note\nx;"a, b"\ny;"c, d"\n', { format: 'csv', separator: ';' }],
    ['1 1:2 3:4\n-1 2:1\n', { format: 'libsvm' }],
    ['[{"a":1},{"a":2}]', { format: 'json' }],
    ['[\n[1,2],\n[3,4]\n]', { format: 'json' }],
    ['[1,2]\n[3,4]\n', { format: 'jsonl' }],
    ['{"a":1,"b":2}\n{"a":3,"b":4}\n', { format: 'jsonl' }],
    ['% hello\n\n@RELATION r\n@attribute a real\n@data\n', { format: 'arff' }],
  ] as const)('%j', async (text, layout) => {
    expect(await layoutOf(text)).toMatchObject(layout);
  });

  it('lets every choice be overridden', async () => {
    const text = 'a;b\n1,5;2\n3,5;4\n';
    const open = async (layout: ImportOptions['layout']) =>
      rowsOf((await openFile(source('f', text), { ...options, layout })).table);
    expect(await open({})).toEqual([
      [1.5, 2],
      [3.5, 4],
    ]);
    // 1,5 and 3,5 are two texts then, and the first of a and 1,5 is data.
    expect(await open({ decimalComma: false })).toEqual([
      [0, 2],
      [1, 4],
    ]);
    expect((await open({ header: false })).map((row) => row.at(-1))).toEqual(['b', '2', '4']);
    expect(
      rowsOf((await openFile(source('f', '1,2\n3,4\n'), { ...options, layout: { header: true } })).table),
    ).toEqual([[3, 4]]);
    expect(
      rowsOf((await openFile(source('f', '1;2\n3;4\n'), { ...options, layout: { format: 'csv' } })).table),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    const { layout } = await openFile(source('f', 'a,b\n1,2\n'), {
      ...options,
      layout: { encoding: 'latin-1' },
    });
    expect(layout).toMatchObject({ encoding: 'latin-1', format: 'csv', header: true });
  });
});

describe('import options', () => {
  const people = source(
    'people.csv',
    'age,city,smokes,income,id,y\n30,Rome,yes,1,a1,0\n,Paris,no,2,a2,1\n50,,no,3,a3,1\n10,Oslo,yes,,a4,0\n20,Rome,no,6,a5,\n',
  );
  const open = async (more: Partial<ImportOptions>) =>
    (await openFile(people, { ...options, columns: [{ name: 'id', use: false }], ...more })).table;

  it('refuses missing values with their places', async () => {
    expect((await message(open({}))).split('\n')).toEqual([
      'people.csv: line 3, column age: the value is missing',
      'people.csv: line 4, column city: the value is missing',
      'people.csv: line 5, column income: the value is missing',
      'people.csv: line 6, column y: the value is missing',
    ]);
  });

  it('drops rows, or fills in the mean or median and the most frequent level; rows without a target go', async () => {
    const dropped = await open({ missing: 'drop' });
    expect(dropped.columns).toEqual(['age', 'income']);
    expect(rowsOf(dropped)).toEqual([[30, 1, 0]]);
    const mean = await open({ missing: 'mean' });
    expect(mean.columns).toEqual(['age', 'city=Oslo', 'city=Paris', 'city=Rome', 'smokes=yes', 'income']);
    // Ages 30, 50, 10 have the mean 30; incomes 1, 2, 3 the mean 2; Oslo is the first of three equally frequent levels.
    expect(rowsOf(mean)).toEqual([
      [30, 0, 0, 1, 1, 1, 0],
      [30, 0, 1, 0, 0, 2, 1],
      [50, 1, 0, 0, 0, 3, 1],
      [10, 1, 0, 0, 1, 2, 0],
    ]);
    const median = await open({
      missing: 'median',
      columns: [
        { name: 'id', use: false },
        { name: 'city', use: false },
        { name: 'smokes', use: false },
      ],
      target: 'income',
    });
    // Rows without income go; ages 30, 50, 20 have the median 30; y is filled with that of 0, 1, 1.
    expect(median.columns).toEqual(['age', 'y']);
    expect(rowsOf(median)).toEqual([
      [30, 0, 1],
      [30, 1, 2],
      [50, 1, 3],
      [20, 1, 6],
    ]);
  });

  it('takes numbers as categories when asked, levels in the order of their size', async () => {
    const zip = source('zip.csv', 'code,y\n10,1.5\n9,2.5\n100,3.5\n9,4.5\n');
    const { table } = await openFile(zip, { ...options, columns: [{ name: 'code', type: 'category' }] });
    expect(table.columns).toEqual(['code=9', 'code=10', 'code=100']);
    expect(rowsOf(table).map((row) => row.slice(0, 3))).toEqual([
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });

  it('leaves out texts that are different in almost every row', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `person ${i},${i % 7},${i % 2}`).join('\n');
    const { table } = await openFile(source('ids.csv', `name,x,y\n${rows}\n`), options);
    expect(table.columns).toEqual(['x']);
  });

  it('refuses options that the file does not allow', async () => {
    expect(await message(open({ target: 'height' }))).toContain(
      'people.csv: there is no column "height"; there are age, city',
    );
    expect(await message(open({ columns: [{ name: 'weight', type: 'number' }] }))).toContain(
      'there is no column "weight"',
    );
    expect(await message(open({ target: 'y', columns: [{ name: 'y', use: false }] }))).toContain(
      'the target y is left out',
    );
    const svm = source('a.libsvm', '1 1:2\n2 1:3\n');
    expect(await message(openFile(svm, { ...options, target: 'c1' }))).toContain('is its label, called y');
  });
});

describe('what is wrong in JSON, ARFF and Parquet is named', () => {
  const opening = (name: string, content: string | Uint8Array) =>
    message(openStrictly(source(name, content), {}, reading));

  it('JSON', async () => {
    expect(await opening('a.json', '[{"a":1,"b":2},\n{"a":[1],"b":3},\n{"c":1}]')).toBe(
      'a.json: line 1, column c: the value is missing\n' +
        'a.json: line 2, column a: "[1]" is not a number, a text, true, false or null\n' +
        'a.json: line 3, column a: the value is missing\n' +
        'a.json: line 3, column b: the value is missing',
    );
    expect(await opening('a.json', '[{"a":1,"b":2},\n{"a":1,"b":}]')).toMatch(/line 2: not JSON \(/);
    expect(await opening('a.json', '[{"a":1,"b":2}')).toContain('the file ends before its list does');
    expect(await opening('a.json', '[{"a":1,"b":2}] x')).toContain('something follows the end of the list');
    expect(await opening('a.json', '{"a":[1,2],\n"b":[3,4]}')).toContain('it must be a list of rows');
    expect(await opening('a.json', '[{"a":1,"__proto__":2}]')).toContain('a column is called __proto__');
    expect(await opening('a.jsonl', '{"a":1,"b":2}\nnull\n')).toContain('line 2: "null" is not a row');
  });

  it('ARFF', async () => {
    const head = '@relation r\n@attribute a real\n@attribute b {x,y}\n@data\n';
    expect(await opening('a.arff', `${head}1,z\nw,x\n1\n{5 1}\n`)).toBe(
      'a.arff: line 5, column b: "z" is not one of x, y\n' +
        'a.arff: line 6, column a: "w" is not a number\n' +
        'a.arff: line 7: 1 fields instead of 2; ends before column b\n' +
        'a.arff: line 8: "5 1" is not "position value" with a position below 2',
    );
    expect(await opening('a.arff', '@relation r\n@attribute a relational\n@data\n1\n')).toContain('line 2');
    expect(await opening('a.arff', '@relation r\n@attribute a real\n')).toContain('no @data line');
    expect(await opening('a.arff', `${head}1,'x\n`)).toContain('a quote is opened and never closed');
  });

  it('Parquet', async () => {
    const good = parquet();
    expect(await opening('a.parquet', good.slice(0, 60))).toContain('damaged Parquet');
    const cut = good.slice();
    cut.fill(0xff, 20, 60);
    expect(await opening('a.parquet', cut)).toContain('damaged Parquet');
    const text = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'a', data: ['1', 'x'], type: 'STRING' },
          { name: 'y', data: [1, 2], type: 'INT32' },
        ],
      }),
    );
    expect(await opening('a.parquet', text)).toBe('a.parquet: row 2, column a: "x" is not a number');
    const mixed = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: 'whole', data: [1n, 2n, -3n], type: 'INT64' },
          { name: 'flag', data: [true, false, true], type: 'BOOLEAN' },
          { name: 'gap', data: [1.5, null, 2.5], type: 'DOUBLE' },
          { name: 'y', data: [1, 2, 3.5], type: 'DOUBLE' },
        ],
      }),
    );
    const { table } = await openFile(source('b.parquet', mixed), { ...options, missing: 'mean' });
    expect(rowsOf(table)).toEqual([
      [1, 1, 1.5, 1],
      [2, 0, 2, 2],
      [-3, 1, 2.5, 3.5],
    ]);
  });
});
