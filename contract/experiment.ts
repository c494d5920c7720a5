/**
 * The experiment file, version 1: one schema for each kind, and `parseExperiment`, the one way from unknown JSON
 * to a typed experiment with its defaults filled in. Defaults that depend on the data (record, start, bias,
 * task, target) are filled in by `resolveExperiment` once the data are known.
 */

import { z } from 'zod';
import { biasOf, datasetSchema, type DatasetReference, type Task } from './dataset.ts';
import type { Issue } from './errors.ts';
import { describeIssues, issueAt, remarkAt } from './issues.ts';
import { flag, list, number, object, oneOf, seed, text, whole } from './leaves.ts';
import { modelSchema, outputFitsTask, outputOf, parameterCount, type ModelSpec } from './model.ts';
import {
  conditionalOptions,
  isRange,
  optimizerSchema,
  optionsOf,
  rangeValues,
  type OptimizerSpec,
} from './optimizers.ts';
import { defaultRecord, recordNames, whyNotRecorded } from './quantities.ts';
import { largestFullMatrix, whyNotStructure } from './support.ts';

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

// ---- parsing ----------------------------------------------------------------------------------------------------

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly issues: readonly Issue[] };

/** Parses an experiment document; on failure all issues at once, each with its path. */
export function parseExperiment(input: unknown): Parsed<Experiment> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return {
      ok: false,
      issues: [issueAt('', input, 'an experiment: a JSON object with version, dataset and model')],
    };
  }
  const document = input as Record<string, unknown>;
  const kind = document['kind'] ?? 'compare';
  if (!isKind(kind)) {
    return { ok: false, issues: [issueAt('kind', kind, `one of ${experimentKinds.join(', ')}`)] };
  }
  const schema = experimentSchemas[kind];
  const parsed = schema.safeParse(document);
  const issues = parsed.success
    ? []
    : describeIssues(parsed.error, document).map((issue) => sayWhereKeyApplies(issue, kind));
  issues.push(...crossChecks(kind, validParts(schema.shape, document)));
  return parsed.success && issues.length === 0 ? { ok: true, value: parsed.data } : { ok: false, issues };
}

function isKind(value: unknown): value is ExperimentKind {
  return (experimentKinds as readonly unknown[]).includes(value);
}

/** A key of another kind of experiment is not a typo: say where it belongs. */
function sayWhereKeyApplies(issue: Issue, kind: ExperimentKind): Issue {
  if (issue.path === 'dataset.bias' && issue.message.includes('not a key here')) {
    return remarkAt(issue.path, 'refused: the columns of a synthetic data set are fixed');
  }
  if (!issue.message.includes('not a key here') || issue.path.includes('.') || issue.path.includes('['))
    return issue;
  const owners = experimentKinds.filter((other) => issue.path in experimentSchemas[other].shape);
  return owners.length === 0
    ? issue
    : remarkAt(issue.path, `not a key of kind ${kind}; it belongs to ${owners.join(', ')}`);
}

/** The keys of the document that are right by themselves, so that cross-checks run whatever else is wrong. */
interface Parts extends Partial<Omit<ExperimentOf<'compare'>, 'optimizers'>> {
  /** undefined where an optimizer is wrong by itself. */
  optimizers?: (OptimizerSpec | undefined)[];
}

function validParts(shape: Record<string, z.ZodType>, document: Record<string, unknown>): Parts {
  const parts: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(shape)) {
    const parsed = schema.safeParse(document[key]);
    if (parsed.success) parts[key] = parsed.data;
  }
  const optimizers = document['optimizers'];
  if ('optimizers' in shape && Array.isArray(optimizers)) {
    parts['optimizers'] = optimizers.map((optimizer: unknown) => optimizerSchema.safeParse(optimizer).data);
  }
  return parts as Parts;
}

function crossChecks(kind: ExperimentKind, parts: Parts): Issue[] {
  const issues: Issue[] = [];
  const { model, dataset, record, optimizers, selection } = parts;
  if (optimizers !== undefined && 'optimizers' in experimentSchemas[kind].shape) {
    if (optimizers.length === 0) issues.push(remarkAt('optimizers', `${kind} needs one or more optimizers`));
    issues.push(
      ...duplicateIds(optimizers),
      ...optimizers.flatMap((optimizer, i) =>
        optimizer === undefined ? [] : optimizerChecks(optimizer, i, kind),
      ),
    );
  }
  if (model !== undefined && dataset !== undefined && record !== undefined) {
    record.forEach((name, i) => {
      const reason = whyNotRecorded(name, model, dataset.testFraction);
      if (reason !== null) issues.push(remarkAt(['record', i], `${name} ${reason}`));
    });
  }
  if (
    selection === 'median' &&
    optimizers !== undefined &&
    !optimizers.some((optimizer) => optimizer === undefined || isSearched(optimizer))
  ) {
    issues.push(
      remarkAt('selection', '"median" chooses among the cells of a grid; no optimizer has a range'),
    );
  }
  if (model !== undefined && 'informationMatrixTest' in parts && parts.informationMatrixTest === true) {
    issues.push(...informationMatrixChecks(model));
  }
  if (kind === 'consistency' && dataset !== undefined && !('synthetic' in dataset)) {
    issues.push(
      remarkAt('dataset', 'consistency draws fresh data of growing size, so it needs {"synthetic": ...}'),
    );
  }
  if (
    dataset !== undefined &&
    'synthetic' in dataset &&
    dataset.d !== 2 &&
    !dataset.synthetic.startsWith('gaussian') &&
    dataset.synthetic !== 'teacher-mlp'
  ) {
    issues.push(remarkAt('dataset.d', `${dataset.synthetic} has a fixed number of features`));
  }
  if ((kind === 'vector-field' || kind === 'quadratic') && model?.kind === 'mlp') {
    issues.push(remarkAt('model.kind', `${kind} needs a model with two parameters; an mlp has more`));
  }
  return issues;
}

/** The test is of the likelihood of a linear predictor, at its maximum. */
function informationMatrixChecks(model: ModelSpec): Issue[] {
  if (model.kind === 'mlp') {
    return [remarkAt('informationMatrixTest', 'is for linear predictors, not for an mlp')];
  }
  return model.l2 > 0
    ? [
        remarkAt(
          'informationMatrixTest',
          'needs model.l2 = 0: a penalty moves the minimum off the maximum of the likelihood',
        ),
      ]
    : [];
}

/** Whether an optimizer is a search over a range of step sizes or dampings. */
export function isSearched(optimizer: OptimizerSpec): boolean {
  return isRange(optimizer.stepSize) || ('damping' in optimizer && isRange(optimizer.damping));
}

function duplicateIds(optimizers: readonly (OptimizerSpec | undefined)[]): Issue[] {
  const seen = new Set<string>();
  const issues: Issue[] = [];
  optimizers.forEach((optimizer, i) => {
    if (optimizer === undefined) return;
    const { id } = optimizer;
    if (seen.has(id)) issues.push(remarkAt(['optimizers', i, 'id'], `"${id}" is used twice; ids are unique`));
    seen.add(id);
  });
  return issues;
}

function optimizerChecks(optimizer: OptimizerSpec, index: number, kind: ExperimentKind): Issue[] {
  const at = (key: string) => ['optimizers', index, key];
  const issues: Issue[] = [];
  const options = optimizer as Readonly<Record<string, unknown>>;
  if (kind !== 'compare' && isSearched(optimizer)) {
    const key = isRange(optimizer.stepSize) ? 'stepSize' : 'damping';
    issues.push(remarkAt(at(key), `a range is searched by kind compare only, not by ${kind}`));
  }
  if ('dampingRule' in optimizer && optimizer.dampingRule === 'levenberg-marquardt') {
    const start = optimizer.damping;
    const hasZero = isRange(start)
      ? rangeValues(start).includes(0)
      : start === 0 || (typeof start === 'object' && start.relative === 0);
    if (hasZero)
      issues.push(
        remarkAt(at('damping'), 'Levenberg-Marquardt multiplies the damping, so it must start above 0'),
      );
  }
  if ('structure' in optimizer) {
    const reason = whyNotStructure(optimizer);
    if (reason !== null)
      issues.push(
        remarkAt(at('structure'), `${optimizer.structure} does not work with ${optimizer.kind}: ${reason}`),
      );
  }
  if (kind === 'vector-field' && typeof options['batchSize'] === 'number') {
    issues.push(remarkAt(at('batchSize'), 'a vector field is of the full batch'));
  }
  if (kind === 'vector-field') issues.push(...stepOptionsInField(options, index));
  const shape = optionsOf(optimizer.kind);
  for (const { option, applies, condition } of conditionalOptions) {
    if (!(option in options) || !(option in shape) || applies(options)) continue;
    if (optimizer.kind === 'rmsprop' && option === 'decay') continue;
    const usual = shape[option]!.safeParse(undefined);
    if (usual.success && usual.data !== options[option]) {
      issues.push(remarkAt(at(option), `has an effect only where ${condition}`));
    }
  }
  return issues;
}

/** A vector field shows directions at fixed points: what only acts from step to step has no effect there. */
function stepOptionsInField(options: Readonly<Record<string, unknown>>, index: number): Issue[] {
  const inert = { schedule: 'constant', dampingRule: 'fixed', rejectSteps: false, lineSearch: 'none' };
  return Object.entries(inert).flatMap(([key, value]) =>
    key in options && options[key] !== value
      ? [remarkAt(['optimizers', index, key], 'has no effect in a vector field, which takes no steps')]
      : [],
  );
}

// ---- defaults that depend on the data -----------------------------------------------------------------------------

const tooLarge = (parameters: number) =>
  `needs a full matrix of ${parameters} parameters, more than ${largestFullMatrix}`;

/** What `resolveExperiment` needs to know of the data. */
export interface DataFacts {
  readonly task: Task;
  /** Columns of the design, bias included. */
  readonly columns: number;
  /** Training rows. */
  readonly rows: number;
  /** Number of classes (2 for binary, 0 otherwise). */
  readonly classes: number;
  readonly target: string;
}

/** An experiment with every default filled in, ready to be written as spec.json and run. */
export type ResolvedExperiment = Experiment & { readonly start: Start; readonly dataset: DatasetReference };

/**
 * Fills in the defaults that depend on the data and checks what only the data can tell (task against model, length
 * of parameter vectors, batch sizes). Applying it twice changes nothing.
 */
export function resolveExperiment(experiment: Experiment, facts: DataFacts): Parsed<ResolvedExperiment> {
  const { model, dataset } = experiment;
  const issues: Issue[] = [];
  const output = outputOf(model);
  if (!outputFitsTask(output, facts.task)) {
    issues.push(
      remarkAt(
        model.kind === 'mlp' ? 'model.output' : 'model.kind',
        `${output} does not fit a ${facts.task} target (${facts.target})`,
      ),
    );
  }
  const parameters = parameterCount(model, facts.columns, facts.classes);
  const start =
    experiment.start ??
    (model.kind === 'mlp' ? { kind: 'xavier' as const, seed: 0 } : { kind: 'zeros' as const });
  const checkLength = (values: readonly number[], path: string) => {
    if (values.length !== parameters) {
      issues.push(remarkAt(path, `has ${values.length} numbers; the model has ${parameters} parameters`));
    }
  };
  if (start.kind === 'values') checkLength(start.values, 'start.values');
  if (experiment.kind === 'curvature') {
    if (experiment.at.kind === 'values') checkLength(experiment.at.values, 'at.values');
    if (experiment.batchSize > facts.rows && !experiment.replacement) {
      issues.push(
        remarkAt('batchSize', `${experiment.batchSize} is more than the ${facts.rows} training rows`),
      );
    }
  }
  if ((experiment.kind === 'vector-field' || experiment.kind === 'quadratic') && parameters !== 2) {
    issues.push(remarkAt('dataset', `${experiment.kind} needs two parameters; this model has ${parameters}`));
  }
  if ('optimizers' in experiment) {
    experiment.optimizers.forEach((optimizer, i) => {
      if ('structure' in optimizer && optimizer.structure === 'full' && parameters > largestFullMatrix) {
        issues.push(remarkAt(['optimizers', i, 'structure'], tooLarge(parameters)));
      }
      if (optimizer.kind === 'variance-adapted' && optimizer.adaptation.startsWith('full')) {
        if (parameters > largestFullMatrix) {
          issues.push(remarkAt(['optimizers', i, 'adaptation'], tooLarge(parameters)));
        }
      }
      if (optimizer.kind === 'online-ng' && parameters > largestFullMatrix) {
        issues.push(remarkAt(['optimizers', i, 'kind'], tooLarge(parameters)));
      }
      if (
        optimizer.batchSize !== null &&
        optimizer.batchSize > facts.rows &&
        optimizer.replacement !== true
      ) {
        issues.push(
          remarkAt(
            ['optimizers', i, 'batchSize'],
            `${optimizer.batchSize} is more than the ${facts.rows} training rows`,
          ),
        );
      }
    });
  }
  if ('record' in experiment && parameters > largestFullMatrix) {
    const at = experiment.record?.indexOf('relativeDifference') ?? -1;
    if (at >= 0) issues.push(remarkAt(['record', at], tooLarge(parameters)));
  }
  if (issues.length > 0) return { ok: false, issues };
  const resolvedDataset: DatasetReference =
    'synthetic' in dataset
      ? dataset
      : 'path' in dataset
        ? {
            ...dataset,
            target: dataset.target ?? facts.target,
            task: dataset.task ?? facts.task,
            bias: biasOf(dataset, model.kind),
          }
        : { ...dataset, task: dataset.task ?? facts.task, bias: biasOf(dataset, model.kind) };
  const resolved = { ...experiment, start, dataset: resolvedDataset };
  if ('record' in resolved || 'recordEvery' in resolved) {
    const record = (resolved as { record?: readonly string[] }).record ?? defaultRecord(parameters);
    return {
      ok: true,
      value: {
        ...resolved,
        record: record.includes('loss') ? record : ['loss', ...record],
      } as ResolvedExperiment,
    };
  }
  return { ok: true, value: resolved };
}
