/** Small tables for tests of what looks at data. */

import { denseColumns, type Table } from '../data/table.ts';
import { RandomStream } from '../random.ts';

/** Columns c1, c2, ... and a numeric target y, unless `more` says otherwise. */
export function tableOf(
  columns: readonly (readonly number[])[],
  target: readonly number[],
  more: Partial<Table> = {},
): Table {
  return {
    features: denseColumns(
      target.length,
      columns.map((column) => Float64Array.from(column)),
    ),
    target: Float64Array.from(target),
    labels: null,
    columns: columns.map((_, j) => `c${j + 1}`),
    targetName: 'y',
    task: 'regression',
    ...more,
  };
}

export function normals(rows: number, seed: number): number[] {
  const random = new RandomStream(seed, 'test');
  return Array.from({ length: rows }, () => random.normal());
}
