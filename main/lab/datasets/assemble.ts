/** From the columns that were read to a table: missing values, categories as 0/1 columns, the target. */

import type { ImportOptions } from '#contract/dataset-import.ts';
import { LabError } from '#contract/errors.ts';
import type { FilledColumn } from '#contract/missing-values.ts';
import { meanOf } from '#workers/data/mean.ts';
import { denseColumns, guessTask, type Table } from '#workers/data/table.ts';
import { withClassOne } from './class-one.ts';
import { missingCode, type ReadColumn } from './columns.ts';
import type { SparseRows } from './libsvm.ts';
import { checkColumnCount } from './limits.ts';
import { numberedNames } from './sample.ts';

/** LIBSVM files have no names: their label is called this. */
export const labelName = 'y';
/** A sparse file this full is kept dense. */
const denseShare = 0.5;

export interface AssembleOptions extends Pick<ImportOptions, 'missing' | 'task' | 'classOne'> {
  readonly target: string;
}

export interface Assembled {
  readonly table: Table;
  /** Names of the features that came of each column. */
  readonly becomes: ReadonlyMap<string, readonly string[]>;
  readonly rowsWithMissing: number;
  readonly rowsDropped: number;
  /** In the order of the columns. */
  readonly filled: FilledColumn[];
}

/**
 * Rows with a missing value are dropped under `drop`; under `mean` and `median` numbers are filled in with that of
 * the column's present values, categories with their most common level (the first in order at a tie), and only
 * rows without a target are dropped. A category becomes one 0/1 column a level ("name=level", levels sorted); of two
 * levels the second suffices, of one none is made. Throws LabError 'invalid-data' where nothing is left.
 */
export function assemble(read: readonly ReadColumn[], options: AssembleOptions): Assembled {
  const rows = lengthOf(read[0]!);
  const target = read.find(({ name }) => name === options.target)!;
  const features = read.filter((column) => column !== target);
  const withMissing = missingRows(read, rows);
  const dropped = options.missing === 'drop' ? withMissing : missingRows([target], rows);
  const keep = keptRows(dropped, rows);
  if (keep !== null && keep.length === 0) {
    throw new LabError('invalid-data', 'every row has a missing value; nothing is left to import');
  }
  const becomes = new Map<string, readonly string[]>();
  const made: MadeColumn[] = [];
  const filled: FilledColumn[] = [];
  const buffer = new Float64Array(keep?.length ?? rows);
  for (const feature of features) {
    const { columns, filling } =
      feature.type === 'number'
        ? numberColumn(feature, keep, options.missing)
        : indicatorColumns(feature, keep, options.missing, buffer);
    const names = columns.map(({ name }) => name);
    becomes.set(feature.name, names);
    made.push(...columns);
    if (filling !== null && names.length > 0)
      filled.push({ column: feature.name, features: names, ...filling });
    checkColumnCount(made.length, 'dense');
  }
  if (made.length === 0) {
    throw new LabError('invalid-data', 'no feature is left; a data set needs a target and a feature');
  }
  const answer = chosen(targetOf(target, keep), options);
  const table: Table = {
    features: {
      kind: 'columns',
      rows: answer.target.length,
      columns: made.length,
      column: (j) => made[j]!.column(),
    },
    ...answer,
    columns: made.map(({ name }) => name),
    targetName: target.name,
    task: options.task ?? guessTask(answer.target, answer.labels),
  };
  return {
    table,
    becomes,
    rowsWithMissing: withMissing?.reduce((sum, flag) => sum + flag, 0) ?? 0,
    rowsDropped: keep === null ? 0 : rows - keep.length,
    filled,
  };
}

const lengthOf = (column: ReadColumn) => (column.type === 'number' ? column.values : column.codes).length;

/** A flag for each row in which one of the columns is missing; null where none is. */
function missingRows(columns: readonly ReadColumn[], rows: number): Uint8Array | null {
  const lacking = columns.filter(({ missing }) => missing > 0);
  if (lacking.length === 0) return null;
  const flags = new Uint8Array(rows);
  for (const column of lacking) {
    for (let i = 0; i < rows; i++) {
      if (column.type === 'number' ? Number.isNaN(column.values[i]!) : column.codes[i] === missingCode)
        flags[i] = 1;
    }
  }
  return flags;
}

/** The rows that stay; null for all. */
function keptRows(dropped: Uint8Array | null, rows: number): Uint32Array | null {
  if (dropped === null) return null;
  const kept = new Uint32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) if (dropped[i] === 0) kept[count++] = i;
  return kept.subarray(0, count);
}

// ---- features -------------------------------------------------------------------------------------------------------

interface MadeColumn {
  readonly name: string;
  readonly column: () => Float64Array;
}
interface Made {
  readonly columns: readonly MadeColumn[];
  /** null where nothing was filled in. */
  readonly filling: Pick<FilledColumn, 'cells' | 'rule' | 'value'> | null;
}

/** The kept values, moved to the front of the array they are in, and what is missing filled in. */
function numberColumn(
  column: Extract<ReadColumn, { type: 'number' }>,
  keep: Uint32Array | null,
  missing: ImportOptions['missing'],
): Made {
  const values = compacted(column.values, keep);
  let filling: Made['filling'] = null;
  if (column.missing > 0 && (missing === 'mean' || missing === 'median')) {
    const present = values.filter((value) => !Number.isNaN(value));
    if (present.length === 0) {
      throw new LabError(
        'invalid-data',
        `column ${column.name} has no value to fill the missing ones from; leave it out`,
      );
    }
    const filler = missing === 'mean' ? meanOf(present) : medianOf(present);
    const cells = values.length - present.length;
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) values[i] = filler;
    if (cells > 0) filling = { cells, rule: missing, value: filler };
  }
  return { columns: [{ name: column.name, column: () => values }], filling };
}

function compacted<A extends Float64Array | Uint32Array>(values: A, keep: Uint32Array | null): A {
  if (keep === null) return values;
  for (let i = 0; i < keep.length; i++) values[i] = values[keep[i]!]!;
  return values.subarray(0, keep.length) as A;
}

function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return meanOf(sorted.subarray(sorted.length % 2 === 1 ? middle : middle - 1, middle + 1));
}

/** One 0/1 column a level, computed into `buffer` when asked for. */
function indicatorColumns(
  column: Extract<ReadColumn, { type: 'category' }>,
  keep: Uint32Array | null,
  missing: ImportOptions['missing'],
  buffer: Float64Array,
): Made {
  const codes = compacted(column.codes, keep);
  const counts = new Float64Array(column.levels.length);
  for (const code of codes) if (code !== missingCode) counts[code]!++;
  const present = column.levels
    .map((level, code) => ({ level, code, count: counts[code]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => compareLevels(a.level, b.level));
  const cells = codes.length - present.reduce((sum, item) => sum + item.count, 0);
  let filling: Made['filling'] = null;
  if (cells > 0 && present.length > 0) {
    const filler = present.reduce((most, item) => (item.count > most.count ? item : most));
    for (let i = 0; i < codes.length; i++) if (codes[i] === missingCode) codes[i] = filler.code;
    filling = { cells, rule: 'most common level', value: filler.level };
  }
  const shown = present.length === 2 ? present.slice(1) : present.length === 1 ? [] : present;
  const columns = shown.map(({ level, code }) => ({
    name: `${column.name}=${level}`,
    column: () => {
      for (let i = 0; i < codes.length; i++) buffer[i] = codes[i] === code ? 1 : 0;
      return buffer;
    },
  }));
  return { columns, filling };
}

/** Numbers by size, texts by their characters. */
export function compareLevels(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

// ---- target ---------------------------------------------------------------------------------------------------------

/** A numeric target as it is; one of texts as positions in its sorted labels. */
function targetOf(column: ReadColumn, keep: Uint32Array | null): Pick<Table, 'target' | 'labels'> {
  if (column.type === 'number') return { target: compacted(column.values, keep), labels: null };
  const codes = compacted(column.codes, keep);
  const used = new Set(codes);
  const labels = column.levels.filter((_, code) => used.has(code)).sort(compareLevels);
  const position = column.levels.map((level) => labels.indexOf(level));
  return { target: Float64Array.from(codes, (code) => position[code]!), labels };
}

/** Only a target of two classes has a class 1. */
function chosen(
  answer: Pick<Table, 'target' | 'labels'>,
  { task, classOne }: Pick<AssembleOptions, 'task' | 'classOne'>,
): Pick<Table, 'target' | 'labels'> {
  return task === undefined || task === 'binary' ? withClassOne(answer, classOne) : answer;
}

/** The target's present values with the task that they suggest: what can be said of a file while it has faults. */
export function presentTarget(column: ReadColumn): Pick<Table, 'target' | 'labels' | 'task'> {
  const keep = keptRows(missingRows([column], lengthOf(column)), lengthOf(column));
  const answer = targetOf(column, keep);
  return { ...answer, task: guessTask(answer.target, answer.labels) };
}

// ---- sparse files ---------------------------------------------------------------------------------------------------

/** The table of a LIBSVM file; dense when half of its entries are there. */
export function assembleSparse(read: SparseRows, options: Pick<AssembleOptions, 'task' | 'classOne'>): Table {
  const { labels, columns, rowStart, columnIndex, values } = read;
  if (columns === 0) throw new LabError('invalid-data', 'no features: every line is a label alone');
  const rows = labels.length;
  const answer = chosen({ target: labels, labels: null }, options);
  const sparse = { kind: 'sparse', rows, columns, rowStart, columnIndex, values } as const;
  return {
    features: values.length < denseShare * rows * columns ? sparse : denseOf(sparse),
    ...answer,
    columns: numberedNames(columns),
    targetName: labelName,
    task: options.task ?? guessTask(answer.target, answer.labels),
  };
}

function denseOf(sparse: Extract<Table['features'], { kind: 'sparse' }>): Table['features'] {
  const columns = Array.from({ length: sparse.columns }, () => new Float64Array(sparse.rows));
  for (let i = 0; i < sparse.rows; i++) {
    for (let k = sparse.rowStart[i]!; k < sparse.rowStart[i + 1]!; k++) {
      columns[sparse.columnIndex[k]!]![i] = sparse.values[k]!;
    }
  }
  return denseColumns(sparse.rows, columns);
}
