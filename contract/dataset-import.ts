/**
 * Importing a data file: what the lab found in it, what the user decides, and what will come of it.
 *
 * The way of an import: bytes go up (or a path is opened), the lab answers with a preview; every change of an option
 * asks for another preview; then the import with the same options. Nothing is kept until the import is whole.
 */

import { z } from 'zod';
import { layoutSchema } from './data-file.ts';
import { columnSchema, dataWarningSchema, taskSchema } from './dataset.ts';
import { flag, list, nonEmptyText, object, oneOf, text, whole } from './leaves.ts';
import { filledColumnSchema, missingPolicySchema } from './missing-values.ts';

const columnUses = ['feature', 'target', 'none'] as const;
export const columnTypes = ['number', 'category'] as const;

/** What the user decides; every key that is left out is as detected. */
export const importOptionsSchema = object({
  /** A change of format or encoding makes the lab detect the rest anew under it. */
  layout: object({
    format: layoutSchema.shape.format.optional(),
    encoding: layoutSchema.shape.encoding.optional(),
    separator: layoutSchema.shape.separator.optional(),
    header: layoutSchema.shape.header.optional(),
    decimalComma: layoutSchema.shape.decimalComma.optional(),
  }).default({}),
  /** Name of a column; default: the last one. The label of a LIBSVM file is called y. */
  target: nonEmptyText('the name of a column').optional(),
  task: taskSchema.optional(),
  /** The value of a two-class target that becomes 1; default: the second in order. */
  classOne: text().optional(),
  missing: missingPolicySchema.default('refuse'),
  /** Columns read otherwise than detected. A category among the features becomes one 0/1 column a level. */
  columns: list(
    object({
      name: text(),
      type: oneOf(columnTypes).optional(),
      /** false: left out. */
      use: flag().optional(),
    }),
    'columns',
  ).default([]),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;
export type ImportOptionsInput = z.input<typeof importOptionsSchema>;

/** A column of the file. */
const previewColumnSchema = z.object({
  name: text(),
  type: oneOf(columnTypes),
  use: oneOf(columnUses),
  /** Whether type and use are the lab's own choice. */
  detected: flag(),
  /** Texts of a category, sorted, as far as seen; null for numbers. */
  levels: list(text(), 'levels').nullable(),
  /** Names of the columns that come of it: its own, one a level, or none. */
  becomes: list(text(), 'names'),
  /** null: left out, so not looked at. */
  missing: whole(0).nullable(),
  /** Why it is read so, or what is wrong with it; may be empty. */
  note: text(),
});
export type PreviewColumn = z.infer<typeof previewColumnSchema>;

export const importPreviewSchema = z.object({
  /** Of the source file. */
  name: text(),
  size: whole(0),
  gzip: flag(),
  layout: layoutSchema,
  /** Why this layout, one clause a decision. */
  reasons: list(text(), 'reasons'),
  /** A catalogue entry whose checks the file passes: it will fill that entry. */
  recognised: z.object({ id: text(), name: text() }).nullable(),
  columns: list(previewColumnSchema, 'columns'),
  /** The first rows, as texts, in the order of the columns; null where missing. */
  rows: list(list(text().nullable(), 'cells'), 'rows'),
  /** Rows looked at. */
  rowCount: whole(0),
  /** false: the file is longer; counts, levels and what follows are of its beginning only. */
  whole: flag(),
  target: text(),
  task: taskSchema,
  /** Why this task. */
  taskReason: text(),
  missing: missingPolicySchema,
  /** Rows with a missing value in the columns that are imported. */
  rowsWithMissing: whole(0),
  /**
   * What is filled in, in the order of the columns. Like n, features and described it is there under a fault of the
   * task or of class 1 too, which tells of a table that was made; under any other fault there is none.
   */
  filled: list(filledColumnSchema, 'columns'),
  /** Faults that are missing values: the choice of a policy other than refuse takes them away. */
  missingFaults: whole(0),
  /** Rows and features of what would be imported; 0 while there is no table. */
  n: whole(0),
  features: whole(0),
  /** Of the columns as imported, the target last; empty while there is no table. */
  described: list(columnSchema, 'columns'),
  classCounts: list(z.object({ label: text(), count: whole(0) }), 'class counts'),
  rank: whole(0).nullable(),
  warnings: list(dataWarningSchema, 'warnings'),
  /** What keeps the file from being imported with these options: the first twenty, each with its place. */
  faults: list(text(), 'faults'),
  faultCount: whole(0),
  /** What will be imported (or why nothing can be), in one sentence. */
  summary: text(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;
