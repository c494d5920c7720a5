/** What a file, or its beginning, holds under some options: its columns and rows, the table, the faults. */

import type { Layout } from '#contract/data-file.ts';
import type { ImportOptions, ImportPreview, PreviewColumn } from '#contract/dataset-import.ts';
import { LabError } from '#contract/errors.ts';
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
import type { Cell } from './cells.ts';
import { checkClassOne } from './class-one.ts';
import type { ReadColumn } from './columns.ts';
import { libsvmFaults, noRows, typeRows } from './open-file.ts';
import { planColumns, readPlans, type Plan } from './plan.ts';
import { readColumns, readLibsvm, readSample, type ReadOptions } from './read-file.ts';
import { numberedNames } from './sample.ts';
import type { ByteSource } from './source.ts';

const shownRows = 20;

export interface Seen {
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

export async function seeRows(
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
        classOne: options.classOne,
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
function checkTask(table: Table, { task, classOne }: ImportOptions, whole: boolean): void {
  if (whole || (task !== undefined && table.labels !== null)) targetFor(table, table.task);
  if (whole) checkClassOne(table, classOne);
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

export async function seeLibsvm(
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
      table = assembleSparse(read.rows, options);
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

/** What keeps a file out, in words; the rest passes on. */
export function asFault(error: unknown): string {
  if (error instanceof LabError && error.code !== 'cancelled') return error.message;
  throw error;
}
