/** The scripts run under python3 with NumPy and must print the losses of the engine's runs. */

import { describe, expect, test } from 'vitest';
import type { ModelSpec } from '#contract/model.ts';
import {
  differenceOf,
  printedBy,
  scriptAndRun,
  skippedWithout,
  withoutPython,
  type Case,
} from './testing.ts';

const linear: ModelSpec = { kind: 'linear', noiseVariance: 2, l2: 0 };
const logistic: ModelSpec = { kind: 'logistic', l2: 0.01 };
const softmax: ModelSpec = { kind: 'softmax', l2: 0.001 };
const poisson: ModelSpec = { kind: 'poisson', l2: 0 };
const ngd = { kind: 'ngd', stepSize: 0.5, damping: 1e-4 };
const efgd = { kind: 'efgd', stepSize: 0.2, damping: 1e-3 };

describe(`a script prints the losses of the run${skippedWithout}`, () => {
  test.skipIf(withoutPython).each<[string, Case]>([
    ['gd on least squares', { model: linear, options: { kind: 'gd', stepSize: 0.02 } }],
    [
      'gd with Armijo and a cosine schedule',
      { model: logistic, options: { kind: 'gd', stepSize: 8, lineSearch: 'armijo', schedule: 'cosine' } },
    ],
    [
      'newton on Poisson',
      { model: poisson, options: { kind: 'newton', stepSize: 1, damping: 1e-8 }, start: 0.05 },
    ],
    ['ngd on logistic', { model: logistic, options: ngd }],
    [
      'ngd on softmax, sum scaling',
      { model: softmax, options: { ...ngd, schedule: 'inverse-sqrt' }, scaling: 'sum' },
    ],
    [
      'ngd with the mode-label Fisher',
      { model: poisson, options: { ...ngd, fisher: 'mode-label', damping: 0.5 } },
    ],
    [
      'ngd, undamped softmax, whose damping is raised',
      { model: { kind: 'softmax', l2: 0 }, options: { ...ngd, damping: 0 } },
    ],
    [
      'efgd on least squares with relative damping',
      { model: linear, options: { ...efgd, damping: { relative: 0.01 } } },
    ],
    [
      'efgd on logistic, sum scaling',
      { model: logistic, options: { ...efgd, schedule: 'inverse' }, scaling: 'sum' },
    ],
    [
      'efgd with Levenberg-Marquardt and rejection',
      {
        model: logistic,
        options: {
          ...efgd,
          stepSize: 2,
          damping: 0.1,
          dampingRule: 'levenberg-marquardt',
          rejectSteps: true,
        },
      },
    ],
    [
      'ggn, trivial split',
      { model: logistic, options: { kind: 'ggn', stepSize: 1, damping: 1e-3, split: 'trivial' } },
    ],
    [
      'ggn, empirical split',
      { model: softmax, options: { kind: 'ggn', stepSize: 0.1, damping: 1e-2, split: 'empirical' } },
    ],
    ['ngd, block', { model: softmax, options: { ...ngd, structure: 'block' } }],
    ['ngd, diagonal', { model: softmax, options: { ...ngd, structure: 'diagonal' } }],
    ['efgd, kronecker', { model: softmax, options: { ...efgd, structure: 'kronecker' } }],
    ['ngd, ekfac', { model: softmax, options: { ...ngd, structure: 'ekfac' } }],
    ['efgd, low-rank', { model: logistic, options: { ...efgd, structure: 'low-rank' } }],
    ['ngd, matrix-free', { model: logistic, options: { ...ngd, structure: 'matrix-free', cgIterations: 3 } }],
    ['a run that diverges', { model: linear, options: { kind: 'gd', stepSize: 5 } }],
    [
      'a run that stops at a gradient norm',
      { model: logistic, options: { ...ngd, stepSize: 1 }, gradientNorm: 1e-4 },
    ],
    ['a run that was cancelled', { model: logistic, options: ngd, status: 'cancelled' }],
  ])('%s', (_, given) => {
    const { outcome, script } = scriptAndRun(given);
    expect(differenceOf(outcome, printedBy([script])[0]!)).toBeNull();
  });
});

test.each<[string, Case]>([
  ['drawn labels', { model: logistic, options: { ...ngd, fisher: 'monte-carlo' } }],
  ['mini-batches', { model: logistic, options: { kind: 'sgd', stepSize: 0.1, batchSize: 5 } }],
])('%s are refused with the reason', (_, given) => {
  expect(() => scriptAndRun(given)).toThrow(/Copy as Python: .*random stream/);
});
