/** Columns that equal an earlier one. */

import type { ColumnStatistics } from './column-statistics.ts';
import type { DenseColumns } from './table.ts';

/**
 * Pairs [earlier, later] of equal columns, each later one once; constant ones are left out. Columns with the same
 * statistics and the same hash are compared number by number; at most one column is copied at a time.
 */
export async function duplicateColumns(
  features: DenseColumns,
  statistics: readonly ColumnStatistics[],
  yieldNow: () => Promise<void>,
): Promise<[number, number][]> {
  const pairs: [number, number][] = [];
  for (const alike of groups(range(features.columns), (j) => statisticsKey(statistics[j]!))) {
    for (const likely of groups(alike, (j) => hashOf(features, j))) {
      // One pass finds all that equal the first; hashes of unequal columns are equal so rarely that a second is no cost.
      for (let rest: readonly number[] = likely; rest.length > 1;) {
        const [original, ...others] = rest as [number, ...number[]];
        const equalsOriginal = comparison(features, original);
        const different: number[] = [];
        for (const j of others) {
          if (equalsOriginal(j)) pairs.push([original, j]);
          else different.push(j);
          await yieldNow();
        }
        rest = different;
      }
    }
  }
  return pairs.sort(([, a], [, b]) => a - b);
}

const range = (count: number) => Array.from({ length: count }, (_, j) => j);

/** null: a constant column, which is in no group. */
function statisticsKey({ minimum, maximum, mean, standardDeviation }: ColumnStatistics): string | null {
  return minimum === maximum ? null : [minimum, maximum, mean, standardDeviation].join(' ');
}

/** Groups of two or more with the same key. */
function groups<K>(columns: readonly number[], keyOf: (column: number) => K | null): number[][] {
  const found = new Map<K, number[]>();
  for (const j of columns) {
    const key = keyOf(j);
    if (key === null) continue;
    const group = found.get(key);
    if (group === undefined) found.set(key, [j]);
    else group.push(j);
  }
  return [...found.values()].filter((group) => group.length > 1);
}

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** A hash of the values that are not zero and the rows they are in (FNV's multiplication on 32-bit words). */
function hashOf(features: DenseColumns, column: number): number {
  const entries = features.entries?.(column);
  const values = entries?.values ?? features.column(column);
  let hash = 0x811c9dc5;
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    if (value === 0) continue;
    bits[0] = value;
    hash = Math.imul(hash ^ (entries?.rows[k] ?? k), 0x01000193);
    hash = Math.imul(hash ^ words[0]!, 0x01000193);
    hash = Math.imul(hash ^ words[1]!, 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** Compares other columns with one, number by number. */
function comparison(features: DenseColumns, original: number): (column: number) => boolean {
  const { entries } = features;
  if (entries !== undefined) {
    const first = entries(original);
    return (j) => sameEntries(first, entries(j));
  }
  const values = features.column(original).slice();
  return (j) => {
    const other = features.column(j);
    for (let i = 0; i < values.length; i++) if (values[i] !== other[i]) return false;
    return true;
  };
}

type Entries = ReturnType<NonNullable<DenseColumns['entries']>>;

/** Whether two lists, rows ascending, say the same; a stored zero says nothing. */
function sameEntries(a: Entries, b: Entries): boolean {
  let i = 0;
  let k = 0;
  for (;;) {
    while (a.values[i] === 0) i++;
    while (b.values[k] === 0) k++;
    if (i === a.values.length || k === b.values.length) return i === a.values.length && k === b.values.length;
    if (a.rows[i] !== b.rows[k] || a.values[i] !== b.values[k]) return false;
    i++;
    k++;
  }
}
