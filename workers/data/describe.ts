/** What a table looks like, column by column, and what in it may trouble an optimizer. */

import type { Column, DatasetDetail, DataWarning } from '#contract/dataset.ts';
import { columnRank } from './rank.ts';
import { isSeparable } from './separation.ts';
import { columnsOf } from './sparse-columns.ts';
import type { DenseColumns, Table } from './table.ts';

export type Description = Pick<DatasetDetail, 'columns' | 'classCounts' | 'rank' | 'warnings'>;

/** Distinct values are counted up to this many. */
export const distinctLimit = 1000;
export interface DescribeOptions {
  /** Texts to show beside columns, by name. */
  readonly notes?: Readonly<Record<string, string>>;
  /** Awaited often, so that long work lets other work run. */
  readonly yieldNow?: () => Promise<void>;
  /** Multiplications beyond which rank and separation are not computed (rank null, no warning). */
  readonly work?: number;
}

export async function describeTable(table: Table, options: DescribeOptions = {}): Promise<Description> {
  const { notes = {}, yieldNow = () => Promise.resolve(), work: workLimit = 2e9 } = options;
  const features = columnsOf(table.features);
  const noteOf = (name: string) => (Object.hasOwn(notes, name) ? notes[name]! : '');
  const columns: Column[] = [];
  for (let j = 0; j < features.columns; j++) {
    const name = table.columns[j]!;
    columns.push({
      ...describeValues(features.column(j)),
      name,
      type: 'number',
      role: 'feature',
      note: noteOf(name),
    });
    await yieldNow();
  }
  const classCounts = classCountsOf(table);
  columns.push(describeTarget(table, classCounts, noteOf(table.targetName)));

  const constant = columns.flatMap((column, j) => (j < features.columns && column.distinct === 1 ? [j] : []));
  const duplicates = duplicateColumns(features, columns, constant);
  const work = 4 * features.rows * (features.columns + 1) ** 2;
  const rank = work <= workLimit ? await columnRank(features, yieldNow) : null;
  const separable =
    table.task === 'binary' && work * 10 <= workLimit ? await separation(table, features, yieldNow) : null;
  const warnings = [
    ...sizeWarnings(features, classCounts),
    ...constantWarnings(table, constant),
    ...duplicateWarnings(table, duplicates),
    ...collinearWarnings(table, rank?.dependent ?? [], [
      ...constant,
      ...duplicates.map(([, later]) => later),
    ]),
    ...scaleWarnings(columns.slice(0, -1)),
    ...(separable === null ? [] : [separable]),
  ];
  return { columns, classCounts, rank: rank?.rank ?? null, warnings };
}

// ---- columns ------------------------------------------------------------------------------------------------------

type Values = Omit<Column, 'name' | 'type' | 'role' | 'note'>;

/** Statistics of finite values; the standard deviation has ddof 0. */
function describeValues(values: Float64Array): Values {
  let minimum = Infinity;
  let maximum = -Infinity;
  let sum = 0;
  const distinct = new Set<number>();
  for (const value of values) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    sum += value;
    if (distinct.size < distinctLimit) distinct.add(value);
  }
  const mean = minimum === maximum ? minimum : sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return {
    minimum,
    maximum,
    mean,
    standardDeviation: Math.sqrt(squares / values.length),
    distinct: distinct.size,
    missing: 0,
    histogram: histogram(values, minimum, maximum),
  };
}

/** Counts in 10 to 30 equal bins (Sturges' number, within these); the last bin has both its ends. */
function histogram(values: Float64Array, minimum: number, maximum: number): number[] {
  if (minimum === maximum) return [values.length];
  const bins = Math.min(30, Math.max(10, Math.ceil(Math.log2(values.length)) + 1));
  const counts = new Array<number>(bins).fill(0);
  const width = maximum / bins - minimum / bins;
  for (const value of values) {
    counts[Math.min(bins - 1, Math.max(0, Math.floor((value - minimum) / width)))]!++;
  }
  return counts;
}

function describeTarget(table: Table, classCounts: Description['classCounts'], note: string): Column {
  const common = { name: table.targetName, role: 'target' as const, note };
  if (table.labels === null && classCounts.length === 0) {
    return { ...describeValues(table.target), ...common, type: 'number' };
  }
  return {
    ...common,
    type: 'category',
    minimum: null,
    maximum: null,
    mean: null,
    standardDeviation: null,
    distinct: classCounts.length,
    missing: 0,
    histogram: classCounts.map(({ count }) => count),
  };
}

/** Label and count of each class, in the order 0..C-1; empty for regression and counts. */
export function classCountsOf(
  table: Pick<Table, 'target' | 'labels' | 'task'>,
): { label: string; count: number }[] {
  if (table.task !== 'binary' && table.task !== 'multiclass') return [];
  const counts = new Map<number, number>();
  for (const value of table.target) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([value, count]) => ({ label: table.labels?.[value] ?? String(value), count }));
}

/** Pairs [earlier, later] of equal columns, each later one once; constant ones are left out. */
function duplicateColumns(
  features: DenseColumns,
  columns: readonly Column[],
  constant: readonly number[],
): [number, number][] {
  const groups = new Map<string, number[]>();
  for (let j = 0; j < features.columns; j++) {
    if (constant.includes(j)) continue;
    const { minimum, maximum, mean, standardDeviation } = columns[j]!;
    const key = [minimum, maximum, mean, standardDeviation].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), j]);
  }
  const pairs: [number, number][] = [];
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const originals: { j: number; values: Float64Array }[] = [];
    for (const j of group) {
      const values = features.column(j);
      const original = originals.find((other) => other.values.every((value, i) => value === values[i]));
      if (original === undefined) originals.push({ j, values: values.slice() });
      else pairs.push([original.j, j]);
    }
  }
  return pairs;
}

// ---- warnings -----------------------------------------------------------------------------------------------------

const few = (names: readonly string[]) =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`;

function sizeWarnings(features: DenseColumns, classCounts: Description['classCounts']): DataWarning[] {
  const warnings: DataWarning[] = [];
  const { rows, columns } = features;
  if (rows <= columns + 1) {
    warnings.push({
      kind: 'tiny',
      message: `${rows} rows for ${columns} features and a bias: a linear model can fit every row, and the curvature is singular.`,
    });
  } else if (rows < 30) {
    warnings.push({ kind: 'tiny', message: `Only ${rows} rows: results will depend on each of them.` });
  }
  const smallest = classCounts.reduce<(typeof classCounts)[number] | null>(
    (least, item) => (least === null || item.count < least.count ? item : least),
    null,
  );
  if (smallest !== null && smallest.count < rows / classCounts.length / 5) {
    const percent = ((100 * smallest.count) / rows).toPrecision(2);
    warnings.push({
      kind: 'unbalanced',
      message: `Class ${smallest.label} has ${smallest.count} of ${rows} rows (${percent}%): accuracy alone says little.`,
    });
  }
  return warnings;
}

function constantWarnings(table: Table, constant: readonly number[]): DataWarning[] {
  if (constant.length === 0) return [];
  const names = few(constant.map((j) => table.columns[j]!));
  return [
    {
      kind: 'constant',
      message: `Constant: ${names}. Beside a bias column they add nothing and make the curvature singular.`,
    },
  ];
}

function duplicateWarnings(table: Table, pairs: readonly (readonly [number, number])[]): DataWarning[] {
  if (pairs.length === 0) return [];
  const names = few(pairs.map(([earlier, later]) => `${table.columns[later]} = ${table.columns[earlier]}`));
  return [{ kind: 'duplicate', message: `Equal columns: ${names}. The curvature is singular.` }];
}

/** The dependent columns that no other warning has named. */
function collinearWarnings(
  table: Table,
  dependent: readonly number[],
  named: readonly number[],
): DataWarning[] {
  const rest = dependent.filter((j) => !named.includes(j)).map((j) => table.columns[j]!);
  if (rest.length === 0) return [];
  return [
    {
      kind: 'collinear',
      message: `Linear combinations of the columns before them: ${few(rest)}. The curvature is singular, the minimum not unique; damping or an l2 penalty chooses.`,
    },
  ];
}

function scaleWarnings(features: readonly Column[]): DataWarning[] {
  const varying = features.filter((column) => column.distinct > 1);
  if (varying.length < 2) return [];
  const byScale = [...varying].sort((a, b) => a.standardDeviation! - b.standardDeviation!);
  const [smallest, largest] = [byScale[0]!, byScale.at(-1)!];
  const ratio = largest.standardDeviation! / smallest.standardDeviation!;
  if (!(ratio >= 1000)) return [];
  return [
    {
      kind: 'scale',
      message: `The scales of ${largest.name} and ${smallest.name} differ by a factor of ${ratio.toPrecision(2)}: gradient descent will be slow unless the features are standardized.`,
    },
  ];
}

/** Separation by one column (equality allowed: quasi-complete separation), or by a plane. */
async function separation(
  table: Table,
  features: DenseColumns,
  yieldNow: () => Promise<void>,
): Promise<DataWarning | null> {
  const low = table.target.reduce((a, b) => Math.min(a, b), Infinity);
  const isHigh = table.target.map((value) => (value === low ? 0 : 1));
  const advice = 'logistic regression has no finite minimum without an l2 penalty.';
  const quasi: string[] = [];
  for (let j = 0; j < features.columns; j++) {
    if (separatesAlone(features.column(j), isHigh)) quasi.push(table.columns[j]!);
  }
  if (await isSeparable(features, isHigh, yieldNow)) {
    return { kind: 'separable', message: `A plane separates the two classes: ${advice}` };
  }
  if (quasi.length === 0) return null;
  return {
    kind: 'separable',
    message: `${few(quasi)} ${quasi.length === 1 ? 'varies' : 'vary'} within one class only: ${advice}`,
  };
}

/** Whether all values of one class lie at or below all values of the other, and they are not all equal. */
function separatesAlone(values: Float64Array, isHigh: Float64Array): boolean {
  const minimum = [Infinity, Infinity];
  const maximum = [-Infinity, -Infinity];
  values.forEach((value, i) => {
    const side = isHigh[i]!;
    if (value < minimum[side]!) minimum[side] = value;
    if (value > maximum[side]!) maximum[side] = value;
  });
  const apart = maximum[0]! <= minimum[1]! || maximum[1]! <= minimum[0]!;
  return apart && Math.min(...minimum) < Math.max(...maximum);
}
