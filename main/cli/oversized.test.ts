/** Jobs beyond any machine's memory, each kind of them, are refused before a worker starts, with the estimate. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CommandBench } from './testing/command.ts';

const bench = new CommandBench();
const binary = (more: Record<string, unknown>) => ({ synthetic: 'gaussian-logistic', ...more });
const ngd = { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-3 };

/** Sparse data of 90,000 features, two entries a row. */
bench.file(
  'wide.svm',
  Array.from({ length: 89_000 }, (_, n) => `${n % 2 === 0 ? '+1' : '-1'} ${n + 1}:1 90000:2\n`).join(''),
);

const wide = binary({ n: 50, d: 10_000 });
const gd = { id: 'gd', kind: 'gd', stepSize: 1 };
const searched = (id: string, count: number) => ({
  ...ngd,
  id,
  stepSize: { logspace: [-3, 0, count] },
  damping: { logspace: [-3, 0, count] },
});

/** Exit code 1: it may fit elsewhere. 2: it is beyond what the lab does. */
const jobs: [string, Record<string, unknown>, code: 1 | 2, RegExp][] = [
  [
    'dense data',
    { dataset: binary({ n: 1e9, d: 1e5 }), optimizers: [ngd] },
    1,
    /gaussian-logistic does not fit into memory: 1,000,000,000 rows x 100,000 columns of numbers are 745,058 GiB, and this machine has .* GiB; draw fewer rows \(n\) or features \(d\)/,
  ],
  [
    'a dense matrix beyond what is stored whole',
    { dataset: wide, optimizers: [ngd] },
    2,
    /optimizers\[0\].structure: needs a full matrix of 10000 parameters, more than 5000/,
  ],
  [
    'one-row gradients of sparse data',
    { dataset: { path: 'wide.svm' }, optimizers: [{ ...ngd, structure: 'low-rank' }] },
    1,
    /about 41\d GiB of memory \(most of it for 89000 gradients of 90001 parameters\)/,
  ],
  [
    'factors of a perceptron',
    {
      dataset: { id: 'breast-cancer' },
      model: { kind: 'mlp', hidden: [100_000, 10] },
      optimizers: [{ ...ngd, structure: 'kronecker' }],
    },
    1,
    /about 52\d GiB of memory \(most of it for dense matrices of 100001 x 100001\), and this machine has .* GiB;.*matrix-free/,
  ],
  [
    'grid searches',
    {
      dataset: { id: 'breast-cancer' },
      optimizers: Array.from({ length: 200 }, (_, i) => searched(`ngd-${i}`, 3000)),
    },
    1,
    /about 67\d GiB of memory \(most of it for 1800000000 cells of a grid\)/,
  ],
  [
    'one grid beyond what a search keeps',
    { dataset: { id: 'breast-cancer' }, optimizers: [searched('ngd', 7000)] },
    2,
    /optimizers\[0\].stepSize: a grid of 49000000 cells, more than 10000000: take fewer values/,
  ],
  [
    'a recorded path',
    { dataset: wide, optimizers: [gd], iterations: 1e7, record: ['theta'] },
    1,
    /about 1,49\d GiB of memory \(most of it for the path of 10000000 states of 10000 parameters\)/,
  ],
  [
    'repeats',
    {
      dataset: { id: 'breast-cancer' },
      optimizers: [gd],
      repeats: 1e5,
      iterations: 1e7,
      record: ['loss'],
    },
    1,
    /about 7,45\d GiB of memory \(most of it for series of 100000 runs\)/,
  ],
  [
    'samples of a consistency experiment',
    { kind: 'consistency', dataset: binary({ d: 3 }), sizes: [100, 1e12] },
    1,
    /about 126,\d\d\d GiB of memory \(most of it for samples of 1000000000000 rows\)/,
  ],
  [
    'flows',
    {
      kind: 'vector-field',
      dataset: { synthetic: 'figure-1' },
      model: { kind: 'linear' },
      optimizers: [gd],
      flow: { steps: 1e7, stepSize: 1e-3, starts: new Array(1000).fill([0, 0]) },
    },
    1,
    /about 1,11\d GiB of memory \(most of it for 1000 flows of 10000000 steps\)/,
  ],
];

describe('a job beyond the memory of the machine', () => {
  test.each(jobs)('%s', { timeout: 60_000 }, async (name, { kind, ...more }, expected, message) => {
    const running = kind === undefined ? { iterations: 3 } : { kind };
    bench.file('spec.json', { version: 1, model: { kind: 'logistic' }, ...running, ...more });
    const { code, out, err } = await bench.run(['run', 'spec.json', '--out', `of ${name}`]);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(existsSync(join(bench.directory, `of ${name}`))).toBe(false);
    expect(bench.storedRows('experiments')).toBe(0);
  });
});
