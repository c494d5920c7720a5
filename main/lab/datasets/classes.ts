/** Counts of the labels of a classification target. */

import type { Table } from '#workers/data/table.ts';

/** Label and count, in the order of the classes 0..C-1; empty for regression and counts. */
export function classCountsOf(table: Pick<Table, 'target' | 'labels' | 'task'>): Map<string, number> {
  if (table.task !== 'binary' && table.task !== 'multiclass') return new Map();
  const counts = new Map<number, number>();
  for (const value of table.target) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map(
    [...counts]
      .sort(([a], [b]) => a - b)
      .map(([value, count]) => [table.labels?.[value] ?? String(value), count]),
  );
}
