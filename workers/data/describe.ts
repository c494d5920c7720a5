/** What a table looks like, column by column, and what in it may trouble an optimizer. */

import type { Column, DatasetDetail, DataWarning } from '#contract/dataset.ts';
import { describeValues } from './column-statistics.ts';
import { duplicateColumns } from './duplicate-columns.ts';
import { columnRank } from './rank.ts';
import { isSeparable } from './separation.ts';
import { columnsOf } from './sparse-columns.ts';
import type { DenseColumns, Table } from './table.ts';

export type Description = Pick<DatasetDetail, 'columns' | 'classCounts' | 'rank' | 'warnings'>;

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
      ...describeValues(features.entries?.(j).values ?? features.column(j), features.rows),
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
  const duplicates = await duplicateColumns(features, columns, yieldNow);
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

// ---- target ------------------------------------------------------------------------------------------------------

function describeTarget(table: Table, classCounts: Description['classCounts'], note: string): Column {
  const common = { name: table.targetName, role: 'target' as const, note };
  if (table.labels === null && classCounts.length === 0) {
    return { ...describeValues(table.target, table.target.length), ...common, type: 'number' };
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
  const known = new Set(named);
  const rest = dependent.filter((j) => !known.has(j)).map((j) => table.columns[j]!);
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
