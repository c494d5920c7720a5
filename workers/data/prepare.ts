/**
 * From a raw table to the problem of an experiment, by the options of the experiment file: subset, split,
 * standardization, bias column, targets as the likelihoods want them. Every choice is a function of the data seed.
 */

import type { DatasetReference } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import type { DataFacts } from '#contract/resolve-experiment.ts';
import { RandomStream } from '../random.ts';
import {
  sharedFloat64,
  sharedUint32,
  type DenseDesign,
  type Design,
  type Problem,
  type SparseDesign,
} from './problem.ts';
import { checkDenseSize } from './size.ts';
import { columnsOf } from './sparse-columns.ts';
import type { DenseColumns, Table } from './table.ts';
import { targetFor } from './target.ts';

export type PrepareOptions = Pick<
  DatasetReference,
  'rows' | 'testFraction' | 'standardize' | 'standardizeTarget' | 'seed' | 'task'
> & {
  readonly bias: boolean;
  /** Bytes that a dense design may take; default: no limit. */
  readonly memory?: number;
};

export interface Prepared {
  readonly problem: Problem;
  readonly facts: DataFacts;
  /** Names of the design's columns, the bias column ("bias") included. */
  readonly columns: readonly string[];
}

/**
 * Prepares a table (N x P) for an experiment.
 *
 * - `rows`: that many rows drawn without replacement, in file order.
 * - `testFraction`: round(fraction N) rows, at least one and not all, drawn without replacement; the rest train.
 * - `standardize`: minus the mean, over the population standard deviation (ddof 0) of the training rows; a constant
 *   column is only centred. A sparse design becomes dense, since centring fills its zeros.
 * - `bias`: a column of ones, appended last; a sparse design stays sparse.
 * - binary and multiclass targets: the labels of the whole table, sorted, become 0..C-1.
 *
 * Throws LabError 'invalid-data' for a value that is not finite (with its row and column, from 1) and for a target
 * that its task does not allow; 'invalid-input' for options that these data do not allow; 'too-large', before memory
 * is taken, for a dense design beyond `memory`.
 */
export function prepare(table: Table, options: PrepareOptions): Prepared {
  if (table.features.rows === 0) throw new LabError('invalid-data', 'the data set has no rows');
  checkFinite(table.target, table.targetName);
  const task = options.task ?? table.task;
  const { target, classes } = targetFor(table, task);
  if (options.standardizeTarget && task !== 'regression') {
    throw new LabError(
      'invalid-input',
      `dataset.standardizeTarget: needs a regression target; ${table.targetName} is ${task} (set dataset.task to regression to treat it as a number)`,
    );
  }
  const { train, test } = chooseRows(table.features.rows, options);
  const parts = test.length > 0 ? [train, test] : [train];
  const designs = designsOf(table, parts, options);
  const sample = (i: number) => ({ design: designs[i]!, target: pick(target, parts[i]!) });
  const problem: Problem = {
    train: sample(0),
    test: parts.length > 1 ? sample(1) : null,
    classes,
  };
  if (options.standardizeTarget) standardizeTargets(problem);
  return {
    problem,
    facts: {
      task,
      columns: problem.train.design.columns,
      rows: train.length,
      classes,
      target: table.targetName,
    },
    columns: options.bias ? [...table.columns, 'bias'] : table.columns,
  };
}

// ---- rows ---------------------------------------------------------------------------------------------------------

function chooseRows(
  available: number,
  options: Pick<PrepareOptions, 'rows' | 'testFraction' | 'seed'>,
): { train: Uint32Array; test: Uint32Array } {
  const wanted = options.rows ?? available;
  if (wanted > available) {
    throw new LabError(
      'invalid-input',
      `dataset.rows: ${wanted} is more than the ${available} rows there are`,
    );
  }
  const all = Uint32Array.from({ length: available }, (_, i) => i);
  const kept = wanted === available ? all : drawn(all, wanted, new RandomStream(options.seed, 'rows')).chosen;
  if (options.testFraction === 0) return { train: kept, test: new Uint32Array(0) };
  if (kept.length < 2) {
    throw new LabError('invalid-input', 'dataset.testFraction: one row cannot be split into two samples');
  }
  const count = Math.min(kept.length - 1, Math.max(1, Math.round(options.testFraction * kept.length)));
  const { chosen, rest } = drawn(kept, count, new RandomStream(options.seed, 'test split'));
  return { train: rest, test: chosen };
}

/** A simple random sample of `count` of the rows and the others, both ascending. */
function drawn(rows: Uint32Array, count: number, random: RandomStream) {
  const order = rows.slice();
  random.shuffle(order);
  return { chosen: order.slice(0, count).sort(), rest: order.slice(count).sort() };
}

/** The values of some rows, in shared memory. */
function pick(values: Float64Array, rows: Uint32Array): Float64Array {
  const out = sharedFloat64(rows.length);
  rows.forEach((row, i) => {
    out[i] = values[row]!;
  });
  return out;
}

// ---- features -----------------------------------------------------------------------------------------------------

/** One design for each list of rows; the first list is the training rows. */
function designsOf(table: Table, parts: readonly Uint32Array[], options: PrepareOptions): Design[] {
  const { features } = table;
  if (features.kind === 'sparse') {
    checkSparse(features, table.columns);
    if (!options.standardize) return parts.map((rows) => sparseRows(features, rows, options.bias));
  }
  const width = features.columns + (options.bias ? 1 : 0);
  checkDenseSize(
    { rows: parts.reduce((sum, rows) => sum + rows.length, 0), columns: width },
    options.memory ?? Infinity,
    features.kind === 'sparse'
      ? 'dataset.standardize: centring fills the zeros of this sparse set'
      : 'the data set does not fit into memory',
    features.kind === 'sparse'
      ? 'leave standardize off, or take fewer rows (dataset.rows)'
      : 'take fewer rows (dataset.rows), or import it with fewer columns',
  );
  if (features.kind === 'sparse') {
    // Only the rows that are used: filling the zeros then costs no more than the designs have numbers.
    const all = new Uint32Array(parts.reduce((sum, rows) => sum + rows.length, 0));
    let end = 0;
    const places = parts.map((rows) => {
      const first = end;
      all.set(rows, first);
      end += rows.length;
      return rows.map((_, i) => first + i);
    });
    const used = sparseRows(features, all, false);
    return denseDesigns({ ...table, features: columnsOf(used) }, places, options);
  }
  return denseDesigns({ ...table, features }, parts, options);
}

function denseDesigns(
  { features: dense, columns: names }: Table & { readonly features: DenseColumns },
  parts: readonly Uint32Array[],
  options: PrepareOptions,
): DenseDesign[] {
  const width = dense.columns + (options.bias ? 1 : 0);
  const designs = parts.map((rows): DenseDesign => {
    const values = sharedFloat64(rows.length * width);
    return { kind: 'dense', rows: rows.length, columns: width, values };
  });
  for (let j = 0; j < dense.columns; j++) {
    const column = dense.column(j);
    checkFinite(column, names[j]!);
    const { mean, deviation } = options.standardize ? moments(column, parts[0]!) : unscaled;
    designs.forEach(({ values }, part) => {
      const rows = parts[part]!;
      for (let i = 0, at = j; i < rows.length; i++, at += width) {
        values[at] = (column[rows[i]!]! - mean) / deviation;
      }
    });
  }
  if (options.bias) {
    for (const { values } of designs)
      for (let at = width - 1; at < values.length; at += width) values[at] = 1;
  }
  return designs;
}

const unscaled = { mean: 0, deviation: 1 };

/**
 * Mean and population standard deviation (ddof 0) over some rows, in two passes so that a large mean does not eat
 * the deviation's digits. A column whose values are all equal gets the deviation 1: it is only centred.
 */
function moments(column: Float64Array, rows: Uint32Array): { mean: number; deviation: number } {
  const first = column[rows[0]!]!;
  if (rows.every((row) => column[row] === first)) return { mean: first, deviation: 1 };
  let sum = 0;
  for (const row of rows) sum += column[row]!;
  const mean = sum / rows.length;
  let squares = 0;
  for (const row of rows) squares += (column[row]! - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / rows.length) };
}

function sparseRows(features: SparseDesign, rows: Uint32Array, bias: boolean): SparseDesign {
  const columns = features.columns + (bias ? 1 : 0);
  let entries = bias ? rows.length : 0;
  for (const row of rows) entries += features.rowStart[row + 1]! - features.rowStart[row]!;
  const rowStart = sharedUint32(rows.length + 1);
  const columnIndex = sharedUint32(entries);
  const values = sharedFloat64(entries);
  let end = 0;
  rows.forEach((row, i) => {
    const from = features.rowStart[row]!;
    const to = features.rowStart[row + 1]!;
    columnIndex.set(features.columnIndex.subarray(from, to), end);
    values.set(features.values.subarray(from, to), end);
    end += to - from;
    if (bias) {
      columnIndex[end] = columns - 1;
      values[end] = 1;
      end++;
    }
    rowStart[i + 1] = end;
  });
  return { kind: 'sparse', rows: rows.length, columns, rowStart, columnIndex, values };
}

// ---- targets ------------------------------------------------------------------------------------------------------

function standardizeTargets(problem: Problem): void {
  const { target } = problem.train;
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const variance = target.reduce((sum, value) => sum + (value - mean) ** 2, 0) / target.length;
  const deviation = variance > 0 ? Math.sqrt(variance) : 1;
  for (const sample of [problem.train, problem.test]) {
    sample?.target.forEach((value, i, all) => {
      all[i] = (value - mean) / deviation;
    });
  }
}

// ---- checks -------------------------------------------------------------------------------------------------------

const notFinite = (row: number, column: string, value: number) =>
  new LabError('invalid-data', `row ${row + 1}, column ${column}: ${value} is not a finite number`);

function checkFinite(values: Float64Array, column: string): void {
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row]!)) throw notFinite(row, column, values[row]!);
  }
}

function checkSparse(features: SparseDesign, columns: readonly string[]): void {
  const at = features.values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const row = features.rowStart.findIndex((start) => start > at) - 1;
  throw notFinite(row, columns[features.columnIndex[at]!]!, features.values[at]!);
}
