/** Rows on whole iterations: a grid cell's, a single run's, and the comparison that follows a slider. */

import { bundledTable, a1aTable } from '../tests/support/experiments.ts';
import { setUpGrid, type GridSetup } from '../tests/support/grids.ts';
import type { ModelSpec } from '#contract/model.ts';
import { optimizerSchema } from '#contract/optimizers.ts';
import { sharedFloat64, type Design } from '#workers/data/problem.ts';
import { withKernels } from '#workers/kernels/active.ts';
import { LANES, type Kernels } from '#workers/kernels/kernels.ts';
import { teamOf } from '#workers/linalg/team.ts';
import { createObjective } from '#workers/models/create-objective.ts';
import { Point } from '#workers/optimizers/point.ts';
import { createOptimizer } from '#workers/optimizers/registry.ts';
import { RandomStream } from '#workers/random.ts';
import { laneDesign } from '#workers/experiments/batched/lane-design.ts';
import { LaneEvaluator, SLOTS } from '#workers/experiments/batched/lane-evaluator.ts';
import { liveComparison } from '#workers/experiments/live.ts';
import { packedQuantities } from '#workers/experiments/packed-run.ts';
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

/**
 * One NGD iteration with loss as the grid search does it: sixteen cells together, per cell.
 * @param loop published: NumPy as the published program writes it; careful: outputs shared between loss and step
 */
export function cellIteration({ name, logistic, grid }: NamedGrid, loop: 'published' | 'careful'): Measured {
  const { kernels, objective, problem } = grid.setup;
  const design = laneDesign(kernels, problem.train.design);
  const evaluator = new LaneEvaluator(kernels, design, objective, 'fisher');
  const theta = new Float64Array(objective.dimension);
  const groups = 2 ** (SLOTS / LANES) - 1;
  for (let slot = 0; slot < SLOTS; slot++) evaluator.setTheta(slot, theta);
  return {
    group: 'iterations',
    name: `NGD iteration with loss, ${name}, in a grid${loop === 'careful' ? ' (careful loop)' : ''}`,
    run: () => {
      evaluator.evaluateLosses(groups);
      evaluator.evaluateGradients(groups);
      for (let group = 0; group < SLOTS / LANES; group++) evaluator.solve(group, [1e-6, 1e-6, 1e-6, 1e-6]);
      for (let slot = 0; slot < SLOTS; slot++) evaluator.setTheta(slot, evaluator.vector(slot).fill(0));
    },
    count: SLOTS,
    ...denseOperations(problem.train.design, logistic),
    twin: {
      row: loop === 'published' ? 'published_iteration' : 'iteration',
      sizes: { ...listsOf(grid), logistic },
    },
    target: loop === 'published' ? (targets[name] ?? null) : null,
    note:
      loop === 'published'
        ? 'NumPy: the published loop, outputs computed for the step and again for the loss'
        : 'NumPy: outputs shared between loss, gradient and Fisher',
  };
}

/** X theta, X^T r, the Fisher and its Cholesky factor; nothing is said of designs that index lists take. */
function denseOperations({ kind, rows, columns }: Design, logistic: boolean): { operations?: number } {
  if (kind !== 'dense' || !logistic || columns > 100) return {};
  return { operations: rows * columns * (columns + 5) + columns ** 3 / 3 };
}

/**
 * The comparison of GD, NGD and EFGD, 100 iterations each, warm: from the spec to the series.
 * @param record losses: what a slider asks for; usual: every series that a comparison records by default, the cosine to
 *   the natural gradient among them, for which each state of GD and EFGD needs the Fisher too
 */
export function comparison({ name, grid }: NamedGrid, record: 'losses' | 'usual'): Measured {
  const { experiment, setup } = grid;
  const asked = { ...experiment, record: record === 'losses' ? ['loss' as const] : [...packedQuantities] };
  return {
    group: 'live',
    name: `GD, NGD and EFGD, 100 iterations, ${name}, ${record === 'losses' ? 'losses' : 'all usual series'}`,
    run: () => void liveComparison(asked, setup),
    twin: record === 'losses' ? { row: 'comparison', sizes: listsOf(grid) } : null,
    target: null,
    ...(record === 'losses' ? { limitSeconds: frame } : {}),
    note: record === 'losses' ? 'one frame of 60 Hz is 16.7 ms' : '',
  };
}

/** What a comparison that follows a slider may take. */
const frame = 0.016;

/** Outputs, gradient, derivatives and second moments of both layers, and the input factor's Cholesky and solves. */
function kfacOperations(n: number, inputs: number, hidden: number, outputs: number): number {
  const layers = 4 * n * inputs * hidden + 4 * n * hidden * outputs;
  const factors = outputs * n * (hidden * (hidden + 1) + 2 * hidden * outputs);
  return layers + factors + (inputs + 1) ** 3 / 3 + 2 * (inputs + 1) ** 2 * hidden;
}

/** Steps of a sample: a run brings its data to the kernels once, not at every step. */
const kfacSteps = 4;

/** One K-FAC step of a 784-100-10 network on 1,000 rows, the constant factor of the inputs cached. */
export function kfacStep(kernels: Kernels, threads: 1 | 2): Measured {
  const [rows, inputs] = [1000, 784];
  const random = new RandomStream(3, 'bench');
  const values = sharedFloat64(rows * inputs);
  for (let i = 0; i < values.length; i++) values[i] = random.uniform();
  const target = sharedFloat64(rows).map(() => random.below(10));
  const design = { kind: 'dense', rows, columns: inputs, values } as const;
  const model: ModelSpec = { kind: 'mlp', hidden: [100], activation: 'tanh', output: 'softmax', l2: 0 };
  const objective = createObjective(model, { design, target }, 10, 'mean');
  const theta = Float64Array.from({ length: objective.dimension }, () => 0.03 * random.normal());
  const spec = optimizerSchema.parse({
    id: 'kfac',
    kind: 'ngd',
    stepSize: 1e-3,
    damping: 1e-3,
    structure: 'kronecker',
  });
  const point = new Point(objective);
  const rule = createOptimizer(spec, 1e-3, 1e-3, { point, seed: 0, iterations: 1, predict: false });
  const team = teamOf(kernels, threads);
  return {
    group: 'kfac',
    name: `K-FAC step, 784-100-10, 1,000 rows, ${threads === 1 ? 'one thread' : 'two threads'}`,
    run: () => {
      withKernels(
        kernels,
        () => {
          for (let step = 0; step < kfacSteps; step++) {
            point.moveTo(theta);
            rule.step(theta);
          }
        },
        team,
      );
    },
    twin: { row: 'kfac', sizes: { n: rows, inputs, hidden: 100, outputs: 10 } },
    target: threads === 2 ? 0.8 : null,
    note: threads === 1 ? 'one thread each' : 'two threads each',
    operations: kfacOperations(rows, inputs, 100, 10),
    threads,
    count: kfacSteps,
    rounds: 7,
  };
}
