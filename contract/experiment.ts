/**
 * The experiment file, version 1: one schema for each kind. `parseExperiment` reads one, `resolveExperiment` fills
 * in what depends on the data.
 */

import { z } from 'zod';
import { datasetSchema } from './dataset.ts';
import { flag, list, number, object, oneOf, seed, text, whole } from './leaves.ts';
import { modelSchema } from './model.ts';
import { optimizerSchema } from './optimizers.ts';
import { recordNames } from './quantities.ts';

export const experimentKinds = [
  'compare',
  'vector-field',
  'quadratic',
  'curvature',
  'consistency',
  'starting-points',
] as const;
export type ExperimentKind = (typeof experimentKinds)[number];

// ---- parts ----------------------------------------------------------------------------------------------------

const parameterValues = list(number(), 'a list of numbers, one a parameter', 1);

export const startSchema = z.discriminatedUnion(
  'kind',
  [
    object({ kind: z.literal('zeros') }),
    object({ kind: z.literal('normal'), scale: number({ above: 0 }).default(1), seed: seed().default(0) }),
    object({ kind: z.literal('xavier'), seed: seed().default(0) }),
    object({ kind: z.literal('values'), values: parameterValues }),
    object({ kind: z.literal('minimum'), factor: number().default(1) }),
  ],
  { error: 'one of zeros, normal, xavier, values, minimum' },
);
export type Start = z.infer<typeof startSchema>;

export const stopSchema = object({
  divergenceFactor: number({ above: 0 }).default(100),
  gradientNorm: number({ min: 0 }).default(0),
});

const atSchema = z.discriminatedUnion(
  'kind',
  [
    object({ kind: z.literal('start') }),
    object({ kind: z.literal('minimum') }),
    object({ kind: z.literal('values'), values: parameterValues }),
  ],
  { error: 'one of start, minimum, values' },
);

const interval = z
  .tuple([number(), number()], { error: '[minimum, maximum]' })
  .refine(([low, high]) => low < high, { error: '[minimum, maximum] with minimum < maximum' });
const point = z.tuple([number(), number()], { error: '[x, y]' });

const flowSchema = object({
  steps: whole(1, 10_000_000),
  stepSize: number({ above: 0 }),
  starts: list(point, 'a list of points [x, y]', 1),
});

const common = {
  version: z.literal(1, { error: '1' }),
  name: text().default(''),
  dataset: datasetSchema,
  model: modelSchema,
  scaling: oneOf(['mean', 'sum']).default('mean'),
  start: startSchema.optional().meta({ description: 'Default: zeros; xavier for an mlp.' }),
  seed: seed().default(0),
};

const running = {
  iterations: whole(0, 10_000_000).default(100),
  stop: stopSchema.default({ divergenceFactor: 100, gradientNorm: 0 }),
  optimizers: list(optimizerSchema, 'a list of optimizers').default([]),
  record: list(oneOf(recordNames), 'a list of quantities').optional().meta({
    description: 'Default: loss, gradientNorm, stepNorm, and cosineToNaturalGradient when D <= 200.',
  }),
  recordEvery: whole(1).default(1),
  repeats: whole(1, 100_000).default(1),
};

const plane = {
  bounds: z.tuple([interval, interval], { error: '[[xmin, xmax], [ymin, ymax]]' }).default([
    [-1, 5],
    [-1, 5],
  ]),
  density: whole(2, 1000).default(15),
};

// ---- one schema a kind -----------------------------------------------------------------------------------------

export const experimentSchemas = {
  compare: object({
    kind: z.literal('compare').default('compare'),
    ...common,
    ...running,
    selection: oneOf(['last', 'best', 'median']).default('last'),
    fragility: oneOf(['none', 'best', 'all']).default('best'),
  }),
  'vector-field': object({
    kind: z.literal('vector-field'),
    ...common,
    optimizers: running.optimizers,
    ...plane,
    flow: flowSchema.nullable().default(null),
  }),
  quadratic: object({ kind: z.literal('quadratic'), ...common, ...plane }),
  curvature: object({
    kind: z.literal('curvature'),
    ...common,
    at: atSchema.default({ kind: 'start' }),
    damping: number({ min: 0 }).default(0),
    monteCarloSamples: whole(1).default(1),
    batchSize: whole(1).default(1),
    replacement: flag().default(false),
    structures: flag().default(false),
    informationMatrixTest: flag().default(false),
  }),
  consistency: object({
    kind: z.literal('consistency'),
    ...common,
    sizes: list(whole(1), 'a list of whole numbers >= 1', 1).default([100, 1000, 10000]),
    seeds: whole(1, 10_000).default(10),
  }),
  'starting-points': object({
    kind: z.literal('starting-points'),
    ...common,
    ...running,
    factors: list(number(), 'a list of numbers', 1).default([0.875, 0.75, 0.5, 0]),
  }),
} as const;

export const experimentSchema = z.union([
  experimentSchemas.compare,
  experimentSchemas['vector-field'],
  experimentSchemas.quadratic,
  experimentSchemas.curvature,
  experimentSchemas.consistency,
  experimentSchemas['starting-points'],
]);

export type Experiment = z.infer<typeof experimentSchema>;
export type ExperimentOf<K extends ExperimentKind> = z.infer<(typeof experimentSchemas)[K]>;
export type ExperimentInput = z.input<typeof experimentSchema>;

/** JSON Schema of the experiment file (`fisher-lab schema`). */
export function experimentJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(experimentSchema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
}
