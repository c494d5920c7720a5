/**
 * The optimizers: options and defaults of each kind (the schema), and what each is (the registry that forms,
 * legends and documentation are built from). The engine's update rules are keyed by the same kinds.
 */

import { z } from 'zod';
import { list, nonEmptyText, number, object, oneOf, seed, whole } from './leaves.ts';

// ---- ranges: a number of the file may be replaced by a range to search -------------------------------------

export const logspaceSchema = object({
  logspace: z
    .tuple([number(), number(), whole(1, 100_000)], { error: '[first exponent, last exponent, count]' })
    .meta({ description: 'count points spaced evenly in the exponent of 10, both ends included' }),
});
export const valuesSchema = (item: z.ZodNumber) =>
  object({ values: list(item, 'a list of numbers, not empty', 1) });
export const relativeSchema = object({
  relative: number({ min: 0 }).meta({ description: 'c means c trace(B)/D' }),
});

const positive = number({ above: 0 });
const nonNegative = number({ min: 0 });
const stepSizeSchema = z.union([positive, logspaceSchema, valuesSchema(positive)], {
  error: 'a number > 0, {"logspace": [first, last, count]} or {"values": [...]}',
});
const dampingSchema = z.union([nonNegative, relativeSchema, logspaceSchema, valuesSchema(nonNegative)], {
  error: 'a number >= 0, {"relative": c}, {"logspace": [first, last, count]} or {"values": [...]}',
});

export type Logspace = z.infer<typeof logspaceSchema>;
export type Range = Logspace | { values: number[] };
/** The damping of one run: lambda itself, or relative to trace(B)/D. */
export type Damping = number | { relative: number };

export function isRange(value: unknown): value is Range {
  return typeof value === 'object' && value !== null && ('logspace' in value || 'values' in value);
}

/** The numbers of a range, ascending as given; a logspace ends exactly on its last exponent. */
export function rangeValues(range: Range): number[] {
  if ('values' in range) return [...range.values];
  const [first, last, count] = range.logspace;
  if (count === 1) return [10 ** first];
  return Array.from(
    { length: count },
    (_, i) => 10 ** (i === count - 1 ? last : first + ((last - first) * i) / (count - 1)),
  );
}

// ---- options ------------------------------------------------------------------------------------------------

export const scheduleNames = ['constant', 'inverse-sqrt', 'inverse', 'cosine'] as const;
export const structureNames = [
  'full',
  'diagonal',
  'block',
  'kronecker',
  'ekfac',
  'low-rank',
  'matrix-free',
] as const;
export const fisherNames = ['exact', 'monte-carlo', 'mode-label'] as const;
export const splitNames = ['canonical', 'trivial', 'empirical'] as const;
export const adaptationNames = ['scalar', 'diagonal', 'full', 'full-optimal'] as const;
export const estimatorNames = ['oracle', 'running'] as const;
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
export type PreconditionedKind = 'newton' | 'ngd' | 'efgd' | 'ggn';

// ---- the registry -------------------------------------------------------------------------------------------

/** How a method is drawn, everywhere the same: light and dark colour, dash pattern (px), point shape. */
export interface MethodStyle {
  readonly light: string;
  readonly dark: string;
  readonly dash: readonly number[];
  readonly point: 'circle' | 'rect' | 'rectRot' | 'triangle' | 'cross' | 'crossRot' | 'star';
}

export interface OptimizerInfo {
  readonly name: string;
  /** Legend text: GD, NGD, EFGD, ... */
  readonly short: string;
  /** One plain sentence. */
  readonly summary: string;
  /** The update rule in TeX, with \gamma and \lambda for step size and damping. */
  readonly rule: string;
  readonly stochasticOnly: boolean;
  readonly style: MethodStyle;
}

export const optimizerInfo: Readonly<Record<OptimizerKind, OptimizerInfo>> = {
  gd: {
    name: 'Gradient descent',
    short: 'GD',
    summary: 'Follows the negative gradient.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, g`,
    stochasticOnly: false,
    style: { light: '#004488', dark: '#77AADD', dash: [8, 4], point: 'circle' },
  },
  newton: {
    name: 'Newton',
    short: 'Newton',
    summary: 'Preconditions with the Hessian.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (H + \lambda I)^{-1} g`,
    stochasticOnly: false,
    style: { light: '#000000', dark: '#FFFFFF', dash: [2, 3], point: 'rect' },
  },
  ngd: {
    name: 'Natural gradient descent',
    short: 'NGD',
    summary: 'Preconditions with the Fisher information of the model.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (F + \lambda I)^{-1} g`,
    stochasticOnly: false,
    style: { light: '#DDAA33', dark: '#E8C05A', dash: [], point: 'rectRot' },
  },
  efgd: {
    name: 'Empirical Fisher gradient descent',
    short: 'EFGD',
    summary: "Preconditions with the outer products of the data's own gradients.",
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (\tilde F + \lambda I)^{-1} g`,
    stochasticOnly: false,
    style: { light: '#BB5566', dark: '#EE8899', dash: [8, 3, 2, 3], point: 'triangle' },
  },
  ggn: {
    name: 'Generalized Gauss-Newton',
    short: 'GGN',
    summary: 'Preconditions with the generalized Gauss-Newton matrix of a chosen split.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (G + \lambda I)^{-1} g`,
    stochasticOnly: false,
    style: { light: '#228833', dark: '#66BB77', dash: [12, 4], point: 'rect' },
  },
  sgd: {
    name: 'Stochastic gradient descent',
    short: 'SGD',
    summary: 'Follows the gradient of a mini-batch.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, \hat g`,
    stochasticOnly: true,
    style: { light: '#4477AA', dark: '#88BBEE', dash: [], point: 'circle' },
  },
  momentum: {
    name: 'SGD with momentum',
    short: 'Momentum',
    summary: 'Follows a running sum of mini-batch gradients.',
    rule: String.raw`v \leftarrow \beta_1 v + \hat g,\quad \theta \leftarrow \theta - \gamma\, v`,
    stochasticOnly: true,
    style: { light: '#66CCEE', dark: '#66CCEE', dash: [6, 3], point: 'rectRot' },
  },
  sign: {
    name: 'Sign descent',
    short: 'Sign',
    summary: "Uses only the signs of the gradient's entries.",
    rule: String.raw`\theta \leftarrow \theta - \gamma\, \operatorname{sign}(\hat g)`,
    stochasticOnly: true,
    style: { light: '#777777', dark: '#BBBBBB', dash: [3, 3], point: 'crossRot' },
  },
  adagrad: {
    name: 'AdaGrad',
    short: 'AdaGrad',
    summary: 'Divides by the root of the sum of squared gradients.',
    rule: String.raw`s \leftarrow s + \hat g^2,\quad \theta \leftarrow \theta - \gamma\, \hat g/(\sqrt{s} + \epsilon)`,
    stochasticOnly: true,
    style: { light: '#AA3377', dark: '#DD77AA', dash: [10, 3], point: 'star' },
  },
  rmsprop: {
    name: 'RMSProp',
    short: 'RMSProp',
    summary: 'Divides by the root of a moving average of squared gradients.',
    rule: String.raw`s \leftarrow \rho s + (1-\rho)\hat g^2,\quad \theta \leftarrow \theta - \gamma\, \hat g/(\sqrt{s} + \epsilon)`,
    stochasticOnly: true,
    style: { light: '#997700', dark: '#CCBB44', dash: [4, 2], point: 'cross' },
  },
  adam: {
    name: 'Adam',
    short: 'Adam',
    summary: 'Momentum divided by the root of the second moment, both bias-corrected.',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, \hat m/(\sqrt{\hat v} + \epsilon)`,
    stochasticOnly: true,
    style: { light: '#EE6677', dark: '#EE6677', dash: [12, 3, 3, 3], point: 'triangle' },
  },
  'online-ng': {
    name: 'Online natural gradient',
    short: 'Online NG',
    summary: 'Preconditions with the running covariance of the gradients (Le Roux et al., 2007).',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, (\hat\Sigma + \lambda I)^{-1} \hat g`,
    stochasticOnly: true,
    style: { light: '#117733', dark: '#55BB88', dash: [2, 2], point: 'rect' },
  },
  'variance-adapted': {
    name: 'Variance-adapted gradient',
    short: 'Variance-adapted',
    summary: 'Scales the stochastic gradient back where it is noise (section 5, Eq. 19).',
    rule: String.raw`\theta \leftarrow \theta - \gamma\, M \hat g`,
    stochasticOnly: true,
    style: { light: '#332288', dark: '#9988DD', dash: [], point: 'star' },
  },
};

export const optimizerKinds = Object.keys(optimizerInfo) as OptimizerKind[];

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
