import { afterAll, expect, test } from 'vitest';
import { a1aTable, bundledTable, sharedTable } from '../../../tests/support/experiments.ts';
import { compareWithPlain, publishedGrid, setUpGrid } from '../../../tests/support/grids.ts';

/** The batched path against the plain one on 2,000 random cells of the published search, over all data sets. */

const { stepSize, damping } = publishedGrid;
const optimizers = [
  { id: 'gd', kind: 'gd', stepSize },
  ...['ngd', 'efgd', 'newton', 'ggn'].map((kind) => ({ id: kind, kind, stepSize, damping })),
];
const cellsPerOptimizer = 58; // x 5 optimizers x 7 data sets = 2,030

const sets = [
  ['breast-cancer', 'logistic', bundledTable('breast-cancer', 'binary')],
  ['boston', 'linear', bundledTable('boston', 'regression')],
  ['wine', 'linear', bundledTable('wine', 'regression')],
  ['a1a', 'logistic', a1aTable()],
  ['energy', 'linear', sharedTable('energy.txt')],
  ['powerplant', 'linear', sharedTable('powerplant.txt')],
  ['yacht', 'linear', sharedTable('yacht.txt')],
] as const;

let [compared, fragile] = [0, 0];

test.each(sets)('%s, %s', async (_name, kind, table) => {
  if (table === null) return; // the data folder is not there: the bundled sets stand alone
  const agreement = compareWithPlain(
    await setUpGrid({ model: { kind }, optimizers }, table),
    cellsPerOptimizer,
  );
  compared += agreement.compared;
  fragile += agreement.fragile;
  expect(agreement.wrong).toEqual([]);
});

afterAll(() => {
  process.stdout.write(`batched against plain: ${compared} cells, ${fragile} of them fragile\n`);
});
