/** A data file named in an experiment: layout detected, target and task by the file or guessed, nothing repaired. */

import { createHash } from 'node:crypto';
import type { Layout } from '#contract/data-file.ts';
import type { Task } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import { denseColumns, guessTask, type Table } from '#workers/data/table.ts';
import type { ReadColumn } from './columns.ts';
import { detect, headLength } from './detect.ts';
import { firstRows, readColumns, readLibsvm, type ReadProgress } from './read-file.ts';
import { numberedNames, sampleOf } from './sample.ts';
import { headOf, type ByteSource } from './source.ts';

/** Rows from which the types of columns are taken. */
const typeRows = 1000;
/** A sparse file this full is kept dense. */
const denseShare = 0.5;
/** LIBSVM files have no names: their label is called this. */
export const labelName = 'y';

export interface OpenedFile {
  readonly table: Table;
  readonly sha256: string;
  readonly layout: Layout;
}

export interface OpenOptions extends ReadProgress {
  readonly target?: string | undefined;
  readonly task?: Task | undefined;
  /** Names of all columns, for a file without a header. */
  readonly columnNames?: readonly string[] | null | undefined;
}

/**
 * Reads a file strictly: features are numbers, nothing is missing; a target of texts is classes. Throws LabError
 * 'invalid-data' with line, column and the text found (the first twenty faults, and how many there are).
 */
export async function openFile(source: ByteSource, options: OpenOptions = {}): Promise<OpenedFile> {
  const { layout } = detect(await headOf(source, headLength), source.name);
  const hash = createHash('sha256');
  const progress: ReadProgress = { signal: options.signal, onProgress: options.onProgress, hash };
  const read =
    layout.format === 'libsvm'
      ? await openLibsvm(source, layout, options, progress)
      : await openRows(source, layout, options, progress);
  const { target, labels } = read;
  return {
    table: { ...read, task: options.task ?? guessTask(target, labels) },
    sha256: hash.digest('hex'),
    layout,
  };
}

type Read = Omit<Table, 'task'>;

async function openRows(
  source: ByteSource,
  layout: Layout,
  options: OpenOptions,
  progress: ReadProgress,
): Promise<Read> {
  const sample = sampleOf(await firstRows(source, layout, typeRows), layout, source.name);
  const { columnNames } = options;
  const named = !layout.header && columnNames?.length === sample.names.length;
  const names = named ? columnNames : sample.names;
  if (names.length < 2) {
    throw new LabError('invalid-data', `${source.name}: one column; a data set needs a target and a feature`);
  }
  const targetName = options.target ?? names.at(-1)!;
  const position = names.indexOf(targetName);
  if (position < 0) throw noColumn(source.name, targetName, names);
  const plans = names.map((name, j) => ({
    name,
    position: j,
    type: j === position ? sample.types[j]! : ('number' as const),
    required: true,
  }));
  const { rows, columns } = await readColumns(source, layout, names, plans, progress);
  const features = columns.filter((_, j) => j !== position);
  return {
    features: denseColumns(rows, features.map(numbersOf)),
    ...targetOf(columns[position]!),
    columns: features.map((column) => column.name),
    targetName,
  };
}

function numbersOf(column: ReadColumn): Float64Array {
  if (column.type !== 'number') throw new Error(`${column.name} was read as a category`);
  return column.values;
}

/** A numeric target as it is; one of texts as positions in its sorted labels. */
function targetOf(column: ReadColumn): Pick<Read, 'target' | 'labels'> {
  if (column.type === 'number') return { target: column.values, labels: null };
  const labels = [...column.levels].sort();
  const position = column.levels.map((level) => labels.indexOf(level));
  return { target: Float64Array.from(column.codes, (code) => position[code]!), labels };
}

async function openLibsvm(
  source: ByteSource,
  layout: Layout,
  options: OpenOptions,
  progress: ReadProgress,
): Promise<Read> {
  const { labels, columns, rowStart, columnIndex, values } = await readLibsvm(source, layout, progress);
  if (columns === 0) throw new LabError('invalid-data', `${source.name}: no features`);
  const names = numberedNames(columns);
  if (options.target !== undefined && options.target !== labelName) {
    throw new LabError(
      'invalid-data',
      `${source.name}: the target of a LIBSVM file is its label, called ${labelName}, not ${options.target}`,
    );
  }
  const rows = labels.length;
  const sparse = { kind: 'sparse', rows, columns, rowStart, columnIndex, values } as const;
  return {
    features: values.length < denseShare * rows * columns ? sparse : denseOf(sparse),
    target: labels,
    labels: null,
    columns: names,
    targetName: labelName,
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

function noColumn(fileName: string, wanted: string, names: readonly string[]): LabError {
  const list = names.length <= 12 ? names.join(', ') : `${names.slice(0, 12).join(', ')}, ... (${names.length})`;
  return new LabError('invalid-data', `${fileName}: there is no column ${wanted}; there are ${list}`);
}
