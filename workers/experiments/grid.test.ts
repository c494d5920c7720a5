import { describe, expect, test } from 'vitest';
import type { GridCell } from '#contract/results.ts';
import { runExperiment, tableOf } from '../../tests/support/experiments.ts';
import { differs } from './cells.ts';
import { cellAt, gridBlocks, gridOf, selectBest } from './grid.ts';

const cell = (part: Partial<GridCell>): GridCell => ({
  optimizer: 'o',
  stepSize: 1,
  damping: 0,
  status: 'completed',
  iterations: 100,
  finalLoss: 1,
  bestLoss: 1,
  tied: false,
  fragile: null,
  dampingRaised: false,
  ...part,
});

describe('the winner', () => {
  test('tied within 1e-12: the larger damping, then the smaller step size', () => {
    const cells = [
      cell({ finalLoss: 1 + 9e-13, damping: 1, stepSize: 3 }),
      cell({ finalLoss: 1, damping: 0.1, stepSize: 1 }),
      cell({ finalLoss: 1 + 2e-12, damping: 5, stepSize: 1 }),
      cell({ finalLoss: 1 + 5e-13, damping: 1, stepSize: 2 }),
    ];
    expect(selectBest(cells, 'last')).toEqual({ winner: 3, tied: [0, 1, 3] });
  });

  test('a negative minimum has its ties above it', () => {
    const cells = [cell({ finalLoss: -1 + 5e-13 }), cell({ finalLoss: -1 }), cell({ finalLoss: -1 + 5e-12 })];
    expect(selectBest(cells, 'last').tied).toEqual([0, 1]);
  });

  test('a diverged cell never wins over a completed one; `best` looks at the path', () => {
    const cells = [
      cell({ status: 'diverged', finalLoss: 0, bestLoss: 0 }),
      cell({ finalLoss: 2, bestLoss: 0.5 }),
      cell({ finalLoss: 1, bestLoss: 1 }),
    ];
    expect(selectBest(cells, 'last').winner).toBe(2);
    expect(selectBest(cells, 'best').winner).toBe(1);
  });

  test('where nothing completed, the lowest loss, and no ties', () => {
    const cells = [
      undefined,
      cell({ status: 'diverged', finalLoss: 7 }),
      cell({ status: 'diverged', finalLoss: Number.NaN }),
      cell({ status: 'failed', finalLoss: 3 }),
    ];
    expect(selectBest(cells, 'last')).toEqual({ winner: 3, tied: [] });
  });
});

test('cells run step size major; blocks cover each once', () => {
  const grid = gridOf({
    id: 'n',
    kind: 'ngd',
    stepSize: { logspace: [-2, 0, 3] },
    damping: { values: [1, 2] },
  } as never);
  expect(Array.from({ length: 6 }, (_, i) => cellAt(grid, i))).toEqual([
    { stepSize: 0.01, damping: 1 },
    { stepSize: 0.01, damping: 2 },
    { stepSize: 0.1, damping: 1 },
    { stepSize: 0.1, damping: 2 },
    { stepSize: 1, damping: 1 },
    { stepSize: 1, damping: 2 },
  ]);
  expect(() => cellAt(grid, 6)).toThrow(RangeError);
  const blocks = gridBlocks({ stepSizes: new Array(241).fill(1), dampings: new Array(41).fill(1) });
  expect(blocks[0]!.from).toBe(0);
  expect(blocks.at(-1)!.to).toBe(241 * 41);
  blocks.slice(1).forEach((block, i) => expect(block.from).toBe(blocks[i]!.to));
});

test('fragile: status, length, or more than 1e-8 of the last loss', () => {
  expect(differs(cell({}), cell({ finalLoss: 1 + 5e-9 }))).toBe(false);
  expect(differs(cell({}), cell({ finalLoss: 1 + 2e-8 }))).toBe(true);
  expect(differs(cell({}), cell({ iterations: 99 }))).toBe(true);
  expect(differs(cell({}), cell({ status: 'diverged' }))).toBe(true);
  expect(differs(cell({ finalLoss: Number.NaN }), cell({ finalLoss: Number.NaN }))).toBe(false);
  expect(differs(cell({ finalLoss: Number.NaN }), cell({}))).toBe(true);
});

// y = 2x + (1, -1, -1, 1): F = 7.5, and NGD's error contracts by 1 - gamma 7.5/(7.5 + lambda) a step.
const fourPoints = tableOf([[1], [2], [3], [4]], [3, 3, 5, 9], 'regression');

describe('a search', async () => {
  const { runs, best, grid, finished } = await runExperiment(
    {
      dataset: { id: 'test', bias: false },
      model: { kind: 'linear' },
      iterations: 3,
      optimizers: [
        { id: 'gd', kind: 'gd', stepSize: { values: [0.01, 0.1, 1] } },
        { id: 'ngd', kind: 'ngd', stepSize: { values: [1, 2] }, damping: { values: [0, 7.5] } },
      ],
      record: ['loss', 'stepNorm'],
    },
    fourPoints,
  );

  test('each cell has the closed form of its last loss', () => {
    const errors = [
      (1 - 0.075) ** 3,
      (1 - 0.75) ** 3,
      null, // diverges
      0, // NGD, step 1, damping 0
      0.5 ** 3, // step 1, damping 7.5
      (1 - 2) ** 3, // step 2, damping 0: jumps from side to side
      0, // step 2, damping 7.5
    ];
    errors.forEach((error, i) => {
      if (error === null) expect(grid[i]!.status).toBe('diverged');
      else expect(grid[i]!.finalLoss).toBeCloseTo(0.5 + 3.75 * (2 * error) ** 2, 12);
    });
  });

  test('winners with their series, ties and fragility', () => {
    expect(best['gd']).toEqual({ run: 0, stepSize: 0.1, damping: null, tied: 1 });
    // Two cells hit the minimum exactly: the larger damping wins although its step is larger.
    expect(best['ngd']).toEqual({ run: 1, stepSize: 2, damping: 7.5, tied: 2 });
    expect(grid.map((cell) => cell.tied)).toEqual([false, true, false, true, false, false, true]);
    expect(grid.map((cell) => cell.fragile)).toEqual([null, false, null, false, null, null, false]);
    expect(runs[1]!.finalLoss).toBe(grid[6]!.finalLoss);
    expect(runs[0]!.series['stepNorm']).toHaveLength(3);
  });

  test('the minimum comes last and holds up nothing', () => {
    expect(finished.at(-1)!.job.kind).toBe('minimum');
  });
});

test('selection median takes the median over the repeats', async () => {
  const spec = {
    dataset: { id: 'test', bias: false },
    model: { kind: 'linear' },
    iterations: 1,
    start: { kind: 'normal', scale: 5 },
    repeats: 3,
    record: ['loss'],
  };
  const search = await runExperiment(
    { ...spec, selection: 'median', optimizers: [{ id: 'gd', kind: 'gd', stepSize: { values: [0.01] } }] },
    fourPoints,
  );
  const single = await runExperiment(
    { ...spec, optimizers: [{ id: 'gd', kind: 'gd', stepSize: 0.01 }] },
    fourPoints,
  );
  const losses = single.runs.map((run) => run.finalLoss).sort((a, b) => a - b);
  expect(search.grid[0]!.finalLoss).toBe(losses[1]);
  expect(search.runs.map((run) => run.finalLoss)).toEqual(single.runs.map((run) => run.finalLoss));
});
