import { describe, expect, test } from 'vitest';
import { experimentJsonSchema, experimentKinds, experimentSchemas, type Experiment } from './experiment.ts';
import { parseExperiment } from './parse-experiment.ts';
import { resolveExperiment } from './resolve-experiment.ts';

const base = { version: 1, dataset: { id: 'breast-cancer' }, model: { kind: 'logistic' } };
const gd = { id: 'gd', kind: 'gd', stepSize: 1e-5 };
const facts = { task: 'binary' as const, columns: 31, rows: 569, classes: 2, target: 'diagnosis' };

function messages(input: unknown): string[] {
  const parsed = parseExperiment(input);
  return parsed.ok ? [] : parsed.issues.map((issue) => issue.message);
}
function accepted(input: unknown): Experiment {
  const parsed = parseExperiment(input);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join('\n'));
  return parsed.value;
}

describe('the example of the format', () => {
  const example = {
    version: 1,
    kind: 'compare',
    name: 'Breast cancer: NGD, EFGD and GD',
    dataset: { id: 'breast-cancer' },
    model: { kind: 'logistic' },
    iterations: 100,
    optimizers: [
      { id: 'gd', kind: 'gd', stepSize: 1e-5 },
      { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 },
      { id: 'efgd', kind: 'efgd', stepSize: 0.01, damping: 1e-6 },
    ],
  };

  test('is accepted, with the defaults of the table', () => {
    const experiment = accepted(example);
    expect(experiment).toMatchObject({
      scaling: 'mean',
      seed: 0,
      stop: { divergenceFactor: 100, gradientNorm: 0 },
      recordEvery: 1,
      selection: 'last',
      repeats: 1,
      fragility: 'best',
      model: { l2: 0 },
      dataset: { standardize: false, standardizeTarget: false, testFraction: 0, rows: null, seed: 0 },
    });
  });

  test('resolved, it says everything, and resolving or parsing it again changes nothing', () => {
    const resolved = resolveExperiment(accepted(example), facts);
    if (!resolved.ok) throw new Error('refused');
    expect(resolved.value).toMatchObject({
      start: { kind: 'zeros' },
      record: ['loss', 'gradientNorm', 'stepNorm', 'cosineToNaturalGradient'],
      dataset: { bias: true, task: 'binary' },
    });
    const again = resolveExperiment(accepted(JSON.parse(JSON.stringify(resolved.value))), facts);
    expect(again).toEqual(resolved);
  });
});

test.each([
  [
    'curvature',
    {
      at: { kind: 'start' },
      damping: 0,
      monteCarloSamples: 1,
      batchSize: 1,
      replacement: false,
      structures: false,
      informationMatrixTest: false,
    },
  ],
  [
    'quadratic',
    {
      bounds: [
        [-1, 5],
        [-1, 5],
      ],
      density: 15,
    },
  ],
  [
    'vector-field',
    {
      bounds: [
        [-1, 5],
        [-1, 5],
      ],
      density: 15,
      flow: null,
    },
  ],
  ['consistency', { sizes: [100, 1000, 10000], seeds: 10 }],
  ['starting-points', { factors: [0.875, 0.75, 0.5, 0], iterations: 100 }],
])('defaults of kind %s', (kind, defaults) => {
  const dataset = kind === 'consistency' ? { synthetic: 'gaussian-linear' } : base.dataset;
  const optimizers = kind === 'vector-field' || kind === 'starting-points' ? { optimizers: [gd] } : {};
  expect(accepted({ ...base, ...optimizers, dataset, kind })).toMatchObject(defaults);
});

describe('refusals say the path, the value found and what is allowed', () => {
  test.each<[string, unknown, string]>([
    [
      'negative damping',
      { ...base, optimizers: [gd, { id: 'n', kind: 'ngd', stepSize: 1, damping: -1 }] },
      'optimizers[1].damping: -1 is not a number >= 0',
    ],
    [
      'a step size of zero',
      { ...base, optimizers: [{ ...gd, stepSize: 0 }] },
      'optimizers[0].stepSize: 0 is not a number > 0',
    ],
    [
      'a fraction of an iteration',
      { ...base, optimizers: [gd], iterations: 2.5 },
      'iterations: 2.5 is not a whole number >= 0 and <= 10000000',
    ],
    [
      'another scaling',
      { ...base, optimizers: [gd], scaling: 'avg' },
      'scaling: "avg" is not one of mean, sum',
    ],
    [
      'a missing version',
      { dataset: base.dataset, model: base.model, optimizers: [gd] },
      'version: missing; it must be 1',
    ],
    [
      'a missing batch size',
      { ...base, optimizers: [{ id: 's', kind: 'sgd', stepSize: 1 }] },
      'optimizers[0].batchSize: missing; it must be a whole number >= 1',
    ],
    [
      'a schedule in a vector field',
      { ...base, kind: 'vector-field', optimizers: [{ ...gd, schedule: 'inverse' }] },
      'optimizers[0].schedule: has no effect in a vector field, which takes no steps',
    ],
    [
      'a word in the place of an object',
      { ...base, kind: 'curvature', at: 'minimum' },
      'at: "minimum" is not an object whose kind is one of start, minimum, values',
    ],
    ['no optimizers', base, 'optimizers: compare needs one or more optimizers'],
    [
      'one id twice',
      { ...base, optimizers: [gd, gd] },
      'optimizers[1].id: "gd" is used twice; ids are unique',
    ],
    [
      'another kind',
      { ...base, kind: 'curvatur' },
      'kind: "curvatur" is not one of compare, vector-field, quadratic, curvature, consistency, starting-points',
    ],
    ['no object', [], '[] is not an experiment: a JSON object with version, dataset and model'],
    [
      'a bias for synthetic data',
      { ...base, dataset: { synthetic: 'figure-1', bias: true }, optimizers: [gd] },
      'dataset.bias: refused: the columns of a synthetic data set are fixed',
    ],
    [
      'a key of another kind',
      { ...base, optimizers: [gd], sizes: [1] },
      'sizes: not a key of kind compare; it belongs to consistency',
    ],
    [
      'a test loss without test rows',
      { ...base, optimizers: [gd], record: ['testLoss'] },
      'record[0]: testLoss needs dataset.testFraction > 0',
    ],
    [
      'an R² for a classifier',
      { ...base, optimizers: [gd], record: ['rSquared'] },
      'record[0]: rSquared needs least squares, not a logistic output',
    ],
    [
      'samples of an exact Fisher',
      { ...base, optimizers: [{ id: 'n', kind: 'ngd', stepSize: 1, samples: 3 }] },
      'optimizers[0].samples: has an effect only where fisher is monte-carlo',
    ],
    [
      'a replacement of the full batch',
      { ...base, optimizers: [{ ...gd, replacement: true }] },
      'optimizers[0].replacement: has an effect only where batchSize is given',
    ],
    [
      'Levenberg-Marquardt from zero',
      { ...base, optimizers: [{ id: 'n', kind: 'newton', stepSize: 1, dampingRule: 'levenberg-marquardt' }] },
      'optimizers[0].damping: Levenberg-Marquardt multiplies the damping, so it must start above 0',
    ],
    [
      'a range in another kind',
      { ...base, kind: 'starting-points', optimizers: [{ ...gd, stepSize: { values: [1] } }] },
      'optimizers[0].stepSize: a range is searched by kind compare only, not by starting-points',
    ],
    [
      'real data for consistency',
      { ...base, kind: 'consistency' },
      'dataset: consistency draws fresh data of growing size, so it needs {"synthetic": ...}',
    ],
    [
      'bounds upside down',
      {
        ...base,
        kind: 'quadratic',
        bounds: [
          [1, 0],
          [0, 1],
        ],
      },
      'bounds[0]: [1,0] is not [minimum, maximum] with minimum < maximum',
    ],
  ])('%s', (_name, input, expected) => {
    expect(messages(input)).toEqual([expected]);
  });

  test('an unknown key, with the nearest known one', () => {
    expect(messages({ ...base, optimizers: [gd], iteration: 3 })[0]).toMatch(
      /^iteration: not a key here; did you mean iterations\?/,
    );
  });

  test('all errors of a file at once, cross-checks included', () => {
    const found = messages({
      ...base,
      model: { kind: 'logistik' },
      iteration: 1,
      optimizers: [
        { ...gd, damping: 1 },
        { id: 'a', kind: 'ngd', stepSize: 'x' },
        gd,
        { ...gd, stepSize: 2 },
      ],
    });
    expect(found).toHaveLength(6);
    expect(found.map((message) => message.split(':')[0])).toEqual([
      'model.kind',
      'optimizers[0].damping',
      'optimizers[1].stepSize',
      'iteration',
      // The first of the three is wrong in another way: its id is taken all the same.
      'optimizers[2].id',
      'optimizers[3].id',
    ]);
  });
});

describe('what only the data can tell', () => {
  const refuse = (input: unknown) => {
    const resolved = resolveExperiment(accepted(input), facts);
    return resolved.ok ? [] : resolved.issues.map((issue) => issue.message);
  };

  test('a likelihood that does not fit the target', () => {
    expect(refuse({ ...base, model: { kind: 'poisson' }, optimizers: [gd] })).toEqual([
      'model.kind: poisson does not fit a binary target (diagnosis)',
    ]);
  });

  test('a start of the wrong length', () => {
    expect(refuse({ ...base, optimizers: [gd], start: { kind: 'values', values: [1, 2] } })).toEqual([
      'start.values: has 2 numbers; the model has 31 parameters',
    ]);
  });

  test('a batch larger than the data', () => {
    expect(refuse({ ...base, optimizers: [{ id: 's', kind: 'sgd', stepSize: 1, batchSize: 1000 }] })).toEqual(
      ['optimizers[0].batchSize: 1000 is more than the 569 training rows'],
    );
  });

  test('a full matrix of too many parameters', () => {
    const ngd = { id: 'n', kind: 'ngd', stepSize: 1 };
    const model = { kind: 'mlp', hidden: [200], output: 'logistic' };
    expect(refuse({ ...base, model, optimizers: [ngd], record: ['relativeDifference'] })).toEqual([
      'optimizers[0].structure: needs a full matrix of 6601 parameters, more than 5000',
      'record[0]: needs a full matrix of 6601 parameters, more than 5000',
    ]);
    expect(refuse({ ...base, model, optimizers: [{ ...ngd, structure: 'kronecker' }] })).toEqual([]);
  });

  test('two parameters for a vector field', () => {
    expect(refuse({ ...base, kind: 'vector-field', optimizers: [gd] })).toEqual([
      'dataset: vector-field needs two parameters; this model has 31',
    ]);
  });
});

test('the JSON Schema covers every kind and every key', () => {
  const text = JSON.stringify(experimentJsonSchema());
  for (const kind of experimentKinds) {
    expect(text).toContain(`"${kind}"`);
    for (const key of Object.keys(experimentSchemas[kind].shape)) expect(text).toContain(`"${key}"`);
  }
});
