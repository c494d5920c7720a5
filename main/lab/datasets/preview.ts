/** What a file would become under some options, seen from its beginning (or all of it when it is short). */

import type { Layout } from '#contract/data-file.ts';
import type { ImportOptions, ImportPreview, PreviewColumn } from '#contract/dataset-import.ts';
import { LabError } from '#contract/errors.ts';
import { classCountsOf, describeTable, type Description } from '#workers/data/describe.ts';
import type { Table } from '#workers/data/table.ts';
import { targetFor } from '#workers/data/target.ts';
import {
  assemble,
  assembleSparse,
  compareLevels,
  labelName,
  presentTarget,
  type Assembled,
} from './assemble.ts';
import type { Catalogue } from './catalogue.ts';
import type { Cell } from './cells.ts';
import type { ReadColumn } from './columns.ts';
import { headLength, layoutWith, type Detected } from './detect.ts';
import { libsvmFaults, noRows, typeRows } from './open-file.ts';
import { planColumns, readPlans, type Plan } from './plan.ts';
import type { ParquetDecoder } from './parquet-decoder.ts';
import { readColumns, readLibsvm, readSample, type ReadOptions } from './read-file.ts';
import { recognise } from './recognise.ts';
import { numberedNames } from './sample.ts';
import { headOf, isGzip, type ByteSource } from './source.ts';
import { summarySentence } from './summary.ts';

/** How much of a file is looked at. */
const stopAfter = { characters: 8 * 1024 * 1024, rows: 100_000 } as const;
const shownRows = 20;
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

function asFault(error: unknown): string {
  if (error instanceof LabError && error.code !== 'cancelled') return error.message;
  throw error;
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

// ---- what is seen of a file -----------------------------------------------------------------------------------------

interface Seen {
  readonly table: Table | null;
  /** The target as far as it is there; null where nothing was read. */
  readonly answer: Pick<Table, 'labels' | 'task'> | null;
  readonly columns: PreviewColumn[];
  readonly rows: (string | null)[][];
  readonly rowCount: number;
  readonly whole: boolean;
  readonly target: string;
  readonly rowsWithMissing: number;
  readonly filled: ImportPreview['filled'];
  readonly missingFaults: number;
  readonly faults: readonly string[];
  readonly faultCount: number;
}

async function seeRows(
  source: ByteSource,
  layout: Layout,
  options: ImportOptions,
  reading: ReadOptions,
): Promise<Seen> {
  const sample = await readSample(source, layout, typeRows, reading.parquet);
  const plan = planColumns(sample, options);
  const read = await readColumns(
    source,
    layout,
    sample.names,
    readPlans(plan, options.missing === 'refuse'),
    reading,
  );
  const faults = [...plan.faults, ...read.faults.messages];
  let assembled: Assembled | null = null;
  if (faults.length === 0 && read.rows > 0) {
    try {
      assembled = assemble(read.columns, {
        target: plan.target,
        missing: options.missing,
        task: options.task,
      });
      checkTask(assembled.table, options, read.whole);
    } catch (error) {
      faults.push(asFault(error));
    }
  } else if (read.rows === 0 && faults.length === 0) faults.push(noRows(source.name, layout, sample.names));
  const target = read.columns.find(({ name }) => name === plan.target);
  return {
    table: assembled?.table ?? null,
    answer: assembled?.table ?? (target === undefined || read.rows === 0 ? null : presentTarget(target)),
    columns: previewColumns(plan, read.columns, assembled),
    rows: sample.rows.slice(0, shownRows).map((row) => sample.names.map((_, j) => textOf(row[j] ?? null))),
    rowCount: read.rows,
    whole: read.whole,
    target: plan.target,
    rowsWithMissing: assembled?.rowsWithMissing ?? 0,
    filled: assembled?.filled ?? [],
    missingFaults: read.faults.missing,
    faults,
    faultCount: plan.faults.length + Math.max(read.faults.count, faults.length - plan.faults.length),
  };
}

/** Of a part of a file only texts tell of a task that was chosen: the classes may come later. */
function checkTask(table: Table, { task }: ImportOptions, whole: boolean): void {
  if (whole || (task !== undefined && table.labels !== null)) targetFor(table, table.task);
}

const textOf = (cell: Cell): string | null => (cell === null ? null : String(cell));

function previewColumns(
  plan: Plan,
  read: readonly ReadColumn[],
  assembled: Assembled | null,
): PreviewColumn[] {
  const readOf = new Map(read.map((column) => [column.name, column]));
  return plan.columns.map(({ name, type, use, detected, note }) => {
    const column = readOf.get(name);
    const levels = column?.type === 'category' ? [...column.levels].sort(compareLevels) : null;
    const becomes =
      use === 'feature' ? (assembled?.becomes.get(name) ?? [name]) : use === 'target' ? [name] : [];
    const single = use === 'feature' && type === 'category' && becomes.length === 0;
    return {
      name,
      type,
      use,
      detected,
      levels,
      becomes: [...becomes],
      missing: use === 'none' ? null : (column?.missing ?? 0),
      note: single ? 'only one level: nothing comes of it' : note,
    };
  });
}

async function seeLibsvm(
  source: ByteSource,
  layout: Layout,
  options: ImportOptions,
  reading: ReadOptions,
): Promise<Seen> {
  const read = await readLibsvm(source, layout, reading);
  const faults = [...libsvmFaults(options), ...read.faults.messages];
  const { labels, columns, rowStart, columnIndex, values } = read.rows;
  let table: Table | null = null;
  if (labels.length === 0) faults.push(`${source.name}: no rows`);
  else if (faults.length === 0) {
    try {
      table = assembleSparse(read.rows, options.task);
      checkTask(table, options, read.whole);
    } catch (error) {
      faults.push(asFault(error));
    }
  }
  const names = numberedNames(columns);
  const shown = Math.min(shownRows, labels.length);
  return {
    table,
    answer: table,
    columns: [...names, labelName].map((name) => ({
      name,
      type: 'number',
      use: name === labelName ? 'target' : 'feature',
      detected: true,
      levels: null,
      becomes: [name],
      missing: 0,
      note: '',
    })),
    rows: Array.from({ length: shown }, (_, i) => {
      const row = new Array<string>(columns).fill('0');
      for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) row[columnIndex[k]!] = String(values[k]);
      return [...row, String(labels[i])];
    }),
    rowCount: labels.length,
    whole: read.whole,
    target: labelName,
    rowsWithMissing: 0,
    filled: [],
    missingFaults: 0,
    faults,
    faultCount: Math.max(faults.length, read.faults.count),
  };
}
