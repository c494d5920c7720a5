/** Experiments: check, start, watch, cancel, and the history. */

import { z } from 'zod';
import { datasetSummarySchema } from '../dataset.ts';
import { experimentKinds } from '../experiment.ts';
import { list, object, oneOf, text, whole } from '../leaves.ts';
import {
  bestSchema,
  consistencySchema,
  curvatureSchema,
  environmentSchema,
  minimumSchema,
  quadraticSchema,
  runEventSchema,
  runStatuses,
  vectorFieldSchema,
} from '../results.ts';
import { float64Array, issueSchema, method, nothing } from './define.ts';

export const experimentStatuses = [
  'queued',
  'running',
  'completed',
  'failed',
  'cancelled',
  'interrupted',
] as const;
export type ExperimentStatus = (typeof experimentStatuses)[number];

const experimentSummarySchema = z.object({
  id: text(),
  name: text(),
  kind: oneOf(experimentKinds),
  status: oneOf(experimentStatuses),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
  datasetName: text(),
  modelKind: text(),
  optimizers: list(text(), 'ids'),
  /** Step size and damping of each of them, in a few words: "1, damping 1e-4"; a range as "0.01 to 10". */
  settings: list(text(), 'settings'),
  /** The lowest last loss of its runs; null while none has ended with a number. */
  lowestLastLoss: z.number().nullable(),
  notes: text(),
  tags: list(text(), 'tags'),
  starred: z.boolean(),
  /** Why, for status failed. */
  reason: text().nullable(),
});
export type ExperimentSummary = z.infer<typeof experimentSummarySchema>;

/** A run as the renderer holds it: numbers as typed arrays, so that they travel as binary. */
const storedRunSchema = z.object({
  /** Position in the experiment's runs. */
  index: whole(0),
  optimizer: text(),
  kind: text(),
  repeat: whole(0),
  stepSize: z.number(),
  damping: z.number().nullable(),
  status: oneOf([...runStatuses, 'queued', 'running']),
  stoppedBy: text().nullable(),
  iterations: whole(0),
  totalIterations: whole(0),
  finalLoss: z.any(),
  bestLoss: z.any(),
  series: z.record(text(), float64Array),
  theta: float64Array,
  path: float64Array.nullable(),
  events: list(runEventSchema, 'events'),
  seconds: z.number(),
  reason: text().nullable(),
  factor: z.number().nullable(),
  notes: text(),
  tags: list(text(), 'tags'),
});
export type StoredRun = Omit<z.infer<typeof storedRunSchema>, 'finalLoss' | 'bestLoss'> & {
  readonly finalLoss: number;
  readonly bestLoss: number;
};

export const gridColumnsSchema = z.object({
  optimizer: text(),
  stepSizes: float64Array,
  /** Empty for an optimizer without damping. */
  dampings: float64Array,
  /** All below are stepSizes x max(1, dampings), step size major; NaN or 0 where not yet computed. */
  finalLoss: float64Array,
  bestLoss: float64Array,
  iterations: float64Array,
  /** 0 not computed, 1 completed, 2 diverged, 3 failed. */
  status: float64Array,
  tied: float64Array,
  /** NaN: not tested. */
  fragile: float64Array,
  dampingRaised: float64Array,
});
export type GridColumns = z.infer<typeof gridColumnsSchema>;

const experimentRecordSchema = z.object({
  summary: experimentSummarySchema,
  /** The experiment as run, every default filled in. */
  spec: z.unknown(),
  dataset: datasetSummarySchema.nullable(),
  environment: environmentSchema.nullable(),
  runs: list(storedRunSchema, 'runs'),
  best: bestSchema,
  minimum: minimumSchema.nullable(),
  grids: list(gridColumnsSchema, 'grids'),
  curvature: curvatureSchema.nullable(),
  vectorField: vectorFieldSchema.nullable(),
  quadratic: quadraticSchema.nullable(),
  consistency: consistencySchema.nullable(),
});
export type ExperimentRecord = Omit<z.infer<typeof experimentRecordSchema>, 'runs'> & {
  readonly runs: StoredRun[];
};

const idOnly = object({ id: text() });

export const experimentMethods = {
  /** Parses and resolves a document against its data without running it. */
  'experiments.check': method(
    object({ spec: z.unknown() }),
    z.object({
      ok: z.boolean(),
      issues: list(issueSchema, 'issues'),
      /** With every default filled in, when ok. */
      spec: z.unknown(),
      parameters: whole(0).nullable(),
    }),
  ),
  /** Queues an experiment. Refused with all issues when the document is wrong. */
  'experiments.start': method(object({ spec: z.unknown() }), z.object({ id: text() })),
  'experiments.cancel': method(idOnly, nothing),
  /**
   * Goes on with an interrupted, cancelled or failed experiment: finished runs and grid cells are not computed again.
   * Refused with 'conflict' where its data changed, or it ran on another kernel.
   */
  'experiments.resume': method(idOnly, nothing),
  /** Newest first; `total` is how many there are under the search and the filters. */
  'experiments.list': method(
    object({
      /** Words that all must occur in the name, notes, tags, data set, model, optimizers or id. */
      search: text().default(''),
      /** Only experiments that carry each of these. */
      tags: list(text(), 'tags').default([]),
      /** true: only starred ones. */
      starred: z.boolean().default(false),
      /** true: those in the bin instead of those in the history. */
      removed: z.boolean().default(false),
      limit: whole(1, 1000).default(200),
      offset: whole(0).default(0),
    }),
    z.object({
      experiments: list(experimentSummarySchema, 'experiments'),
      total: whole(0),
      /** Every tag of the history with the number of its experiments, whatever is searched. */
      tags: list(z.object({ tag: text(), count: whole(1) }), 'tags'),
    }),
  ),
  /** The whole record, series included. */
  'experiments.open': method(idOnly, experimentRecordSchema as unknown as z.ZodType<ExperimentRecord>),
  'experiments.update': method(
    object({
      id: text(),
      name: text().optional(),
      notes: text().optional(),
      tags: list(text(), 'tags').optional(),
      starred: z.boolean().optional(),
    }),
    experimentSummarySchema,
  ),
  'experiments.annotateRun': method(
    object({ id: text(), run: whole(0), notes: text().optional(), tags: list(text(), 'tags').optional() }),
    nothing,
  ),
  /** Moves to the bin; `experiments.restore` brings back. */
  'experiments.remove': method(object({ ids: list(text(), 'ids', 1) }), nothing),
  'experiments.restore': method(object({ ids: list(text(), 'ids', 1) }), nothing),
} as const;

/** New values of a run since the last event. Chunks of one run arrive in order and do not overlap. */
const runProgressSchema = z.object({
  index: whole(0),
  optimizer: text(),
  kind: text(),
  repeat: whole(0),
  stepSize: z.number(),
  damping: z.number().nullable(),
  factor: z.number().nullable(),
  status: oneOf([...runStatuses, 'queued', 'running']),
  iterations: whole(0),
  totalIterations: whole(0),
  /** First index of the chunk in the series. */
  from: whole(0),
  series: z.record(text(), float64Array),
  events: list(runEventSchema, 'events'),
  reason: text().nullable(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

export const experimentEvents = {
  /** About ten times a second while an experiment runs; the last state is never dropped. */
  'experiments.progress': z.object({
    id: text(),
    status: oneOf(experimentStatuses),
    /** Share of the work done, 0 to 1. */
    done: z.number(),
    secondsElapsed: z.number(),
    /** null while there is no honest estimate. */
    secondsLeft: z.number().nullable(),
    runs: list(runProgressSchema, 'runs'),
    grids: list(gridColumnsSchema, 'grids'),
  }),
  /** The record changed as a whole: open it again (finished, renamed, removed, ...). */
  'experiments.changed': z.object({ id: text(), status: oneOf(experimentStatuses) }),
} as const;
