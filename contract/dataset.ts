/** Data sets: how an experiment names one, and what the lab tells about one. */

import { z } from 'zod';
import { flag, list, nonEmptyText, number, object, oneOf, seed, text, whole } from './leaves.ts';
import { missingOutcomeSchema } from './missing-values.ts';

export const taskNames = ['regression', 'binary', 'multiclass', 'count'] as const;
export const taskSchema = oneOf(taskNames);
export type Task = z.infer<typeof taskSchema>;

export const syntheticNames = [
  'figure-1',
  'figure-2-correct',
  'figure-2-a',
  'figure-2-b',
  'figure-2-linear-correct',
  'figure-2-linear-noise',
  'figure-2-linear-model',
  'gaussian-linear',
  'gaussian-logistic',
  'teacher-mlp',
] as const;
export type SyntheticName = (typeof syntheticNames)[number];

const preprocessing = {
  standardize: flag().default(false).meta({
    title: 'Standardize features',
    description:
      'Subtract the column mean and divide by the population standard deviation (ddof 0), both from the training rows.',
  }),
  standardizeTarget: flag().default(false).meta({ title: 'Standardize target' }),
  testFraction: number({ min: 0, below: 1 })
    .default(0)
    .meta({ title: 'Test fraction', description: 'Share of the rows kept out of training.' }),
  rows: whole(1)
    .nullable()
    .default(null)
    .meta({ title: 'Rows', description: 'null: all rows; a number: a random subset of that size.' }),
  seed: seed()
    .default(0)
    .meta({ title: 'Data seed', description: 'Of the subset, the split and the synthetic draw.' }),
};
/** `bias` has no default here: it depends on the model (true; false for an mlp), see `biasOf`. */
const bias = flag().optional().meta({
  title: 'Bias column',
  description: 'A column of ones appended last (default true; false for an mlp).',
});
const taskOverride = taskSchema.optional().meta({
  title: 'Task',
  description: 'Default: as the catalogue says, or guessed from the target and stated.',
});

export const namedDatasetSchema = object(
  { id: nonEmptyText('the id of a data set'), ...preprocessing, bias, task: taskOverride },
  '{"id": ...}',
);
export const fileDatasetSchema = object(
  {
    path: nonEmptyText('the path of a data file'),
    target: nonEmptyText('the name of a column').optional(),
    task: taskOverride,
    ...preprocessing,
    bias,
  },
  '{"path": ...}',
);
export const syntheticDatasetSchema = object(
  {
    synthetic: oneOf(syntheticNames),
    n: whole(1).default(1000).meta({ title: 'Rows drawn' }),
    d: whole(1).default(2).meta({
      title: 'Features drawn',
      description: 'gaussian-linear, gaussian-logistic and teacher-mlp only.',
    }),
    ...preprocessing,
    task: taskOverride,
  },
  '{"synthetic": ...}',
);
export const datasetSchema = z.union([namedDatasetSchema, fileDatasetSchema, syntheticDatasetSchema], {
  error: '{"id": ...}, {"path": ...} or {"synthetic": ...}',
});

export type NamedDataset = z.infer<typeof namedDatasetSchema>;
export type FileDataset = z.infer<typeof fileDatasetSchema>;
export type SyntheticDataset = z.infer<typeof syntheticDatasetSchema>;
export type DatasetReference = z.infer<typeof datasetSchema>;

/** Whether a column of ones is appended: the file's word, else true but for an mlp (it has biases of its own). */
export function biasOf(dataset: DatasetReference, modelKind: string): boolean {
  if ('synthetic' in dataset) return false;
  return dataset.bias ?? modelKind !== 'mlp';
}

/** What a results file says of the data it was computed from. */
export const datasetSummarySchema = z.object({
  id: text(),
  name: text(),
  /** Training rows. */
  n: whole(0),
  /** Columns of the design, the bias column included. */
  p: whole(0),
  /** Parameters of the model on it. */
  d: whole(0),
  task: taskSchema,
  target: text(),
  /** Of the source file (of the generator's parameters for a synthetic set). */
  sha256: text(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

export const columnSchema = z.object({
  name: text(),
  type: oneOf(['number', 'category']),
  role: oneOf(['feature', 'target']),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable(),
  distinct: whole(0),
  missing: whole(0),
  /** Counts of ten to thirty equal bins between minimum and maximum (or of the levels of a category). */
  histogram: list(whole(0), 'counts'),
  note: text().default(''),
});
export type Column = z.infer<typeof columnSchema>;

/** What may trouble an optimizer, found before a run. */
export const dataWarningSchema = z.object({
  kind: oneOf(['separable', 'collinear', 'constant', 'duplicate', 'tiny', 'unbalanced', 'scale']),
  message: text(),
});
export type DataWarning = z.infer<typeof dataWarningSchema>;

/** What the user calls an imported set: some text of at most 200 characters, one line. */
export const datasetNameSchema = text('a name')
  .trim()
  .regex(/^[^\p{Cc}]{1,200}$/u, { error: 'a name of 1 to 200 characters on one line' });
/** What the user writes about it, lines and all. */
export const datasetDescriptionSchema = text('a description')
  .trim()
  .max(4000, { error: 'a description of at most 4000 characters' });

/** An entry of the data set list. */
export const datasetEntrySchema = z.object({
  id: text(),
  name: text(),
  description: text(),
  origin: oneOf(['bundled', 'catalogue', 'imported', 'synthetic']),
  /** false: a catalogue entry whose file is not on this machine. */
  available: flag(),
  /** What to do when it is not available. */
  hint: text(),
  n: whole(0).nullable(),
  features: whole(0).nullable(),
  target: text(),
  task: taskSchema,
  classes: whole(0).nullable(),
  source: text(),
  licence: text(),
  sha256: text().nullable(),
});
export type DatasetEntry = z.infer<typeof datasetEntrySchema>;

export const datasetDetailSchema = datasetEntrySchema.extend({
  columns: list(columnSchema, 'columns'),
  /** Label and count of each class, sorted; empty for regression and counts. */
  classCounts: list(z.object({ label: text(), count: whole(0) }), 'class counts'),
  /** Numerical rank of the feature matrix with a bias column. */
  rank: whole(0).nullable(),
  warnings: list(dataWarningSchema, 'warnings'),
  /** What became of the missing values; null for a set that was not imported. */
  missing: missingOutcomeSchema.nullable(),
});
export type DatasetDetail = z.infer<typeof datasetDetailSchema>;

/** At most so many features are correlated at a time; of a wider set, those that go most with the target. */
export const correlationFeatures = 40;

/** Pearson correlations between columns: the features shown, in the order of the table, then those of the target. */
export const correlationsSchema = z.object({
  columns: list(z.object({ name: text(), role: oneOf(['feature', 'target']) }), 'columns'),
  /** Symmetric, a row and a column for each of `columns`; null where one of the two does not vary. */
  matrix: list(list(z.number().nullable(), 'coefficients'), 'rows'),
  rows: whole(0),
  /** Of the whole set: of more than are shown, these are the ones with the largest |r| to the target. */
  features: whole(0),
  /** Of the target, which has a 0/1 column a class (one for two classes, at most ten); 0 for a numeric target. */
  classes: whole(0),
});
export type Correlations = z.infer<typeof correlationsSchema>;
