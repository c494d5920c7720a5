/** The results folder of every kind against experiment-format.md, and its bundle run again in a fresh data folder. */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandBench } from './testing/command.ts';

type Json = Readonly<Record<string, unknown>>;

let here: CommandBench;
let there: CommandBench;
beforeEach(() => {
  here = new CommandBench();
  there = new CommandBench();
});
afterEach(() => {
  for (const { directory } of [here, there]) rmSync(directory, { recursive: true, force: true });
});

const ngd = { id: 'ngd', kind: 'ngd', stepSize: 0.5, damping: 0.001 };
const curvatureKeys =
  'theta loss gradient fisher empiricalFisher monteCarloFisher modeLabelFisher hessian ggn covariance eigenvalues ' +
  'generalizedEigenvalues relativeDifference directions cosine proposition1 proposition2 admissibleSplits varianceAdaptation';

/** The kind's own part of results.json, its keys in the format's words, and the plots. */
const kinds: readonly (readonly [spec: Json, part: string | null, keys: string, plots: string])[] = [
  [
    {
      kind: 'compare',
      dataset: { id: 'breast-cancer', standardize: true, testFraction: 0.2 },
      model: { kind: 'logistic' },
      iterations: 6,
      repeats: 2,
      start: { kind: 'normal', scale: 0.1, seed: 1 },
      record: ['loss', 'stepNorm', 'theta', 'testLoss'],
      optimizers: [
        { id: '=gd, far', kind: 'gd', stepSize: 1e6 },
        { ...ngd, stepSize: { logspace: [-1, 0, 3] }, damping: { values: [0, 1e-3] } },
        { id: 'sgd', kind: 'sgd', stepSize: 0.1, batchSize: 10 },
      ],
    },
    null,
    '',
    'loss step-norm test-loss grid-ngd',
  ],
  [
    {
      kind: 'starting-points',
      dataset: { id: 'boston', standardize: true },
      model: { kind: 'linear' },
      iterations: 4,
      factors: [0.5, 0],
      optimizers: [ngd],
    },
    null,
    '',
    'loss gradient-norm step-norm cosine-to-natural-gradient',
  ],
  [
    {
      kind: 'vector-field',
      dataset: { synthetic: 'figure-1', n: 50 },
      model: { kind: 'linear' },
      density: 4,
      optimizers: [ngd],
      flow: { steps: 5000, stepSize: 0.01, starts: [[0, 0]] },
    },
    'vectorField',
    'x y loss fields flows minimum',
    'vector-field',
  ],
  [
    {
      kind: 'quadratic',
      dataset: { synthetic: 'figure-2-correct', n: 50 },
      model: { kind: 'logistic' },
      density: 4,
    },
    'quadratic',
    'minimum x y loss matrices ellipses radius accuracy generalizedEigenvalues',
    'quadratic',
  ],
  [
    {
      kind: 'curvature',
      dataset: { id: 'iris' },
      model: { kind: 'softmax' },
      structures: true,
      batchSize: 9,
    },
    'curvature',
    `${curvatureKeys} structures`,
    'matrices spectra',
  ],
  [
    {
      kind: 'curvature',
      dataset: { synthetic: 'gaussian-logistic', n: 200, d: 2 },
      model: { kind: 'logistic' },
      at: { kind: 'minimum' },
      informationMatrixTest: true,
    },
    'curvature',
    `${curvatureKeys} informationMatrixTest`,
    'matrices spectra',
  ],
  [
    {
      kind: 'consistency',
      dataset: { synthetic: 'figure-2-correct' },
      model: { kind: 'logistic' },
      sizes: [50, 100],
      seeds: 3,
    },
    'consistency',
    'sizes relativeDifference slope',
    'consistency',
  ],
];

const text = (bench: CommandBench, ...path: string[]) => readFileSync(join(bench.directory, ...path), 'utf8');
const lines = (content: string) => content.trimEnd().split('\n');

test.each(kinds)(
  '%j',
  async (spec, part, keys, plots) => {
    const file = here.file('spec.json', { version: 1, ...spec });
    expect((await here.run(['run', file, '--out', 'out'])).code).toBe(0);
    const searched = 'repeats' in spec;
    expect(readdirSync(join(here.directory, 'out')).sort()).toEqual(
      [
        ...['log.jsonl', 'results.json', 'runs.csv', 'spec.json', ...(searched ? ['grid.csv'] : [])],
        ...plots.split(' ').flatMap((plot) => [`${plot}.png`, `${plot}.svg`]),
      ].sort(),
    );
    const results = JSON.parse(text(here, 'out', 'results.json')) as Json & { runs: Json[]; best: Json };
    const common = ['version', 'spec', 'environment', 'dataset', 'runs', 'best', 'minimum'];
    expect(Object.keys(results).sort()).toEqual([...common, ...(part === null ? [] : [part])].sort());
    expect(results['version']).toBe(1);
    expect(JSON.parse(text(here, 'out', 'spec.json'))).toEqual(results['spec']);
    const keysOf = (value: unknown) => Object.keys(value as Json).sort();
    expect(keysOf(results['environment'])).toEqual(
      ['app', 'cpu', 'kernel', 'node', 'platform', 'threads'].sort(),
    );
    expect(keysOf(results['dataset'])).toEqual(['d', 'id', 'n', 'name', 'p', 'sha256', 'target', 'task']);
    expect(keysOf(results['minimum'])).toEqual(['loss', 'reason', 'status', 'theta']);
    if (part !== null) expect(keysOf(results[part])).toEqual(expect.arrayContaining(keys.split(' ')));

    checkRuns(results.runs);
    if (results.runs.length > 0) {
      expect(keysOf(results.best)).toEqual(
        [...new Set(results.runs.map((run) => String(run['optimizer'])))].sort(),
      );
      for (const best of Object.values(results.best)) {
        expect(keysOf(best)).toEqual(['damping', 'run', 'stepSize', 'tied']);
      }
    }
    const [head, ...rows] = lines(text(here, 'out', 'runs.csv'));
    expect(head).toMatch(/^run,optimizer,repeat,stepSize,damping,iteration/);
    expect(rows).toHaveLength(results.runs.reduce((sum, run) => sum + Number(run['iterations']) + 1, 0));
    if (searched) {
      const [columns, ...cells] = lines(text(here, 'out', 'grid.csv'));
      expect(columns).toBe(
        'optimizer,stepSize,damping,status,iterations,finalLoss,bestLoss,tied,fragile,dampingRaised',
      );
      expect(cells).toHaveLength(6);
    }
    for (const line of lines(text(here, 'out', 'log.jsonl'))) {
      expect(String((JSON.parse(line) as Json)['time'])).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    }

    // The bundle, in a data folder that knows nothing of it.
    const [id] = /^\d{8}-\d{6}-[0-9a-f]{6}/m.exec((await here.run(['runs', 'list'])).out)!;
    expect((await here.run(['runs', 'export', id, '--out', join(there.directory, 'a.fisherlab')])).code).toBe(
      0,
    );
    expect((await there.run(['run', 'a.fisherlab', '--out', 'again'])).code).toBe(0);
    const again = JSON.parse(text(there, 'again', 'results.json')) as typeof results;
    const withoutTime = (runs: Json[]) => runs.map((run) => ({ ...run, seconds: 0 }));
    expect(withoutTime(again.runs)).toEqual(withoutTime(results.runs));
    expect({ ...again, environment: 0, runs: 0 }).toEqual({ ...results, environment: 0, runs: 0 });
    expect(text(there, 'again', 'runs.csv')).toBe(text(here, 'out', 'runs.csv'));
  },
  120_000,
);

const runKeys =
  'optimizer kind repeat stepSize damping status stoppedBy iterations finalLoss bestLoss series theta events seconds';

function checkRuns(runs: readonly Json[]): void {
  for (const run of runs) {
    expect(Object.keys(run)).toEqual(expect.arrayContaining(runKeys.split(' ')));
    const iterations = Number(run['iterations']);
    for (const [name, values] of Object.entries(run['series'] as Readonly<Record<string, unknown[]>>)) {
      expect(values, name).toHaveLength(name === 'stepNorm' ? iterations : iterations + 1);
    }
    if (run['status'] === 'diverged') expect(run['stoppedBy']).toBe('divergence');
  }
}
