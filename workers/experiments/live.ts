/**
 * A comparison recomputed while a slider moves: all optimizers of an experiment, within one frame for problems of a few
 * hundred rows and tens of columns. Linear predictors run straight on the kernels (packed-problem.ts); whatever that
 * path cannot do takes the plain one. The numbers are those of a run, to rounding.
 */

import type { RunStatus } from '#contract/results.ts';
import { withKernels } from '../kernels/active.ts';
import { batchedPreconditioner } from './batched/batch-support.ts';
import { cellAt, gridOf } from './grid.ts';
import { PackedProblem, packedQuantities, type Cell, type PackedQuantity } from './packed-problem.ts';
import { runInput } from './run-job.ts';
import { runOptimizer } from './run.ts';
import type { Setup } from './setup.ts';
import type { Running } from './slots.ts';

export interface LiveRun {
  readonly optimizer: string;
  readonly status: RunStatus;
  /** A number a state (a step for the step norm); fewer where the run ended early. */
  readonly series: Readonly<Record<string, Float64Array>>;
  /** The last state (D). */
  readonly theta: Float64Array;
}

/**
 * Runs every optimizer once (a searched one at the first point of its ranges), and records what the experiment asks
 * for of `packedQuantities`, at every state.
 * @param cancelled asked before every optimizer: a newer request makes this one worthless. Returns null then.
 */
export function liveComparison(
  experiment: Running,
  setup: Setup,
  cancelled: () => boolean = () => false,
): LiveRun[] | null {
  const record = packedQuantities.filter((name) => name === 'loss' || experiment.record?.includes(name));
  return withKernels(setup.kernels, () => {
    const runs: LiveRun[] = [];
    let packed: PackedProblem | null = null;
    for (const [optimizer, spec] of experiment.optimizers.entries()) {
      if (cancelled()) return null;
      const preconditioner = batchedPreconditioner(experiment, spec, setup.problem);
      const cell = cellAt(gridOf(spec), 0);
      if (preconditioner === null) {
        runs.push(plainRun(experiment, setup, optimizer, cell, record));
        continue;
      }
      packed ??= new PackedProblem(setup);
      runs.push({ optimizer: spec.id, ...packed.run(experiment, preconditioner, cell, record) });
    }
    return runs;
  });
}

function plainRun(
  experiment: Running,
  setup: Setup,
  optimizer: number,
  cell: Cell,
  record: readonly PackedQuantity[],
): LiveRun {
  const input = runInput(experiment, setup, { optimizer, repeat: 0, factor: null, minimum: null, ...cell });
  const { status, series, theta } = runOptimizer(
    { ...input, record, recordEvery: 1 },
    { cancelled: () => false, advanced: () => undefined },
  );
  return {
    optimizer: experiment.optimizers[optimizer]!.id,
    status,
    series: Object.fromEntries(
      Object.entries(series).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
    theta,
  };
}
