/**
 * A comparison recomputed while a slider moves: all optimizers of an experiment, within one frame for problems of a few
 * hundred rows and tens of columns. Linear predictors run straight on the kernels (packed-run.ts); whatever that
 * path cannot do takes the plain one. The numbers are those of a run, to rounding.
 */

import { withKernels } from '../kernels/active.ts';
import { batchedPreconditioner } from './batched/batch-support.ts';
import { cellAt, gridOf } from './grid.ts';
import { PackedProblem } from './packed-problem.ts';
import { packedQuantities, packedRun, type PackedRun } from './packed-run.ts';
import { runInput } from './run-job.ts';
import { runOptimizer, type RunInput } from './run.ts';
import type { Setup } from './setup.ts';
import type { Running } from './slots.ts';

export interface LiveRun extends PackedRun {
  readonly optimizer: string;
}

/**
 * Runs every optimizer once (a searched one at the first point of its ranges), and records what the experiment asks
 * for of `packedQuantities`, at every state.
 * @param cancelled asked before every iteration: a newer request makes this one worthless. Returns null then.
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
      const preconditioner = batchedPreconditioner(experiment, spec, setup.problem);
      const cell = cellAt(gridOf(spec), 0);
      let run: PackedRun | null;
      if (preconditioner === null) {
        const place = { optimizer, repeat: 0, factor: null, minimum: null };
        run = plainRun({ ...runInput(experiment, setup, { ...place, ...cell }), record }, cancelled);
      } else {
        packed ??= new PackedProblem(setup);
        const { iterations, stop } = experiment;
        const start = setup.startAt(0, null, null);
        run = packedRun(packed, { start, preconditioner, ...cell, iterations, stop, record }, cancelled);
      }
      if (run === null) return null;
      runs.push({ optimizer: spec.id, ...run });
    }
    return runs;
  });
}

function plainRun(input: RunInput, cancelled: () => boolean): PackedRun | null {
  const { status, series, theta } = runOptimizer(
    { ...input, recordEvery: 1 },
    { cancelled, advanced: () => undefined },
  );
  if (status === 'cancelled') return null;
  return {
    status,
    series: Object.fromEntries(
      Object.entries(series).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
    theta,
  };
}
