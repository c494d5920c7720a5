/** The options and defaults of each optimizer. The engine's update rules are keyed by the same kinds. */

import { z } from 'zod';
import { nonEmptyText, number, object, oneOf, seed, whole } from './leaves.ts';
import { dampingSchema, isRange, stepSizeSchema } from './ranges.ts';

const scheduleNames = ['constant', 'inverse-sqrt', 'inverse', 'cosine'] as const;
export const structureNames = [
  'full',
  'diagonal',
  'block',
  'kronecker',
  'ekfac',
  'low-rank',
  'matrix-free',
] as const;
const fisherNames = ['exact', 'monte-carlo', 'mode-label'] as const;
const splitNames = ['canonical', 'trivial', 'empirical'] as const;
export const adaptationNames = ['scalar', 'diagonal', 'full', 'full-optimal'] as const;
const estimatorNames = ['oracle', 'running'] as const;
export type Structure = (typeof structureNames)[number];
export type Adaptation = (typeof adaptationNames)[number];
export type Schedule = (typeof scheduleNames)[number];

const id = nonEmptyText('a name that is not empty').meta({
  title: 'Name',
  description: 'Unique in the experiment.',
});
const stepSize = stepSizeSchema.meta({ title: 'Step size', symbol: '\\gamma' });
const damping = dampingSchema.default(0).meta({ title: 'Damping', symbol: '\\lambda' });
const schedule = oneOf(scheduleNames).default('constant').meta({
  title: 'Schedule',
  description: 'constant; gamma/sqrt(t); gamma/t; cosine to 0 at the last iteration.',
});
const streamSeed = seed()
  .nullable()
  .default(null)
  .meta({ title: 'Seed', description: "null: the experiment's seed." });
const replacement = z
  .union([z.literal(false), z.literal(true), z.literal('epoch')], { error: 'false, true or "epoch"' })
  .default(false)
  .meta({
    title: 'Replacement',
    description:
      'true: rows drawn uniformly; false: a fresh simple random sample a step; "epoch": shuffle and walk.',
  });
const optionalBatch = {
  batchSize: whole(1)
    .nullable()
    .default(null)
    .meta({ title: 'Batch size', description: 'null: full batch.' }),
  replacement,
  seed: streamSeed,
};
const requiredBatch = {
  batchSize: whole(1).meta({ title: 'Batch size' }),
  replacement,
  seed: streamSeed,
};
const lineSearch = oneOf(['none', 'armijo'])
  .default('none')
  .meta({ title: 'Line search', description: 'Armijo: c = 1e-4, factor 1/2, at most 30 halvings.' });
const dampingControl = {
  damping,
  dampingRule: oneOf(['fixed', 'levenberg-marquardt']).default('fixed').meta({ title: 'Damping rule' }),
  rejectSteps: z
    .boolean({ error: 'true or false' })
    .default(false)
    .meta({ title: 'Reject steps', description: 'A step that raises the loss is not taken.' }),
  lineSearch,
};
const structure = {
  structure: oneOf(structureNames).default('full').meta({ title: 'Structure' }),
  cgIterations: whole(1)
    .default(50)
    .meta({ title: 'CG iterations', description: 'Matrix-free only: conjugate gradient steps a solve.' }),
  cgTolerance: number({ min: 0 })
    .default(1e-10)
    .meta({ title: 'CG tolerance', description: 'Matrix-free only: relative residual at which CG stops.' }),
};
const movingAverage = {
  decay: number({ min: 0, below: 1 }).default(0.95).meta({
    title: 'Decay',
    description: 'Mini-batch only: of the exponential moving averages (bias-corrected).',
  }),
};
const beta1 = number({ min: 0, below: 1 }).default(0.9).meta({ title: 'beta1' });
const beta2 = number({ min: 0, below: 1 }).default(0.999).meta({ title: 'beta2' });
const epsilon = (value: number) => number({ min: 0 }).default(value).meta({ title: 'epsilon' });

const common = { id, stepSize, schedule };

export const optimizerSchema = z.discriminatedUnion(
  'kind',
  [
    object({ kind: z.literal('gd'), ...common, lineSearch, ...optionalBatch }),
    object({ kind: z.literal('newton'), ...common, ...dampingControl, ...structure, ...optionalBatch }),
    object({
      kind: z.literal('ngd'),
      ...common,
      ...dampingControl,
      ...structure,
      fisher: oneOf(fisherNames).default('exact').meta({ title: 'Fisher' }),
      samples: whole(1)
        .default(1)
        .meta({ title: 'Samples', description: 'Monte-Carlo only: labels drawn a row.' }),
      ...optionalBatch,
      ...movingAverage,
    }),
    object({
      kind: z.literal('efgd'),
      ...common,
      ...dampingControl,
      ...structure,
      ...optionalBatch,
      ...movingAverage,
    }),
    object({
      kind: z.literal('ggn'),
      ...common,
      ...dampingControl,
      ...structure,
      split: oneOf(splitNames).default('canonical').meta({ title: 'Split' }),
      ...optionalBatch,
    }),
    object({ kind: z.literal('sgd'), ...common, ...requiredBatch }),
    object({ kind: z.literal('momentum'), ...common, ...requiredBatch, beta1 }),
    object({ kind: z.literal('sign'), ...common, ...requiredBatch }),
    object({ kind: z.literal('adagrad'), ...common, ...requiredBatch, epsilon: epsilon(1e-10) }),
    object({
      kind: z.literal('rmsprop'),
      ...common,
      ...requiredBatch,
      decay: number({ min: 0, below: 1 }).default(0.99).meta({ title: 'Decay' }),
      epsilon: epsilon(1e-8),
    }),
    object({ kind: z.literal('adam'), ...common, ...requiredBatch, beta1, beta2, epsilon: epsilon(1e-8) }),
    object({ kind: z.literal('online-ng'), ...common, damping, ...requiredBatch, ...movingAverage }),
    object({
      kind: z.literal('variance-adapted'),
      ...common,
      ...requiredBatch,
      adaptation: oneOf(adaptationNames).default('scalar').meta({ title: 'Adaptation' }),
      estimator: oneOf(estimatorNames).default('oracle').meta({ title: 'Estimator' }),
      ...movingAverage,
    }),
  ],
  {
    error:
      'one of gd, newton, ngd, efgd, ggn, sgd, momentum, sign, adagrad, rmsprop, adam, online-ng, variance-adapted',
  },
);

export type OptimizerSpec = z.infer<typeof optimizerSchema>;
export type OptimizerKind = OptimizerSpec['kind'];
export type OptimizerOf<K extends OptimizerKind> = Extract<OptimizerSpec, { kind: K }>;

/** Whether an optimizer is a search over a range of step sizes or dampings. */
export function isSearched(optimizer: OptimizerSpec): boolean {
  return isRange(optimizer.stepSize) || ('damping' in optimizer && isRange(optimizer.damping));
}

/** The option schemas of a kind, in the order of the form. */
export function optionsOf(kind: OptimizerKind): Readonly<Record<string, z.ZodType>> {
  const schema = optimizerSchema.options.find((option) => option.shape.kind.value === kind)!;
  return schema.shape as unknown as Record<string, z.ZodType>;
}

/**
 * Options that have an effect only under a condition. Away from it they must keep their default: the lab never
 * ignores what a file says.
 */
export const conditionalOptions: readonly {
  readonly option: string;
  readonly applies: (optimizer: Readonly<Record<string, unknown>>) => boolean;
  readonly condition: string;
}[] = [
  { option: 'samples', applies: (o) => o['fisher'] === 'monte-carlo', condition: 'fisher is monte-carlo' },
  {
    option: 'cgIterations',
    applies: (o) => o['structure'] === 'matrix-free',
    condition: 'structure is matrix-free',
  },
  {
    option: 'cgTolerance',
    applies: (o) => o['structure'] === 'matrix-free',
    condition: 'structure is matrix-free',
  },
  {
    option: 'replacement',
    applies: (o) => typeof o['batchSize'] === 'number',
    condition: 'batchSize is given',
  },
  {
    option: 'decay',
    applies: (o) =>
      o['kind'] === 'variance-adapted' ? o['estimator'] === 'running' : typeof o['batchSize'] === 'number',
    condition: 'the matrix is a running average (batchSize given; estimator running for variance-adapted)',
  },
];
