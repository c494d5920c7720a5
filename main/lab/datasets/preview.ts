/** What a file would become under some options, seen from its beginning (or all of it when it is short). */

import type { ImportOptions, ImportPreview } from '#contract/dataset-import.ts';
import { classCountsOf, describeTable, type Description } from '#workers/data/describe.ts';
import type { Table } from '#workers/data/table.ts';
import type { Catalogue } from './catalogue.ts';
import { headLength, layoutWith, type Detected } from './detect.ts';
import type { ParquetDecoder } from './parquet-decoder.ts';
import { recognise } from './recognise.ts';
import { asFault, seeLibsvm, seeRows, type Seen } from './seen-file.ts';
import { headOf, isGzip, type ByteSource } from './source.ts';
import { summarySentence } from './summary.ts';

/** How much of a file is looked at. */
const stopAfter = { characters: 8 * 1024 * 1024, rows: 100_000 } as const;
/** Features beyond which columns are not described one by one. */
const describedColumns = 2000;
/** Work for rank and separation that a user does not mind waiting for. */
const previewWork = 3e8;

export interface PreviewOptions {
  readonly catalogue: Catalogue;
  readonly parquet: ParquetDecoder;
  readonly signal?: AbortSignal | undefined;
  readonly yieldNow: () => Promise<void>;
}

/** Faults of the file and of the options are part of the answer; throws only 'cancelled' and what reading throws. */
export async function previewFile(
  source: ByteSource,
  options: ImportOptions,
  { catalogue, parquet, signal, yieldNow }: PreviewOptions,
): Promise<ImportPreview> {
  let detected: Detected;
  try {
    detected = layoutWith(await headOf(source, headLength), source.name, options.layout);
  } catch (error) {
    return refused(source, options, asFault(error));
  }
  const { layout, reasons } = detected;
  const reading = { parquet, signal, stopAfter };
  let seen: Seen;
  try {
    seen =
      layout.format === 'libsvm'
        ? await seeLibsvm(source, layout, options, reading)
        : await seeRows(source, layout, options, reading);
  } catch (error) {
    return { ...refused(source, options, asFault(error)), layout, reasons: [...reasons] };
  }
  const { table } = seen;
  const entry = table !== null && seen.whole ? recognise(catalogue, table) : null;
  const description = await describe(table, yieldNow);
  const task = options.task ?? entry?.task ?? seen.answer?.task ?? 'regression';
  const preview: Omit<ImportPreview, 'summary'> = {
    name: source.name,
    size: source.size,
    gzip: isGzip(await source.slice(0, 2)),
    layout,
    reasons: [...reasons],
    recognised: entry === null ? null : { id: entry.id, name: entry.name },
    columns: seen.columns,
    rows: seen.rows,
    rowCount: seen.rowCount,
    whole: seen.whole,
    target: seen.target,
    task,
    taskReason: taskReason(options, seen.answer, entry?.name ?? null),
    missing: options.missing,
    rowsWithMissing: seen.rowsWithMissing,
    filled: seen.filled,
    missingFaults: seen.missingFaults,
    n: table?.features.rows ?? 0,
    features: table?.features.columns ?? 0,
    described: description.columns,
    classCounts: description.classCounts,
    rank: description.rank,
    warnings: description.warnings,
    faults: [...seen.faults],
    faultCount: seen.faultCount,
  };
  return { ...preview, summary: summarySentence(preview) };
}

async function describe(table: Table | null, yieldNow: () => Promise<void>): Promise<Description> {
  if (table === null) return { columns: [], classCounts: [], rank: null, warnings: [] };
  if (table.features.columns > describedColumns) {
    return { columns: [], classCounts: classCountsOf(table), rank: null, warnings: [] };
  }
  return describeTable(table, { yieldNow, work: previewWork });
}

/** The preview of a file that cannot be read at all. */
function refused(source: ByteSource, options: ImportOptions, fault: string): ImportPreview {
  return {
    name: source.name,
    size: source.size,
    gzip: false,
    layout: { format: 'csv', encoding: 'utf-8', separator: ',', header: false, decimalComma: false },
    reasons: [],
    recognised: null,
    columns: [],
    rows: [],
    rowCount: 0,
    whole: false,
    target: '',
    task: options.task ?? 'regression',
    taskReason: '',
    missing: options.missing,
    rowsWithMissing: 0,
    filled: [],
    missingFaults: 0,
    n: 0,
    features: 0,
    described: [],
    classCounts: [],
    rank: null,
    warnings: [],
    faults: [fault],
    faultCount: 1,
    summary: 'Nothing can be imported: the file cannot be read.',
  };
}

function taskReason(options: ImportOptions, answer: Seen['answer'], recognised: string | null): string {
  if (options.task !== undefined) return 'as you chose';
  if (answer === null) return '';
  if (recognised !== null) return `as the catalogue says of ${recognised}`;
  switch (answer.task) {
    case 'binary':
      return 'the target has two different values';
    case 'multiclass':
      return answer.labels === null
        ? 'the target is a few whole numbers without a gap'
        : 'the target is texts';
    default:
      return 'the target is numbers';
  }
}
