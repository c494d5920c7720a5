/** The catalogue of known data sets (datasets/catalog.json) and the checks that a file must pass to be one of them. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { taskSchema, type Task } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';

const checksSchema = z.strictObject({
  /** Count of each label of a classification target; null for the other tasks. */
  classCounts: z.record(z.string(), z.int()).nullable(),
  /** Means of two or more columns, given to some digits; a file agrees within 3e-4 relative. */
  means: z.array(z.strictObject({ column: z.string(), mean: z.number() })).min(2),
  /** Of the file, where the file itself is bundled. */
  sha256: z.string().nullable(),
});

const entrySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  source: z.string(),
  licence: z.string(),
  /** In the datasets folder; null where no package carries the data. */
  file: z.string().nullable(),
  /** Public address of the file, for those that are not bundled. */
  url: z.string().nullable(),
  /** What the file is usually called, for hints. */
  fileNames: z.array(z.string()),
  rows: z.int(),
  features: z.int(),
  target: z.string(),
  task: taskSchema,
  /** Names of all columns in file order, for files without a header; null: the file's own. */
  columnNames: z.array(z.string()).nullable(),
  columnNotes: z.record(z.string(), z.string()),
  checks: checksSchema,
});
const catalogueSchema = z.strictObject({ version: z.literal(1), datasets: z.array(entrySchema) });

export type CatalogueEntry = z.infer<typeof entrySchema>;
export type Catalogue = z.infer<typeof catalogueSchema>;

/** Reads datasets/catalog.json. Throws LabError 'storage' when the installation lacks it. */
export async function readCatalogue(datasetsDirectory: string): Promise<Catalogue> {
  const path = join(datasetsDirectory, 'catalog.json');
  try {
    return catalogueSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new LabError('storage', `${path}: the catalogue of data sets cannot be read; install again`, [], {
      cause,
    });
  }
}

/** What the checks look at: any loaded table has it. */
export interface CheckedTable {
  readonly rows: number;
  readonly features: number;
  readonly task: Task;
  /** Count of each label; empty for regression. */
  readonly classCounts: () => ReadonlyMap<string, number>;
  /** Mean of a column by position (features first, the target last). */
  readonly meanOf: (column: number) => number;
}

/** Every check that a table fails, in words; empty when it is the catalogue's data set. */
export function failedChecks(
  entry: CatalogueEntry,
  table: CheckedTable,
  columnNames: readonly string[],
): string[] {
  if (table.rows !== entry.rows || table.features !== entry.features) {
    return [`${table.rows} rows x ${table.features} features instead of ${entry.rows} x ${entry.features}`];
  }
  const failures: string[] = [];
  const { classCounts, means } = entry.checks;
  if (classCounts !== null) {
    const show = (counts: Iterable<readonly [string, number]>) =>
      [...counts].map(([label, count]) => `${label}: ${count}`).join(', ');
    const found = show(table.classCounts());
    const expected = show(
      Object.entries(classCounts).sort(([a], [b]) => Number(a) - Number(b) || a.localeCompare(b)),
    );
    if (found !== expected) failures.push(`class counts ${found} instead of ${expected}`);
  }
  for (const { column, mean } of means) {
    const found = table.meanOf(columnNames.indexOf(column));
    if (!(Math.abs(found - mean) <= 3e-4 * Math.abs(mean))) {
      failures.push(`mean of ${column} ${found} instead of ${mean}`);
    }
  }
  return failures;
}
