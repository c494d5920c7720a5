/** Rows on whole iterations: a grid cell's, a single run's, and the comparison that follows a slider. */

import { bundledTable, a1aTable } from '../tests/support/experiments.ts';
import { setUpGrid, type GridSetup } from '../tests/support/grids.ts';
import { LANES } from '#workers/kernels/kernels.ts';
import { laneDesign } from '#workers/experiments/batched/lane-design.ts';
import { LaneEvaluator, SLOTS } from '#workers/experiments/batched/lane-evaluator.ts';
import { liveComparison } from '#workers/experiments/live.ts';
import { denseRows } from '#workers/models/design.ts';
import type { Measured } from './measure.ts';

export interface NamedGrid {
  readonly name: string;
  readonly logistic: boolean;
  readonly grid: GridSetup;
}

const optimizers = [
  { id: 'gd', kind: 'gd', stepSize: 1e-5 },
  { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 },
  { id: 'efgd', kind: 'efgd', stepSize: 0.01, damping: 1e-6 },
];

/** The data sets of the rows; a1a only where its file is. */
export async function benchGrids(): Promise<NamedGrid[]> {
  const sets = [
    { name: 'BreastCancer', logistic: true, table: bundledTable('breast-cancer', 'binary') },
    { name: 'Wine', logistic: false, table: bundledTable('wine', 'regression') },
    { name: 'a1a', logistic: true, table: a1aTable() },
  ];
  const grids: NamedGrid[] = [];
  for (const { name, logistic, table } of sets) {
    if (table === null) continue;
    const grid = await setUpGrid({ model: { kind: logistic ? 'logistic' : 'linear' }, optimizers }, table);
    grids.push({ name, logistic, grid });
  }
  return grids;
}

/** The design and target as plain lists, for the twins. */
export function listsOf({ setup }: GridSetup): { x: number[][]; y: number[] } {
  const { design, target } = setup.problem.train;
  const { rows, columns } = design;
  const values = denseRows(design, 0, rows, new Float64Array(rows * columns));
  return {
    x: Array.from({ length: rows }, (_, n) => Array.from(values.subarray(n * columns, (n + 1) * columns))),
    y: Array.from(target),
  };
}

const targets: Readonly<Record<string, number>> = { BreastCancer: 4, Wine: 9, a1a: 8 };

/** One NGD iteration with loss as the grid search does it: sixteen cells together, per cell. */
export function cellIteration({ name, logistic, grid }: NamedGrid): Measured {
  const { kernels, objective, problem } = grid.setup;
  const design = laneDesign(kernels, problem.train.design);
  const evaluator = new LaneEvaluator(kernels, design, objective, 'fisher');
  const theta = new Float64Array(objective.dimension);
  const groups = 2 ** (SLOTS / LANES) - 1;
  for (let slot = 0; slot < SLOTS; slot++) evaluator.setTheta(slot, theta);
  return {
    group: 'iterations',
    name: `NGD iteration with loss, ${name}, in a grid`,
    run: () => {
      evaluator.evaluateLosses(groups);
      evaluator.evaluateGradients(groups);
      for (let group = 0; group < SLOTS / LANES; group++) evaluator.solve(group, [1e-6, 1e-6, 1e-6, 1e-6]);
      for (let slot = 0; slot < SLOTS; slot++) evaluator.setTheta(slot, evaluator.vector(slot).fill(0));
    },
    count: SLOTS,
    twin: { row: 'iteration', sizes: { ...listsOf(grid), logistic } },
    target: targets[name] ?? null,
  };
}

/** The comparison of GD, NGD and EFGD, 100 iterations each, warm: from the spec to the series. */
export function comparison({ name, grid }: NamedGrid): Measured {
  return {
    group: 'live',
    name: `GD, NGD and EFGD, 100 iterations, ${name}`,
    run: () => {
      liveComparison(grid.experiment, grid.setup);
    },
    twin: { row: 'comparison', sizes: listsOf(grid) },
    target: null,
    note: 'one frame of 60 Hz is 16.7 ms',
  };
}
