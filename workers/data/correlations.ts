/** Pearson correlations between the columns of a table, the target included. */

import { correlationFeatures, type Correlations } from '#contract/dataset.ts';
import { columnsOf } from './sparse-columns.ts';
import { classCountsOf } from './describe.ts';
import type { DenseColumns, Table } from './table.ts';

export interface CorrelationOptions {
  /** At most so many features; where there are more, those that go most with the target. */
  readonly features?: number;
  /** Awaited often, so that long work lets other work run. */
  readonly yieldNow?: () => Promise<void>;
  /** Numbers held at a time; columns are read anew where they do not all fit. */
  readonly held?: number;
}

/** At most so many classes of a target get a column of their own. */
const classLimit = 10;

/** A centred column of length 1; null for one that does not vary. */
type Direction = Float64Array | null;

/**
 * r_ij = sum_n z_ni z_nj, z_i column i less its mean, divided by its Euclidean norm. A target with two classes is one
 * 0/1 column, one with more is a 0/1 column a class: class numbers have no order. Work grows with N P, and with N times
 * the square of the features shown.
 */
export async function correlate(table: Table, options: CorrelationOptions = {}): Promise<Correlations> {
  const {
    features: limit = correlationFeatures,
    yieldNow = () => Promise.resolve(),
    held = 2 ** 23,
  } = options;
  const features = columnsOf(table.features);
  const targets = targetColumns(table);
  const directions = targets.map(({ values }) => directionOf(values));
  const kept = await mostCorrelated(features, directions, limit, yieldNow);

  const size = kept.length + targets.length;
  const matrix = Array.from({ length: size }, () => new Array<number | null>(size).fill(null));
  const column = (i: number): Direction =>
    i < kept.length ? directionOf(features.column(kept[i]!)) : directions[i - kept.length]!;
  const block = Math.max(1, Math.floor(held / Math.max(1, features.rows)));
  for (let from = 0; from < size; from += block) {
    const rows = Array.from({ length: Math.min(block, size - from) }, (_, k) => column(from + k));
    for (let j = from; j < size; j++) {
      const other = j < from + rows.length ? rows[j - from]! : column(j);
      for (let k = 0; k < rows.length && from + k < j; k++) {
        matrix[from + k]![j] = matrix[j]![from + k] = coefficient(rows[k]!, other);
      }
      if (j < from + rows.length && other !== null) matrix[j]![j] = 1;
      await yieldNow();
    }
  }
  return {
    columns: [
      ...kept.map((j) => ({ name: table.columns[j]!, role: 'feature' as const })),
      ...targets.map(({ name }) => ({ name, role: 'target' as const })),
    ],
    matrix,
    rows: features.rows,
    features: features.columns,
    classes: classCountsOf(table).length,
  };
}

/** The target as numbers whose order means something. */
function targetColumns(table: Table): { name: string; values: Float64Array }[] {
  const { target, targetName, task } = table;
  if (task !== 'binary' && task !== 'multiclass') return [{ name: targetName, values: target }];
  const classes = [...new Set(target)].sort((a, b) => a - b);
  const labelOf = (value: number) => table.labels?.[value] ?? String(value);
  const shown = classes.length === 2 ? classes.slice(1) : classes.slice(0, classLimit);
  return shown.map((value) => ({
    name: `${targetName} = ${labelOf(value)}`,
    values: target.map((other) => (other === value ? 1 : 0)),
  }));
}

/** Positions of the features with the largest |r| to any of the target's columns, in the order of the table. */
async function mostCorrelated(
  features: DenseColumns,
  targets: readonly Direction[],
  limit: number,
  yieldNow: () => Promise<void>,
): Promise<number[]> {
  const all = Array.from({ length: features.columns }, (_, j) => j);
  if (features.columns <= limit) return all;
  const scores: number[] = [];
  for (const j of all) {
    scores.push(score(features, j, targets));
    await yieldNow();
  }
  return all
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, limit)
    .sort((a, b) => a - b);
}

/** Largest |r| of feature j to any of the directions; -1 where there is none. Of a sparse column only entries are read. */
function score(features: DenseColumns, j: number, targets: readonly Direction[]): number {
  const entries = features.entries?.(j);
  if (entries === undefined) {
    const own = directionOf(features.column(j));
    return own === null ? -1 : Math.max(...targets.map((target) => Math.abs(coefficient(own, target) ?? 0)));
  }
  const { rows, values } = entries;
  const mean = values.reduce((sum, value) => sum + value, 0) / features.rows;
  const zeros = features.rows - values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, zeros * mean * mean);
  if (!(squares > 0)) return -1;
  // The direction is centred: it makes no difference that the column is not.
  const products = targets.map((target) =>
    target === null ? 0 : Math.abs(values.reduce((sum, value, k) => sum + value * target[rows[k]!]!, 0)),
  );
  return Math.max(...products) / Math.sqrt(squares);
}

function coefficient(a: Direction, b: Direction): number | null {
  if (a === null || b === null) return null;
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n]! * b[n]!;
  return Math.min(1, Math.max(-1, sum));
}

/** A copy. Numbers of any size: they are divided by the largest before they are squared. */
function directionOf(values: Float64Array): Direction {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest === 0 || values.every((value) => value === values[0])) return null;
  const scaled = values.map((value) => value / largest);
  centre(scaled);
  // The mean of numbers far from zero is rounded; what is left of it goes now.
  centre(scaled);
  let spread = 0;
  for (const value of scaled) spread = Math.max(spread, Math.abs(value));
  if (spread === 0) return null;
  let squares = 0;
  for (const value of scaled) squares += (value / spread) ** 2;
  const norm = spread * Math.sqrt(squares);
  return scaled.map((value) => value / norm);
}

function centre(values: Float64Array): void {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  for (let n = 0; n < values.length; n++) values[n]! -= mean;
}
