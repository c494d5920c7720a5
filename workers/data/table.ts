/** A data set before the experiment's options apply: raw numbers, one row a case, no bias column. */

import type { Task } from '#contract/dataset.ts';
import type { SparseDesign } from './problem.ts';

/** N x P features, column by column, so that a set on disk never has to be in memory as a whole. */
export interface DenseColumns {
  readonly kind: 'columns';
  readonly rows: number;
  readonly columns: number;
  /** The N values of column j; the array may be reused by the next call. */
  readonly column: (j: number) => Float64Array;
  /** Of a sparse set: the rows and values of column j that are stored; the others are 0. May be views. */
  readonly entries?: (j: number) => { readonly rows: Uint32Array; readonly values: Float64Array };
}

export interface Table {
  /** N x P raw features. */
  readonly features: DenseColumns | SparseDesign;
  /** N raw target values; with `labels`, indices into them. */
  readonly target: Float64Array;
  /** Texts of the target's levels, sorted (of two the user may choose the last); null for a numeric target. */
  readonly labels: readonly string[] | null;
  /** P names. */
  readonly columns: readonly string[];
  readonly targetName: string;
  /** As the catalogue or the user says, or as guessed from the target. */
  readonly task: Task;
}

/** Most distinct whole numbers that a target guessed to be classes may have. */
const classLimit = 20;

/**
 * The task that a target suggests: texts and exactly two values are classes; so are 3 to 20 whole numbers without
 * a gap (0..C-1, 1..C); everything else is regression. Counts are never guessed.
 */
export function guessTask(target: Float64Array, labels: readonly string[] | null): Task {
  if (labels !== null) return labels.length === 2 ? 'binary' : 'multiclass';
  const values = distinctValues(target, classLimit);
  if (values === null) return 'regression';
  if (values.length === 2) return 'binary';
  const gapless = values.every((value, i) => Number.isInteger(value) && value === values[0]! + i);
  return values.length >= 3 && gapless && target.length >= 2 * values.length ? 'multiclass' : 'regression';
}

/** The sorted distinct values, or null where there are more than `limit`. */
export function distinctValues(values: Float64Array, limit = Infinity): number[] | null {
  const seen = new Set<number>();
  for (const value of values) {
    seen.add(value);
    if (seen.size > limit) return null;
  }
  return [...seen].sort((a, b) => a - b);
}

/** Features from arrays that are in memory. */
export function denseColumns(rows: number, columns: readonly Float64Array[]): DenseColumns {
  return { kind: 'columns', rows, columns: columns.length, column: (j) => columns[j]! };
}
