/** Whether a table is one of the catalogue's sets that no package carries. */

import { classCountsOf } from '#workers/data/describe.ts';
import { columnsOf } from '#workers/data/sparse-columns.ts';
import type { DenseColumns, Table } from '#workers/data/table.ts';
import { failedChecks, type Catalogue, type CatalogueEntry, type CheckedTable } from './catalogue.ts';

/** The entry without a bundled file whose checks the table passes, or null. */
export function recognise(catalogue: Catalogue, table: Table): CatalogueEntry | null {
  return (
    catalogue.datasets.find((entry) => entry.file === null && entryFailures(entry, table).length === 0) ??
    null
  );
}

/** Every check of an entry that a table fails. */
export function entryFailures(entry: CatalogueEntry, table: Table): string[] {
  const asEntry = { ...table, task: entry.task };
  return failedChecks(entry, checkedView(asEntry), entry.columnNames ?? [...table.columns, table.targetName]);
}

/** The table under the names and the task of the entry. */
export function asEntry(entry: CatalogueEntry, table: Table): Table {
  return {
    ...table,
    task: entry.task,
    targetName: entry.target,
    columns: entry.columnNames?.slice(0, -1) ?? table.columns,
  };
}

/** Whatever costs a look at the numbers is computed when a check asks for it. */
function checkedView(table: Table): CheckedTable {
  const { rows, columns } = table.features;
  let features: DenseColumns | null = null;
  return {
    rows,
    features: columns,
    task: table.task,
    classCounts: () => new Map(classCountsOf(table).map(({ label, count }) => [label, count])),
    meanOf: (j) => {
      const values = j === columns ? table.target : (features ??= columnsOf(table.features)).column(j);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    },
  };
}
