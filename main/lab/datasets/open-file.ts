/** A data file as a table: layout and plan as detected or as the user says. */

import { createHash } from 'node:crypto';
import type { Layout } from '#contract/data-file.ts';
import type { ImportOptions } from '#contract/dataset-import.ts';
import type { Task } from '#contract/dataset.ts';
import { issuesError, LabError } from '#contract/errors.ts';
import { remarkAt } from '#contract/issues.ts';
import type { Table } from '#workers/data/table.ts';
import { targetFor } from '#workers/data/target.ts';
import { assemble, assembleSparse, labelName, type Assembled } from './assemble.ts';
import { checkClassOne } from './class-one.ts';
import { detect, headLength, layoutWith } from './detect.ts';
import { planColumns, readPlans } from './plan.ts';
import { readColumns, readLibsvm, readSample, type ReadOptions } from './read-file.ts';
import type { Sample } from './sample.ts';
import { headOf, type ByteSource } from './source.ts';

/** Rows from which the types of columns are taken. */
export const typeRows = 1000;

export interface OpenedFile {
  readonly table: Table;
  /** What became of the missing values. */
  readonly missing: Pick<Assembled, 'rowsDropped' | 'filled'>;
  readonly sha256: string;
  readonly layout: Layout;
}

export type FileOptions = Pick<
  ImportOptions,
  'layout' | 'target' | 'task' | 'classOne' | 'missing' | 'columns'
>;

/**
 * Reads a whole file under import options. Throws LabError 'invalid-data' with line, column and the text found (the
 * first twenty faults, and how many there are), 'invalid-input' for options that the file does not allow.
 */
export async function openFile(
  source: ByteSource,
  options: FileOptions,
  reading: Omit<ReadOptions, 'hash' | 'stopAfter'>,
): Promise<OpenedFile> {
  const layout = layoutWith(await headOf(source, headLength), source.name, options.layout).layout;
  const hash = createHash('sha256');
  const progress: ReadOptions = { ...reading, hash };
  if (layout.format === 'libsvm') {
    const faults = libsvmFaults(options);
    if (faults.length > 0) throw refusal(source.name, faults);
    const { rows, faults: found } = await readLibsvm(source, layout, progress);
    found.check();
    if (rows.labels.length === 0) throw new LabError('invalid-data', `${source.name}: no rows`);
    const table = assembleSparse(rows, options);
    targetFor(table, table.task);
    checkClassOne(table, options.classOne);
    return { table, missing: { rowsDropped: 0, filled: [] }, sha256: hash.digest('hex'), layout };
  }
  const sample = await readSample(source, layout, typeRows, reading.parquet);
  const plan = planColumns(sample, options);
  if (plan.faults.length > 0) throw refusal(source.name, plan.faults);
  const plans = readPlans(plan, options.missing === 'refuse');
  const { rows, columns, faults } = await readColumns(source, layout, sample.names, plans, progress);
  faults.check();
  if (rows === 0) throw new LabError('invalid-data', noRows(source.name, layout, sample.names));
  const { table, rowsDropped, filled } = assemble(columns, {
    target: plan.target,
    missing: options.missing,
    task: options.task,
    classOne: options.classOne,
  });
  targetFor(table, table.task);
  checkClassOne(table, options.classOne);
  return { table, missing: { rowsDropped, filled }, sha256: hash.digest('hex'), layout };
}

/** A header may be a row that was taken for one. */
export function noRows(fileName: string, { header }: Layout, names: readonly string[]): string {
  if (!header) return `${fileName}: no rows`;
  const shown = `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''}`;
  return `${fileName}: no rows below the header (${shown})`;
}

/** The label is the target, and all columns are features: there is nothing to choose in a LIBSVM file. */
export function libsvmFaults(options: Pick<ImportOptions, 'target' | 'columns'>): string[] {
  const faults: string[] = [];
  if (options.target !== undefined && options.target !== labelName) {
    faults.push(`the target of a LIBSVM file is its label, called ${labelName}, not ${options.target}`);
  }
  if (options.columns.length > 0) faults.push('the columns of a LIBSVM file cannot be chosen');
  return faults;
}

function refusal(fileName: string, faults: readonly string[]): LabError {
  return issuesError(
    'invalid-data',
    faults.map((fault) => remarkAt(fileName, fault)),
  );
}

/**
 * Reads a file strictly, as an experiment names it by its path: features are numbers, nothing is missing, nothing is
 * left out; a target of texts is classes.
 */
export async function openStrictly(
  source: ByteSource,
  choice: { readonly target?: string | undefined; readonly task?: Task | undefined },
  reading: Omit<ReadOptions, 'hash' | 'stopAfter'>,
): Promise<OpenedFile> {
  const { layout } = detect(await headOf(source, headLength), source.name);
  const sample: Sample | null =
    layout.format === 'libsvm' ? null : await readSample(source, layout, typeRows, reading.parquet);
  const target = choice.target ?? sample?.names.at(-1);
  const columns = (sample?.names ?? []).map((name) =>
    name === target ? { name, use: true } : { name, use: true, type: 'number' as const },
  );
  return openFile(source, { layout: {}, target, task: choice.task, missing: 'refuse', columns }, reading);
}
