/** Small results of every kind, made from formulas, for tests of figures. */

import { experimentSchema } from '#contract/experiment.ts';
import type { GridColumns } from '#contract/api/experiments.ts';
import type { PlottableResults } from '../plots.ts';

/** By the schema alone: figures draw every kind, whatever the engine runs. */
const experiment = (document: Record<string, unknown>) => experimentSchema.parse({ version: 1, ...document });

const series = (length: number, f: (k: number) => number) => Float64Array.from({ length }, (_, k) => f(k));
const optimizers = [
  { id: 'gd', kind: 'gd', stepSize: 1e-5 },
  { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 },
  { id: 'efgd', kind: 'efgd', stepSize: 0.01, damping: 1e-6 },
];

export function sampleCompare(): PlottableResults {
  const run = (kind: string, rate: number, status = 'completed') => ({
    optimizer: kind,
    kind,
    stepSize: 1,
    damping: kind === 'gd' ? null : 1e-6,
    status,
    series: {
      loss: series(41, (k) => 0.69 * Math.exp(-rate * k)),
      gradientNorm: series(41, (k) => Math.exp(-0.5 * rate * k)),
      stepNorm: series(40, (k) => 0.1 * Math.exp(-0.5 * rate * k)),
      cosineToNaturalGradient: series(41, (k) => (kind === 'ngd' ? 1 : Math.cos(rate * 3 * k))),
    },
  });
  return {
    spec: experiment({
      kind: 'compare',
      name: 'Sample',
      dataset: { id: 'breast-cancer' },
      model: { kind: 'logistic' },
      iterations: 40,
      optimizers,
    }),
    runs: [run('gd', 0.01), run('ngd', 0.2), run('efgd', -0.11, 'diverged')],
    best: { efgd: { run: 2, stepSize: 0.01, damping: 1e-6, tied: 3 } },
    grids: [sampleGrid()],
  };
}

/** 31 step sizes 1e-20..1e10 and 11 dampings 1e-10..1e10. */
export function sampleGrid(): GridColumns {
  const stepSizes = series(31, (i) => 10 ** (i - 20));
  const dampings = series(11, (i) => 10 ** (2 * i - 10));
  const cells = stepSizes.length * dampings.length;
  const distance = (i: number) => Math.floor(i / 11) - 18 - ((i % 11) - 2);
  const zeros = new Float64Array(cells);
  return {
    optimizer: 'efgd',
    stepSizes,
    dampings,
    finalLoss: series(cells, (i) => (distance(i) > 3 ? Number.NaN : 1e-3 + distance(i) ** 2 / 10)),
    bestLoss: zeros,
    iterations: zeros,
    status: series(cells, (i) => (distance(i) > 3 ? 2 : 1)),
    tied: series(cells, (i) => (distance(i) === 0 ? 1 : 0)),
    fragile: series(cells, (i) => (distance(i) === 3 ? 1 : Number.NaN)),
    dampingRaised: zeros,
  };
}

const axisValues = [...series(15, (i) => -1 + (6 * i) / 14)];
const bowl = (x: number, y: number) => 0.5 * ((x - 2) ** 2 + 4 * (y - 2) ** 2 + 2 * (x - 2) * (y - 2));
const rows = (f: (x: number, y: number) => number) => axisValues.map((y) => axisValues.map((x) => f(x, y)));

export function sampleVectorField(): PlottableResults {
  const gradient = {
    u: rows((x, y) => -(x - 2 + (y - 2))),
    v: rows((x, y) => -(4 * (y - 2) + (x - 2))),
  };
  const natural = { u: rows((x) => 2 - x), v: rows((_x, y) => 2 - y) };
  const path = Array.from({ length: 50 }, (_, k) => [2 + 2.5 * 0.9 ** k, 2 + 1 * 0.9 ** k]);
  return {
    spec: experiment({
      kind: 'vector-field',
      dataset: { synthetic: 'figure-1' },
      model: { kind: 'linear' },
      optimizers,
    }),
    runs: [],
    vectorField: {
      x: axisValues,
      y: axisValues,
      loss: rows(bowl),
      fields: { gd: gradient, ngd: natural, efgd: gradient },
      flows: Object.fromEntries(['gd', 'ngd', 'efgd'].map((id) => [id, [{ start: [4.5, 3], path }]])),
      minimum: [2, 2],
    },
  };
}

const ellipse = (a: number, b: number) =>
  Array.from({ length: 90 }, (_, k) => [
    2 + a * Math.cos((2 * Math.PI * k) / 90),
    2 + b * Math.sin((2 * Math.PI * k) / 90),
  ]);

export function sampleQuadratic(): PlottableResults {
  const matrix = [
    [1, 0.2],
    [0.2, 1],
  ];
  return {
    spec: experiment({
      kind: 'quadratic',
      dataset: { synthetic: 'figure-2-a' },
      model: { kind: 'logistic' },
    }),
    runs: [],
    quadratic: {
      minimum: [2, 2],
      x: axisValues,
      y: axisValues,
      loss: rows(bowl),
      matrices: { fisher: matrix, empiricalFisher: matrix, hessian: matrix },
      ellipses: { fisher: ellipse(1.5, 0.8), empiricalFisher: ellipse(0.9, 1), hessian: ellipse(1.5, 0.8) },
      radius: 3,
      accuracy: 0.87,
      generalizedEigenvalues: [1.412, 1.587],
    },
  };
}

export function sampleCurvature(): PlottableResults {
  const n = 6;
  const matrix = (f: (i: number, j: number) => number) =>
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => f(i, j)));
  const fisher = matrix((i, j) => Math.exp(-Math.abs(i - j)) * (i % 2 === j % 2 ? 1 : -1));
  const other = matrix((i, j) => 0.5 * Math.exp(-Math.abs(i - j) / 2));
  const vector = Array.from({ length: n }, () => 0);
  return {
    spec: experiment({ kind: 'curvature', dataset: { id: 'iris' }, model: { kind: 'softmax' } }),
    runs: [],
    curvature: {
      theta: vector,
      loss: 1,
      gradient: vector,
      dense: true,
      fisher,
      empiricalFisher: other,
      monteCarloFisher: fisher,
      modeLabelFisher: fisher,
      hessian: fisher,
      ggn: { canonical: fisher, trivial: fisher, empirical: other },
      covariance: other,
      eigenvalues: {
        fisher: [3, 1, 0.1, 1e-3, 1e-5, 0],
        empiricalFisher: [2, 0.5, 0.2, 1e-2, 1e-4, 1e-6],
        hessian: [3, 1, 0.1, 1e-3, 1e-5, -1e-3],
      },
      generalizedEigenvalues: vector,
      relativeDifference: 0.5,
      directions: { gradient: vector, naturalGradient: vector, empiricalNaturalGradient: vector },
      cosine: 0.4,
      proposition1: { maxAbsError: 0 },
      proposition2: { left: 0, right: 1, beta: 1 },
      admissibleSplits: {
        canonical: { admissible: 'in the limit', reason: '' },
        trivial: { admissible: 'in the limit', reason: '' },
        empirical: { admissible: 'no', reason: '' },
      },
      varianceAdaptation: {
        batchSize: 1,
        replacement: false,
        scalar: 0.1,
        diagonal: vector,
        full: fisher,
        fullOptimal: fisher,
      },
    },
  };
}

export function sampleConsistency(): PlottableResults {
  const sizes = [100, 1000, 10000, 100000];
  return {
    spec: experiment({
      kind: 'consistency',
      dataset: { synthetic: 'gaussian-linear' },
      model: { kind: 'linear' },
    }),
    runs: [],
    consistency: {
      sizes,
      relativeDifference: sizes.map((n) =>
        Array.from({ length: 9 }, (_, s) => (0.6 + 0.1 * s) / Math.sqrt(n)),
      ),
      slope: -0.5,
    },
  };
}

export function sampleStartingPoints(): PlottableResults {
  const factors = [0.875, 0.75, 0.5, 0];
  return {
    spec: experiment({
      kind: 'starting-points',
      dataset: { id: 'boston' },
      model: { kind: 'linear' },
      iterations: 20,
      optimizers: optimizers.slice(1),
    }),
    runs: ['ngd', 'efgd'].flatMap((kind) =>
      factors.map((factor) => ({
        optimizer: kind,
        kind,
        stepSize: 1,
        damping: 1e-8,
        status: 'completed',
        factor,
        series: {
          loss: series(
            21,
            (k) => 10.9 + 300 * (1 - factor) ** 2 * Math.exp(kind === 'ngd' ? -2 * k : -k / 8),
          ),
        },
      })),
    ),
  };
}
