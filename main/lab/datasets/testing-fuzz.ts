/** Mutation fuzzing of data files: real files with a few things changed must be read, or refused with a reason. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { importOptionsSchema } from '#contract/dataset-import.ts';
import { LabError } from '#contract/errors.ts';
import { RandomStream } from '#workers/random.ts';
import { openFile } from './open-file.ts';
import { bytesSource } from './source.ts';
import { context, datasetsDirectory, reading, TestBench } from './testing.ts';

const iris = () => readFileSync(join(datasetsDirectory, 'iris.csv'), 'utf8').replaceAll('.0\n', '\n');

function table(): { names: string[]; rows: number[][] } {
  const [header, ...lines] = iris().trim().split('\n');
  return { names: header!.split(','), rows: lines.map((line) => line.split(',').map(Number)) };
}

/** The same flowers in every format. */
export const seeds: Readonly<Record<string, () => Uint8Array>> = {
  csv: () => Buffer.from(iris().replace('sepal length (cm)', '"sepal, ""length"""')),
  tsv: () => Buffer.from(iris().replaceAll(',', '\t')),
  whitespace: () =>
    Buffer.from(
      table()
        .rows.map((row) => row.join('  '))
        .join('\r\n'),
    ),
  libsvm: () =>
    Buffer.from(
      table()
        .rows.map(
          (row) =>
            `${row[4]} ${row
              .slice(0, 4)
              .map((value, j) => `${j + 1}:${value}`)
              .join(' ')}`,
        )
        .join('\n'),
    ),
  json: () => Buffer.from(JSON.stringify(documents(), null, 1)),
  jsonl: () =>
    Buffer.from(
      documents()
        .map((row) => JSON.stringify(row))
        .join('\n'),
    ),
  arff: () => {
    const { names, rows } = table();
    const attributes = names.map((name, j) => `@attribute '${name}' ${j === 4 ? '{0,1,2}' : 'numeric'}`);
    return Buffer.from(
      `@relation iris\n${attributes.join('\n')}\n@data\n${rows.map((row) => row.join(',')).join('\n')}\n`,
    );
  },
  parquet: () => {
    const { names, rows } = table();
    const columnData = names.map((name, j) => ({
      name,
      data: rows.map((row) => row[j]!),
      type: 'DOUBLE' as const,
    }));
    columnData.push({ name: 'kind', data: rows.map((row) => `kind ${row[4]}`), type: 'STRING' } as never);
    return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 60 }));
  },
  gzip: () => gzipSync(iris()),
  'utf-16': () => Buffer.from(`\ufeff${iris()}`, 'utf16le'),
};

function documents(): Record<string, number>[] {
  const { names, rows } = table();
  return rows.map((row) => Object.fromEntries(names.map((name, j) => [name, row[j]!])));
}

/** Pieces that parsers trip over. */
const nasty = [
  '"',
  "'",
  '\n',
  '\r',
  ',',
  ';',
  '\t',
  '{',
  '}',
  '[',
  ']',
  ':',
  '%',
  '#',
  '\u0000',
  '\ufeff',
  '1e999',
  '-',
  'NaN',
  '\\',
  '\\u',
  '@data',
  '__proto__',
  '999999999999',
  '0x',
  '\u00ff\u00fe',
];

/** One to four changes of a file. */
export function mutate(original: Uint8Array, random: RandomStream): Uint8Array {
  let bytes = Buffer.from(original);
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const at = random.below(bytes.length + 1);
    const to = Math.min(bytes.length, at + 1 + random.below(random.below(2) === 0 ? 4 : 200));
    const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
    switch (random.below(7)) {
      case 0: {
        const flipped = Buffer.from(bytes);
        if (at < flipped.length) flipped[at] = flipped[at]! ^ (1 << random.below(8));
        bytes = flipped;
        break;
      }
      case 1:
        bytes = Buffer.concat([before, after]);
        break;
      case 2:
        bytes = Buffer.concat([before, part, part, part, after]);
        break;
      case 3:
        bytes = Buffer.concat([before, Buffer.from(nasty[random.below(nasty.length)]!), after]);
        break;
      case 4:
        bytes = before.length > 0 ? before : after;
        break;
      case 5:
        bytes = Buffer.concat([before, Buffer.alloc(part.length, random.below(256)), after]);
        break;
      default:
        bytes = Buffer.concat([before, Uint8Array.from(part, () => random.below(256)), after]);
    }
  }
  return bytes;
}

export interface FuzzReport {
  readonly imported: number;
  readonly refused: number;
  /** Of one input, through all its steps. */
  readonly slowestMilliseconds: number;
  /** Inputs (by number) that did something else than be imported or be refused. */
  readonly failures: string[];
}

/** Each input is read; one in `importEvery` goes the whole way: upload, preview, import, load, removal. */
export async function fuzz(format: string, count: number, importEvery: number): Promise<FuzzReport> {
  const bench = await TestBench.open();
  const original = seeds[format]!();
  const failures: string[] = [];
  let imported = 0;
  let refused = 0;
  let slowest = 0;
  try {
    for (let i = 0; i < count; i++) {
      const mutant = mutate(original, new RandomStream(i, `fuzz ${format}`));
      const start = performance.now();
      try {
        if (i % importEvery === 0) await importWholly(bench, `mutant.${format}`, mutant);
        else await openFile(bytesSource(`mutant.${format}`, mutant), options, reading);
        imported++;
      } catch (error) {
        if (error instanceof LabError && error.code !== 'internal' && error.message !== '') refused++;
        else failures.push(`${i}: ${error instanceof Error ? error.stack : String(error)}`);
      }
      slowest = Math.max(slowest, performance.now() - start);
      if (i % importEvery !== 0) continue;
      const left = bench.files().filter((path) => path !== 'datasets' && path !== 'uploads');
      if (left.length > 0) failures.push(`${i}: left ${left.join(', ')}`);
      if (failures.length > 20) break;
    }
  } finally {
    await bench.close();
  }
  return { imported, refused, slowestMilliseconds: slowest, failures };
}

const options = importOptionsSchema.parse({ missing: 'drop' });

async function importWholly(bench: TestBench, name: string, content: Uint8Array): Promise<void> {
  const upload = await bench.upload(name, content);
  try {
    await bench.preview(upload, options);
    const { id } = await bench.import(upload, options);
    const { facts } = await bench.load({ id }).catch((cause: unknown) => {
      throw new Error(`imported, but not to be used: ${String(cause)}`, { cause });
    });
    if (facts.rows < 1) throw new Error('imported without rows');
    await bench.service.imports.remove(id);
  } finally {
    await bench.service.handlers['datasets.discardUpload']({ upload }, context());
  }
}
