/** The scripts run under python3 with NumPy and must print the losses of the engine's runs. */

import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { OptimizerSpec } from '#contract/optimizers.ts';
import { optimizerSchema } from '#contract/optimizers.ts';
import type { ModelSpec } from '#contract/model.ts';
import type { RunResult } from '#contract/results.ts';
import { sharedFloat64, type Sample } from '#workers/data/problem.ts';
import { runOptimizer } from '#workers/experiments/run.ts';
import { createObjective } from '#workers/models/create-objective.ts';
import { RandomStream } from '#workers/random.ts';
import { pythonScript, type ScriptRun } from './script.ts';

const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0,
);
const skipped = python === undefined ? ' (skipped: no python3 with numpy)' : '';

const rows = 60;
const columns = 4;

/** Features of different sizes, a bias column, and targets drawn from the model itself. */
function sampleFor(kind: string): Sample {
  const random = new RandomStream(7, `python ${kind}`);
  const values = sharedFloat64(rows * columns);
  const target = sharedFloat64(rows);
  for (let n = 0; n < rows; n++) {
    let f = 0;
    for (let j = 0; j < columns; j++) {
      values[n * columns + j] = j === columns - 1 ? 1 : random.normal() * (1 + j);
      f += values[n * columns + j]! * [0.8, -0.3, 0.1, 0.4][j]!;
    }
    const u = random.uniform();
    if (kind === 'linear') target[n] = f + random.normal();
    if (kind === 'logistic') target[n] = Number(u < 1 / (1 + Math.exp(-f)));
    if (kind === 'softmax') target[n] = Math.floor(3 * u);
    if (kind === 'poisson') target[n] = Math.floor(Math.exp(0.3 * f) * 2 * u);
  }
  return { design: { kind: 'dense', rows, columns, values }, target };
}

interface Case {
  model: ModelSpec;
  options: Record<string, unknown>;
  scaling?: 'mean' | 'sum';
  gradientNorm?: number;
  start?: number;
}

function scriptAndRun({ model, options, scaling = 'mean', gradientNorm = 0, start = 0 }: Case) {
  const sample = sampleFor(model.kind);
  const classes = model.kind === 'softmax' ? 3 : model.kind === 'logistic' ? 2 : 0;
  const objective = createObjective(model, sample, classes, scaling);
  const optimizer: OptimizerSpec = optimizerSchema.parse({ id: 'it', ...options });
  const damping = 'damping' in optimizer ? (optimizer.damping as number | { relative: number }) : null;
  const theta = new Float64Array(objective.dimension).fill(start);
  const iterations = 25;
  const stop = { divergenceFactor: 100, gradientNorm };
  const outcome = runOptimizer(
    {
      spec: optimizer,
      stepSize: optimizer.stepSize as number,
      damping,
      seed: 0,
      start: theta,
      iterations,
      stop,
      record: ['loss'],
      recordEvery: 1,
      objective,
      test: null,
      minimum: null,
    },
    { cancelled: () => false, advanced: () => undefined },
  );
  const request: ScriptRun = {
    title: 'A "title" with \\ and """quotes"""',
    app: 'test',
    datasetName: 'sixty rows',
    model,
    classes,
    scaling,
    sample,
    start: theta,
    iterations,
    stop,
    optimizer,
    damping,
    run: { ...outcome, stepSize: optimizer.stepSize } as unknown as RunResult,
  };
  return { outcome, script: pythonScript(request) };
}

function lossesOf(script: string): { losses: number[]; last: string } {
  const { stdout, stderr, status } = spawnSync(python!, ['-W', 'error', '-'], {
    input: script,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const lines = stdout.trim().split('\n');
  const losses = lines
    .filter((line) => /^\d/.test(line))
    .map((line) => Number(line.split(' ')[1]!.replace('inf', 'Infinity')));
  return { losses, last: lines.at(-1)! };
}

const linear: ModelSpec = { kind: 'linear', noiseVariance: 2, l2: 0 };
const logistic: ModelSpec = { kind: 'logistic', l2: 0.01 };
const softmax: ModelSpec = { kind: 'softmax', l2: 0.001 };
const poisson: ModelSpec = { kind: 'poisson', l2: 0 };
const ngd = { kind: 'ngd', stepSize: 0.5, damping: 1e-4 };
const efgd = { kind: 'efgd', stepSize: 0.2, damping: 1e-3 };

describe(`a script prints the losses of the run${skipped}`, () => {
  test.skipIf(python === undefined).each<[string, Case]>([
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
  ])('%s', (_, given) => {
    const { outcome, script } = scriptAndRun(given);
    const { losses, last } = lossesOf(script);
    const expected = outcome.series['loss']!;
    expect(losses).toHaveLength(expected.length);
    expected.forEach((loss, k) => expect(Math.abs(losses[k]! / loss - 1), `loss ${k}`).toBeLessThan(1e-7));
    if (outcome.status === 'diverged') expect(last).toBe('diverged');
    if (outcome.stoppedBy === 'gradientNorm') expect(last).toBe('gradient norm reached');
  });
});

test.each<[string, Case]>([
  ['drawn labels', { model: logistic, options: { ...ngd, fisher: 'monte-carlo' } }],
  ['mini-batches', { model: logistic, options: { kind: 'sgd', stepSize: 0.1, batchSize: 5 } }],
])('%s are refused with the reason', (_, given) => {
  expect(() => scriptAndRun(given)).toThrow(/Copy as Python: .*random stream/);
});
