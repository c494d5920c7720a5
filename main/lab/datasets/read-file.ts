/** Reads a data file into columns, by its layout and a plan; memory holds the numbers and one piece of text. */

import type { Hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Layout } from '#contract/data-file.ts';
import { LabError } from '#contract/errors.ts';
import type { Cell } from './cells.ts';
import { ColumnReader, type ColumnPlan, type ReadColumn } from './columns.ts';
import { DelimitedParser, whitespaceParser } from './delimited.ts';
import { headLength } from './detect.ts';
import { Faults } from './faults.ts';
import { LibsvmReader, type SparseRows } from './libsvm.ts';
import type { RowParser, RowSink } from './row-parser.ts';
import { contentOf, type ByteSource } from './source.ts';
import { decode } from './text.ts';

export interface ReadProgress {
  readonly signal?: AbortSignal | undefined;
  /** Share of the file read, 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
  readonly hash?: Hash | undefined;
}

/** Sends all text of a source to a parser, giving other work its turn between pieces. */
async function feed(
  source: ByteSource,
  layout: Layout,
  parser: RowParser,
  progress: ReadProgress,
): Promise<void> {
  const bytes = contentOf(source, {
    signal: progress.signal,
    hash: progress.hash,
    onBytes: (read) => progress.onProgress?.(source.size === 0 ? 1 : read / source.size),
  });
  for await (const text of decode(bytes, layout.encoding, source.name)) {
    parser.push(text);
    await setImmediate();
  }
  parser.end();
}

function rowParser(layout: Layout, sink: RowSink, faults: Faults): RowParser {
  switch (layout.format) {
    case 'csv':
    case 'tsv':
      return new DelimitedParser(layout.separator, sink, (line, what) => faults.add(line, null, null, what));
    case 'whitespace':
      return whitespaceParser(sink);
    default:
      throw new LabError('not-available', `${layout.format} files cannot be read yet`);
  }
}

/** The first rows of a file of rows, as the layout has it. */
export async function firstRows(source: ByteSource, layout: Layout, limit: number): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  const parser = rowParser(
    layout,
    { row: (cells) => void (rows.length < limit && rows.push([...cells])) },
    new Faults(source.name),
  );
  let read = 0;
  for await (const text of decode(contentOf(source), layout.encoding, source.name)) {
    parser.push(text);
    read += text.length;
    if (rows.length === limit || (rows.length > 0 && read >= headLength)) return rows;
  }
  parser.end();
  return rows;
}

/** Reads the planned columns of a file of rows. Throws LabError 'invalid-data' with the first twenty faults. */
export async function readColumns(
  source: ByteSource,
  layout: Layout,
  names: readonly string[],
  plans: readonly ColumnPlan[],
  progress: ReadProgress = {},
): Promise<{ rows: number; columns: ReadColumn[] }> {
  const faults = new Faults(source.name);
  const reader = new ColumnReader(names, plans, {
    decimalComma: layout.decimalComma,
    skip: layout.header ? 1 : 0,
    faults,
  });
  await feed(source, layout, rowParser(layout, reader, faults), progress);
  faults.check();
  if (reader.rows === 0) throw new LabError('invalid-data', `${source.name}: no rows`);
  return { rows: reader.rows, columns: reader.finish() };
}

/** Reads a LIBSVM file. */
export async function readLibsvm(
  source: ByteSource,
  layout: Layout,
  progress: ReadProgress = {},
): Promise<SparseRows> {
  const faults = new Faults(source.name);
  const reader = new LibsvmReader(faults);
  await feed(source, layout, reader.parser, progress);
  faults.check();
  if (reader.rows === 0) throw new LabError('invalid-data', `${source.name}: no rows`);
  return reader.take();
}
