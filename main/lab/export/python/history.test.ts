/** Copy as Python of runs of the history: the data as prepared, the start, and the numbers of a searched run. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLab, type Lab } from '../../lab.ts';
import { differenceOf, printedBy, skippedWithout, withoutPython } from './testing.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const { signal } = new AbortController();
let directory: string;
let lab: Lab;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'fisher-lab-python-'));
  lab = await createLab({
    dataDirectory: join(directory, 'data'),
    datasetsDirectory: join(root, 'datasets'),
    workerFile: join(root, 'workers', 'entry.ts'),
    sink: { emit: () => undefined },
    shell: 'command-line',
    version: 'test',
    threads: 1,
  });
});
afterAll(async () => {
  await lab.close();
  rmSync(directory, { recursive: true });
});

const sparse = () => {
  const path = join(directory, 'sparse.libsvm');
  const lines = Array.from(
    { length: 50 },
    (_, i) => `${i % 3 === 0 ? 1 : -1} ${1 + (i % 5)}:1 ${6 + (i % 7)}:2`,
  );
  writeFileSync(path, lines.join('\n'));
  return { path };
};
const seen = { standardize: true, testFraction: 0.3, seed: 3 };

test.skipIf(withoutPython).each<[string, () => Record<string, unknown>]>([
  [
    'searched, with relative dampings, random starts and repeats',
    () => ({
      dataset: { id: 'breast-cancer', ...seen },
      model: { kind: 'logistic', l2: 0.01 },
      start: { kind: 'normal', scale: 0.1, seed: 4 },
      repeats: 2,
      optimizers: [
        { id: 'relative', kind: 'ngd', stepSize: { values: [0.1, 0.5] }, damping: { relative: 0.01 } },
        { id: 'searched', kind: 'efgd', stepSize: 0.1, damping: { values: [0.1, 1] } },
        { id: 'gd', kind: 'gd', stepSize: 0.01 },
      ],
    }),
  ],
  [
    'starting points about the minimum',
    () => ({
      kind: 'starting-points',
      dataset: { id: 'boston', ...seen, standardizeTarget: true },
      model: { kind: 'linear' },
      factors: [0.5, 0],
      optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 0.3, damping: 1e-3 }],
    }),
  ],
  [
    'classes, summed',
    () => ({
      dataset: { id: 'iris' },
      model: { kind: 'softmax', l2: 0.1 },
      scaling: 'sum',
      optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 0.5, damping: 0.1 }],
    }),
  ],
  [
    'a sparse file',
    () => ({
      dataset: sparse(),
      model: { kind: 'logistic' },
      optimizers: [{ id: 'efgd', kind: 'efgd', stepSize: 0.1, damping: 0.1 }],
    }),
  ],
])(`%s${skippedWithout}`, async (_, spec) => {
  const id = await lab.experiments.start({ version: 1, iterations: 12, ...spec() });
  expect(await lab.experiments.ended(id)).toBe('completed');
  const { runs } = lab.experiments.outcome(id).results;
  const scripts: string[] = [];
  for (const run of runs.keys()) {
    const { bytes } = await lab.handlers['exports.python']({ id, run }, { signal });
    scripts.push(Buffer.from(bytes).toString());
  }
  printedBy(scripts).forEach((printed, i) => expect(differenceOf(runs[i]!, printed)).toBeNull());
});

test('a network, data that have changed and a kind without runs are refused with the reason', async () => {
  const script = async (spec: Record<string, unknown>) => {
    const id = await lab.experiments.start({ version: 1, ...spec });
    await lab.experiments.ended(id);
    return async () => lab.handlers['exports.python']({ id, run: 0 }, { signal });
  };
  const optimizers = [{ id: 'gd', kind: 'gd', stepSize: 0.01 }];
  const network = { kind: 'mlp', hidden: [2], output: 'softmax' };
  await expect(
    script({ dataset: { id: 'iris' }, model: network, optimizers }).then((run) => run()),
  ).rejects.toThrow('Copy as Python: the script is for linear predictors, not for networks');
  const of = await script({ dataset: sparse(), model: { kind: 'logistic' }, optimizers });
  writeFileSync(join(directory, 'sparse.libsvm'), '1 1:1\n-1 2:1\n');
  await expect(of()).rejects.toThrow('Copy as Python: the data have changed since the run');
  const curvature = { kind: 'curvature', dataset: { id: 'iris' }, model: { kind: 'softmax' } };
  await expect(script(curvature).then((run) => run())).rejects.toThrow(/no run/);
});
