/**
 * Synthetic data (math.md section 8). A draw is a function of (name, n, d, seed); draws of different seeds come from
 * the same distribution: true parameters never depend on the seed.
 */

import type { SyntheticDataset, SyntheticName, Task } from '#contract/dataset.ts';
import { RandomStream } from '../random.ts';
import { prepare, type Prepared } from './prepare.ts';
import { denseColumns, type Table } from './table.ts';

/** Two streams, so that the inputs of a seed are the same whatever the noise of the outputs consumes. */
interface Streams {
  readonly inputs: RandomStream;
  readonly outputs: RandomStream;
}

interface Generator {
  readonly task: Task;
  readonly columns: (d: number) => readonly string[];
  /** Writes the features of row `row` of `n` into `x` and returns its target. */
  readonly drawer: (n: number, d: number) => (row: number, x: Float64Array, streams: Streams) => number;
  readonly description: string;
}

type Matrix2 = readonly [readonly [number, number], readonly [number, number]];

/** Two Gaussian classes, half the rows each, class 0 first and at +mean: x = m_k + z A_k, z ~ N(0, I) a row vector. */
function twoGaussians(mean: number, factors: readonly [Matrix2, Matrix2], description: string): Generator {
  return {
    task: 'binary',
    columns: () => ['x1', 'x2'],
    drawer:
      (n) =>
      (row, x, { inputs }) => {
        const label = row < Math.ceil(n / 2) ? 0 : 1;
        const factor = factors[label];
        const centre = label === 0 ? mean : -mean;
        const z1 = inputs.normal();
        const z2 = inputs.normal();
        x[0] = centre + z1 * factor[0][0] + z2 * factor[1][0];
        x[1] = centre + z1 * factor[0][1] + z2 * factor[1][1];
        return label;
      },
    description,
  };
}

/** Design [x, 1], x ~ N(0, 1), y = x + 1 + curve(x) + noise N(0, 1). */
function line(noise: number, curve: (x: number) => number, description: string): Generator {
  return {
    task: 'regression',
    columns: () => ['x', 'one'],
    drawer:
      () =>
      (_row, x, { inputs, outputs }) => {
        const value = inputs.normal();
        x[0] = value;
        x[1] = 1;
        return value + 1 + curve(value) + noise * outputs.normal();
      },
    description,
  };
}

const numbered = (d: number) => Array.from({ length: d }, (_, j) => `x${j + 1}`);

/** Linear predictor with the true parameters (1, -1, 1, ...)/sqrt(d) on x ~ N(0, I), so that x . theta ~ N(0, 1). */
function linearPredictor(
  task: Task,
  respond: (f: number, outputs: RandomStream) => number,
  description: string,
): Generator {
  return {
    task,
    columns: numbered,
    drawer:
      (_n, d) =>
      (_row, x, { inputs, outputs }) => {
        let sum = 0;
        for (let j = 0; j < d; j++) {
          x[j] = inputs.normal();
          sum += j % 2 === 0 ? x[j]! : -x[j]!;
        }
        return respond(sum / Math.sqrt(d), outputs);
      },
    description,
  };
}

/** Units of the teacher's only hidden layer. */
export const teacherHidden = 8;

/**
 * The teacher: f(x) = c + sum_k v_k tanh(w_k . x + b_k), k = 1..8, with fixed draws w_k ~ N(0, 4I/d), b_k ~ N(0, 1),
 * v_k ~ N(0, 4), c = 0. Parameters in the order of a student mlp with hidden: [8]: W row by row, b, v, c.
 */
export function teacherParameters(d: number): Float64Array {
  const random = new RandomStream(0, 'teacher');
  const theta = new Float64Array(teacherHidden * (d + 2) + 1);
  const hiddenWeights = teacherHidden * d;
  for (let i = 0; i < theta.length - 1; i++) {
    const scale = i < hiddenWeights ? 2 / Math.sqrt(d) : i < hiddenWeights + teacherHidden ? 1 : 2;
    theta[i] = scale * random.normal();
  }
  return theta;
}

function teacherOutput(theta: Float64Array, x: Float64Array): number {
  const d = x.length;
  const biases = teacherHidden * d;
  const outputs = biases + teacherHidden;
  let sum = theta[theta.length - 1]!;
  for (let k = 0; k < teacherHidden; k++) {
    let input = theta[biases + k]!;
    for (let j = 0; j < d; j++) input += theta[k * d + j]! * x[j]!;
    sum += theta[outputs + k]! * Math.tanh(input);
  }
  return sum;
}

export const generators: Readonly<Record<SyntheticName, Generator>> = {
  'figure-1': {
    task: 'regression',
    columns: () => ['one', 'x'],
    drawer:
      () =>
      (_row, x, { inputs, outputs }) => {
        x[0] = 1;
        x[1] = Math.exp(0.75 * inputs.normal());
        return 2 + 2 * x[1] + outputs.normal();
      },
    description: 'y = 2 + 2x + N(0, 1), x ~ LogNormal(0, 0.75); columns 1, x.',
  },
  'figure-2-correct': twoGaussians(
    1,
    [
      [
        [2, 0],
        [0, 2],
      ],
      [
        [2, 0],
        [0, 2],
      ],
    ],
    'Two Gaussian classes at ±(1, 1), x = m + z A with A = 2I for both: the logistic model is right.',
  ),
  'figure-2-a': twoGaussians(
    1.5,
    [
      [
        [3, 0],
        [0, 3],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ],
    'Two Gaussian classes at ±(1.5, 1.5), x = m + z A with A = 3I and I: the logistic model is wrong.',
  ),
  'figure-2-b': twoGaussians(
    1,
    [
      [
        [1.5, -0.9],
        [-0.9, 1.5],
      ],
      [
        [1.5, 0.9],
        [0.9, 1.5],
      ],
    ],
    'Two Gaussian classes at ±(1, 1), x = m + z A with A = 1.5 [[1, ∓0.6], [∓0.6, 1]]: the logistic model is wrong.',
  ),
  'figure-2-linear-correct': line(1, () => 0, 'y = x + 1 + N(0, 1), x ~ N(0, 1); columns x, 1.'),
  'figure-2-linear-noise': line(
    2,
    () => 0,
    'y = x + 1 + 2 N(0, 1), x ~ N(0, 1); columns x, 1. A noise variance of 1 is wrong.',
  ),
  'figure-2-linear-model': line(
    1,
    (x) => (x * x) / 2,
    'y = x + 1 + x^2/2 + N(0, 1), x ~ N(0, 1); columns x, 1. A line is wrong.',
  ),
  'gaussian-linear': linearPredictor(
    'regression',
    (f, outputs) => f + outputs.normal(),
    'x ~ N(0, I), y = x . theta + N(0, 1), theta = (1, -1, 1, ...)/sqrt(d): least squares is right.',
  ),
  'gaussian-logistic': linearPredictor(
    'binary',
    (f, outputs) => (outputs.uniform() < 1 / (1 + Math.exp(-f)) ? 1 : 0),
    'x ~ N(0, I), y ~ Bernoulli(sigmoid(x . theta)), theta = (1, -1, 1, ...)/sqrt(d): the logistic model is right.',
  ),
  'teacher-mlp': {
    task: 'regression',
    columns: numbered,
    drawer: (_n, d) => {
      const theta = teacherParameters(d);
      return (_row, x, { inputs, outputs }) => {
        for (let j = 0; j < d; j++) x[j] = inputs.normal();
        return teacherOutput(theta, x) + outputs.normal();
      };
    },
    description:
      'x ~ N(0, I), y = f(x) + N(0, 1), f a fixed network with 8 tanh units: an mlp with hidden [8] and a linear output is right.',
  },
};

/** Draws n rows. The design's columns are the generator's own; no bias column is ever added. */
export function drawSynthetic(name: SyntheticName, n: number, d: number, seed: number): Table {
  const generator = generators[name];
  const columns = generator.columns(d);
  const values = columns.map(() => new Float64Array(n));
  const target = new Float64Array(n);
  const streams = {
    inputs: new RandomStream(seed, 'synthetic inputs'),
    outputs: new RandomStream(seed, 'synthetic outputs'),
  };
  const draw = generator.drawer(n, d);
  const x = new Float64Array(columns.length);
  for (let row = 0; row < n; row++) {
    target[row] = draw(row, x, streams);
    values.forEach((column, j) => {
      column[row] = x[j]!;
    });
  }
  return {
    features: denseColumns(n, values),
    target,
    labels: null,
    columns,
    targetName: 'y',
    task: generator.task,
  };
}

/** The problem of a synthetic reference. */
export function prepareSynthetic(reference: SyntheticDataset): Prepared {
  const { synthetic, n, d, seed } = reference;
  return prepare(drawSynthetic(synthetic, n, d, seed), { ...reference, bias: false });
}
