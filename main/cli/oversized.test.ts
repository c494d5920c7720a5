/** Jobs beyond any machine's memory, each kind of them, are refused before a worker starts, with the estimate. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CommandBench } from './testing/command.ts';

const bench = new CommandBench();
const binary = (more: Record<string, unknown>) => ({ synthetic: 'gaussian-logistic', ...more });
const ngd = { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-3 };
const logspace = [-3, 0, 100_000];

/** Sparse data of 90,000 features, two entries a row. */
bench.file(
  'wide.svm',
  Array.from({ length: 89_000 }, (_, n) => `${n % 2 === 0 ? '+1' : '-1'} ${n + 1}:1 90000:2\n`).join(''),
);

const jobs: [string, Record<string, unknown>, RegExp][] = [
  [
    'dense data',
    { dataset: binary({ n: 1e9, d: 1e5 }), optimizers: [ngd] },
    /gaussian-logistic does not fit into memory: 1,000,000,000 rows x 100,000 columns of numbers are 745,058 GiB, and this machine has .* GiB; draw fewer rows \(n\) or features \(d\)/,
  ],
  [
    'a dense matrix beyond what is stored whole',
    { dataset: binary({ n: 50, d: 10_000 }), optimizers: [ngd] },
    /optimizers\[0\].structure: needs a full matrix of 10000 parameters, more than 5000/,
  ],
  [
    'one-row gradients of sparse data',
    { dataset: { path: 'wide.svm' }, optimizers: [{ ...ngd, structure: 'low-rank' }] },
    /about 41\d GiB of memory \(most of it for 89000 gradients of 90001 parameters\)/,
  ],
  [
    'factors of a perceptron',
    {
      dataset: { id: 'breast-cancer' },
      model: { kind: 'mlp', hidden: [100_000, 10] },
      optimizers: [{ ...ngd, structure: 'kronecker' }],
    },
    /about 52\d GiB of memory \(most of it for dense matrices of 100001 x 100001\), and this machine has .* GiB;.*matrix-free/,
  ],
  [
    'a grid search',
    {
      dataset: { id: 'breast-cancer' },
      optimizers: [{ ...ngd, stepSize: { logspace }, damping: { logspace } }],
    },
    /about 3,7\d\d GiB of memory \(most of it for 10000000000 cells of a grid\)/,
  ],
  [
    'a recorded path',
    {
      dataset: binary({ n: 50, d: 10_000 }),
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1 }],
      iterations: 1e7,
      record: ['theta'],
    },
    /about 1,49\d GiB of memory \(most of it for the path of 10000000 states of 10000 parameters\)/,
  ],
];

describe('a job beyond the memory of the machine', () => {
  test.each(jobs)(
    '%s',
    async (name, more, message) => {
      const spec = { version: 1, model: { kind: 'logistic' }, iterations: 3, ...more };
      bench.file('spec.json', spec);
      const { code, out, err } = await bench.run(['run', 'spec.json', '--out', `of ${name}`]);
      expect(err).toMatch(message);
      expect({ code, out }).toEqual({ code: name.includes('whole') ? 2 : 1, out: '' });
      expect(existsSync(join(bench.directory, `of ${name}`))).toBe(false);
      expect(bench.storedRows('experiments')).toBe(0);
    },
    60_000,
  );
});
