import { describe, expect, test } from 'vitest';
import { bundledTable } from '../../../tests/support/experiments.ts';
import { cellsAt, compareWithPlain, publishedGrid, setUpGrid } from '../../../tests/support/grids.ts';
import type { GridCell } from '#contract/results.ts';
import { executeCells } from '../cells.ts';

// The 2,000 cells over all data sets are in batched.full.test.ts.

const { stepSize, damping } = publishedGrid;
const optimizers = [
  { id: 'gd', kind: 'gd', stepSize },
  ...['ngd', 'efgd', 'newton', 'ggn'].map((kind) => ({ id: kind, kind, stepSize, damping })),
];

describe.each([
  ['breast-cancer', 'logistic', {}],
  ['boston', 'linear', {}],
  [
    'boston',
    'linear with a penalty, as sums',
    { model: { kind: 'linear', l2: 0.1, noiseVariance: 4 }, scaling: 'sum' },
  ],
  [
    'breast-cancer',
    'logistic with a penalty and relative dampings',
    { model: { kind: 'logistic', l2: 1e-3 } },
  ],
] as const)('%s, %s', (id, name, more) => {
  const logistic = name.startsWith('logistic');
  const table = bundledTable(id, logistic ? 'binary' : 'regression');
  const model = { kind: logistic ? 'logistic' : 'linear' };

  test('the batched cells are those of the plain path', async () => {
    const grid = await setUpGrid({ model, optimizers, ...more }, table);
    const { compared, wrong, fragile } = compareWithPlain(grid, 8);
    expect(compared).toBe(8 * optimizers.length);
    expect(wrong).toEqual([]);
    expect(fragile).toBeLessThan(compared / 5);
  });
});

test('a cell does not depend on the cells around it: any cut into blocks gives the same bits', async () => {
  const grid = await setUpGrid(
    { model: { kind: 'logistic' }, optimizers },
    bundledTable('breast-cancer', 'binary'),
  );
  // Around the step sizes where runs begin to diverge, so that lengths differ.
  const positions = Array.from({ length: 60 }, (_, i) => 41 * 150 + 61 * i);
  const whole = cellsAt(grid, 2, positions);
  const parts = [positions.slice(0, 1), positions.slice(1, 34), positions.slice(34)].flatMap((block) =>
    cellsAt(grid, 2, block),
  );
  const backwards = cellsAt(grid, 2, positions.toReversed()).reverse();
  expect(parts).toEqual(whole);
  expect(backwards).toEqual(whole);
  expect(new Set(whole.map((cell) => cell.status))).toEqual(new Set(['completed', 'diverged']));
});

test('the builds agree with each other where runs are not chaotic', async () => {
  const table = bundledTable('wine', 'regression');
  const positions = Array.from({ length: 30 }, (_, i) => 41 * 60 + 97 * i);
  const [auto, simd, js] = await Promise.all(
    (['auto', 'simd', 'js'] as const).map(async (kernel) =>
      cellsAt(await setUpGrid({ model: { kind: 'linear' }, optimizers }, table, kernel), 2, positions),
    ),
  );
  const settled = auto!.map((cell, i) => ({ cell, i })).filter(({ cell }) => cell.status === 'completed');
  expect(settled.length).toBeGreaterThan(5);
  for (const { cell, i } of settled) {
    expect(simd![i]!.finalLoss / cell.finalLoss).toBeCloseTo(1, 6);
    expect(js![i]!.finalLoss / cell.finalLoss).toBeCloseTo(1, 6);
  }
});

test('a cancelled block goes on with the cells that it lacks, to the same bits, and the arena is given back', async () => {
  const { experiment, setup } = await setUpGrid(
    { model: { kind: 'logistic' }, optimizers },
    bundledTable('breast-cancer', 'binary'),
  );
  const used = setup.kernels.arena.used;
  const job = { kind: 'cells', optimizer: 1, from: 41 * 160, to: 41 * 166, minimum: null } as const;
  let turns = 0;
  const whole = executeCells(experiment, job, setup, null, () => ++turns < 0);
  const keyOf = ({ stepSize, damping }: GridCell) => `${stepSize} ${damping}`;
  const positions = new Map(whole.map((cell, i) => [keyOf(cell), job.from + i]));
  const told: GridCell[] = [];
  const port = { postMessage: (message: unknown) => told.push(...(message as { cells: GridCell[] }).cells) };

  let asked = 0;
  const before = executeCells(experiment, job, setup, port, () => ++asked > turns / 2);
  expect(before).toEqual(whole.slice(0, before.length));
  const known = told.map((cell) => positions.get(keyOf(cell))!);
  // Some cells behind the first unfinished one are done.
  expect(known.length).toBeGreaterThan(before.length);
  expect(known.length).toBeLessThan(whole.length);
  const after = executeCells(experiment, { ...job, known }, setup, port, () => false);
  expect(after).toEqual(whole.filter((_, i) => !known.includes(job.from + i)));
  expect(new Set(told.map(keyOf)).size).toBe(whole.length);
  expect(told.length).toBe(whole.length);
  expect(setup.kernels.arena.used).toBe(used);
});

test('what the batched path cannot do takes the plain one', async () => {
  const grid = await setUpGrid(
    {
      model: { kind: 'linear' },
      optimizers: [
        { id: 'a', kind: 'ngd', stepSize: { values: [0.5, 1] }, damping: 1e-3, schedule: 'inverse' },
      ],
      iterations: 3,
    },
    bundledTable('boston', 'regression'),
  );
  const { compared, wrong } = compareWithPlain(grid, 2);
  expect([compared, wrong.length]).toEqual([2, 0]);
});
