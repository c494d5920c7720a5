/** Any table's features, one dense column at a time. */

import type { DenseColumns, Table } from './table.ts';

/** Entries are sorted by column once; then each column is scattered, over the one before, when asked for. */
export function columnsOf(features: Table['features']): DenseColumns {
  if (features.kind === 'columns') return features;
  const { rows, columns, rowStart, columnIndex, values } = features;
  const start = new Uint32Array(columns + 1);
  for (const j of columnIndex) start[j + 1]!++;
  for (let j = 0; j < columns; j++) start[j + 1]! += start[j]!;
  const rowOf = new Uint32Array(values.length);
  const sorted = new Float64Array(values.length);
  const next = start.slice();
  for (let i = 0; i < rows; i++) {
    for (let k = rowStart[i]!; k < rowStart[i + 1]!; k++) {
      const at = next[columnIndex[k]!]!++;
      rowOf[at] = i;
      sorted[at] = values[k]!;
    }
  }
  const column = new Float64Array(rows);
  return {
    kind: 'columns',
    rows,
    columns,
    entries: (j) => ({
      rows: rowOf.subarray(start[j], start[j + 1]),
      values: sorted.subarray(start[j], start[j + 1]),
    }),
    column: (j) => {
      column.fill(0);
      for (let at = start[j]!; at < start[j + 1]!; at++) column[rowOf[at]!] = sorted[at]!;
      return column;
    },
  };
}
