/** dataset.json and description.json of an imported set: what it is, how it was imported, what it looks like. */

import { z } from 'zod';
import { layoutSchema } from '#contract/data-file.ts';
import { importOptionsSchema } from '#contract/dataset-import.ts';
import { columnSchema, dataWarningSchema, taskSchema } from '#contract/dataset.ts';
import { missingOutcomeSchema } from '#contract/missing-values.ts';
import { columnTypes } from './columns-file.ts';

export const recordSchema = z.strictObject({
  version: z.literal(1),
  id: z.string(),
  name: z.string(),
  /** The user's own words; left out while there are none. */
  description: z.string().optional(),
  /** catalogue: it fills the catalogue's entry of this id. */
  origin: z.enum(['imported', 'catalogue']),
  sourceName: z.string(),
  /** Of the source file. */
  sha256: z.string(),
  /** Milliseconds since 1970. */
  importedAt: z.number(),
  options: importOptionsSchema,
  /** null: imported before this was recorded. */
  missing: missingOutcomeSchema.shape.outcome.default(null),
  layout: layoutSchema,
  rows: z.int(),
  columns: z.array(z.string()),
  target: z.string(),
  labels: z.array(z.string()).nullable(),
  task: taskSchema,
  classes: z.int().nullable(),
  features: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('columns'), types: z.array(z.enum(columnTypes)) }),
    z.strictObject({ kind: z.literal('sparse'), entries: z.int() }),
  ]),
  /** Length of columns.bin. */
  bytes: z.int(),
});
export type ImportedRecord = z.infer<typeof recordSchema>;

export const descriptionSchema = z.strictObject({
  columns: z.array(columnSchema),
  classCounts: z.array(z.object({ label: z.string(), count: z.int() })),
  rank: z.int().nullable(),
  warnings: z.array(dataWarningSchema),
});

/** Ids are plain words, so that none leads out of the folder. */
export const isId = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,79}$/.test(text);
