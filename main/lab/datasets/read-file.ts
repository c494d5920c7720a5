/** Reads a data file into columns, by its layout and a plan; memory holds the numbers and one piece of the file. */

import type { Hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Layout } from '#contract/data-file.ts';
import { LabError } from '#contract/errors.ts';
import { ArffParser, type Attribute } from './arff.ts';
import type { Cell } from './cells.ts';
import { ColumnReader, type ColumnPlan, type ReadColumn } from './columns.ts';
import { DelimitedParser, whitespaceParser } from './delimited.ts';
import { headLength } from './detect.ts';
import { Faults } from './faults.ts';
import { documentTaker, jsonParser, namesOf } from './json.ts';
import { LibsvmReader, type SparseRows } from './libsvm.ts';
import type { ParquetDecoder } from './parquet-decoder.ts';
import { openParquet } from './parquet.ts';
import type { RowParser, RowSink } from './row-parser.ts';
import { namedSample, sampleOf, uniqueNames, type Sample } from './sample.ts';
import { contentOf, hashSource, unzipped, type ByteSource } from './source.ts';
import { decode } from './text.ts';

export interface ReadOptions {
  readonly parquet: ParquetDecoder;
  readonly signal?: AbortSignal | undefined;
  /** Told the share of the file read, 0 to 1, and its bytes. */
  readonly onProgress?: ((done: number, bytes: number) => void) | undefined;
  /** Fed with every byte of the file. */
  readonly hash?: Hash | undefined;
  /** Stop after about this many characters (rows of Parquet): a preview. */
  readonly stopAfter?: { readonly characters: number; readonly rows: number } | undefined;
}

export interface ReadResult {
  readonly rows: number;
  readonly columns: readonly ReadColumn[];
  readonly faults: Faults;
  /** Whether the file was read to its end. */
  readonly whole: boolean;
}

/** The first rows of a file, its column names, and what its columns seem to be. */
export async function readSample(
  source: ByteSource,
  layout: Layout,
  limit: number,
  decoder: ParquetDecoder,
): Promise<Sample> {
  const faults = new Faults(source.name);
  const sample =
    layout.format === 'parquet'
      ? await parquetSample(source, limit, decoder)
      : await textSample(source, layout, limit, faults);
  if (sample.names.length > 0) return sample;
  faults.check();
  throw new LabError('invalid-data', `${source.name}: no rows`);
}

async function textSample(
  source: ByteSource,
  layout: Layout,
  limit: number,
  faults: Faults,
): Promise<Sample> {
  switch (layout.format) {
    case 'json':
    case 'jsonl': {
      const documents: unknown[] = [];
      const parser = jsonParser(layout.format, (document) => void documents.push(document), faults);
      await feedStart(source, layout, parser, () => documents.length, limit);
      const names = namesOf(documents, source.name);
      const rows: Cell[][] = [];
      const take = documentTaker(names, collect(rows, limit), faults);
      documents.forEach((document, i) => take(document, i + 1));
      return namedSample(names, rows, layout.decimalComma);
    }
    case 'arff': {
      let attributes: readonly Attribute[] = [];
      const rows: Cell[][] = [];
      const parser = new ArffParser(
        (found) => {
          // A fault of the header is not one of the rows below it.
          faults.check();
          attributes = found;
        },
        collect(rows, limit),
        faults,
      );
      await feedStart(source, layout, parser, () => rows.length, limit);
      const names = uniqueNames(
        attributes.map(({ name }) => name),
        source.name,
      );
      return { names, rows, types: attributes.map(({ type }) => type) };
    }
    default: {
      const rows: Cell[][] = [];
      const parser = rowParser(layout, [], collect(rows, limit), faults);
      await feedStart(source, layout, parser, () => rows.length, limit);
      return sampleOf(rows, layout, source.name);
    }
  }
}

const collect = (rows: Cell[][], limit: number): RowSink => ({
  row: (cells) => void (rows.length < limit && rows.push([...cells])),
});

/** Reads the planned columns of a file of rows. Faults are collected; damaged or hostile files throw. */
export async function readColumns(
  source: ByteSource,
  layout: Layout,
  names: readonly string[],
  plans: readonly ColumnPlan[],
  options: ReadOptions,
): Promise<ReadResult> {
  const faults = new Faults(source.name, layout.format === 'parquet' ? 'row' : 'line');
  const delimited = layout.format === 'csv' || layout.format === 'tsv' || layout.format === 'whitespace';
  const decimalComma = delimited && layout.decimalComma;
  const reader = new ColumnReader(names, plans, {
    decimalComma,
    skip: delimited && layout.header ? 1 : 0,
    faults,
  });
  const whole =
    layout.format === 'parquet'
      ? await readParquet(source, plans, reader, options)
      : await feed(
          source,
          layout,
          rowParser(layout, names, reader, faults, numericPositions(decimalComma ? [] : plans, names.length)),
          options,
        );
  return { rows: reader.rows, columns: reader.finish(), faults, whole };
}

/** Reads a LIBSVM file. */
export async function readLibsvm(
  source: ByteSource,
  layout: Layout,
  options: ReadOptions,
): Promise<{ readonly rows: SparseRows; readonly faults: Faults; readonly whole: boolean }> {
  const faults = new Faults(source.name);
  const reader = new LibsvmReader(faults);
  const whole = await feed(source, layout, reader.parser, options);
  return { rows: reader.take(), faults, whole };
}

/** 1 where a column of numbers is. */
function numericPositions(plans: readonly ColumnPlan[], width: number): Uint8Array {
  const numeric = new Uint8Array(width);
  for (const { type, position } of plans) if (type === 'number') numeric[position] = 1;
  return numeric;
}

function rowParser(
  layout: Layout,
  names: readonly string[],
  sink: RowSink,
  faults: Faults,
  numeric?: Uint8Array,
): RowParser {
  switch (layout.format) {
    case 'csv':
    case 'tsv':
      return new DelimitedParser(
        layout.separator,
        sink,
        (line, what) => faults.add(line, null, null, what),
        numeric,
      );
    case 'whitespace':
      return whitespaceParser(sink);
    case 'json':
    case 'jsonl':
      return jsonParser(layout.format, documentTaker(names, sink, faults), faults);
    case 'arff':
      return new ArffParser(() => undefined, sink, faults);
    default:
      throw new Error(`${layout.format} is not read row by row`);
  }
}

/** Sends the text of a source to a parser, giving other work its turn between pieces; whether to its end. */
async function feed(
  source: ByteSource,
  layout: Layout,
  parser: RowParser,
  options: ReadOptions,
): Promise<boolean> {
  const bytes = contentOf(source, {
    signal: options.signal,
    hash: options.hash,
    onBytes: (read) => options.onProgress?.(source.size === 0 ? 1 : read / source.size, read),
  });
  let characters = 0;
  for await (const text of decode(bytes, layout.encoding, source.name)) {
    parser.push(text);
    characters += text.length;
    if (characters >= (options.stopAfter?.characters ?? Infinity)) return false;
    await setImmediate();
  }
  parser.end();
  return true;
}

/** Sends only the beginning: until there are `limit` rows, or some and the head is over. */
async function feedStart(
  source: ByteSource,
  layout: Layout,
  parser: RowParser,
  rows: () => number,
  limit: number,
): Promise<void> {
  let read = 0;
  for await (const text of decode(contentOf(source), layout.encoding, source.name)) {
    parser.push(text);
    read += text.length;
    if (rows() >= limit || (rows() > 0 && read >= headLength)) return;
  }
  parser.end();
}

// ---- Parquet --------------------------------------------------------------------------------------------------------

async function parquetSample(source: ByteSource, limit: number, decoder: ParquetDecoder): Promise<Sample> {
  const file = await openParquet(await unzipped(source), decoder);
  const rows = Array.from({ length: Math.min(limit, file.rows) }, () => new Array<Cell>(file.names.length));
  await file.read(
    file.names.map((_, j) => j),
    (column, cells, from) => {
      for (let i = 0; i < cells.length; i++) rows[from + i]![column] = cells[i]!;
    },
    { rows: rows.length },
  );
  return namedSample(file.names, rows, false);
}

async function readParquet(
  source: ByteSource,
  plans: readonly ColumnPlan[],
  reader: ColumnReader,
  { parquet, signal, hash, onProgress, stopAfter }: ReadOptions,
): Promise<boolean> {
  if (hash !== undefined) await hashSource(source, hash, signal);
  const file = await openParquet(await unzipped(source), parquet, signal);
  const planOf = new Map(plans.map((plan, k) => [plan.position, k]));
  const rows = Math.min(file.rows, stopAfter?.rows ?? Infinity);
  await file.read(
    plans.map((plan) => plan.position),
    (column, cells, from) => reader.values(planOf.get(column)!, cells, from + 1),
    { rows, signal, onPart: (done) => onProgress?.(done, Math.round(done * source.size)) },
  );
  return rows === file.rows;
}
