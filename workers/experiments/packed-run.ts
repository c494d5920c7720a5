/** A run on a packed problem: the loop of run.ts for what the kernels do by themselves. */

import type { Damping } from '#contract/ranges.ts';
import type { RunStatus } from '#contract/results.ts';
import type { Preconditioner } from './batched/lane-evaluator.ts';
import { divergenceLimit, isDiverged } from './divergence.ts';
import type { PackedProblem } from './packed-problem.ts';
import type { Running } from './slots.ts';

/** What these runs can record. */
export const packedQuantities = ['loss', 'gradientNorm', 'stepNorm', 'cosineToNaturalGradient'] as const;
export type PackedQuantity = (typeof packedQuantities)[number];

export interface PackedRunInput {
  readonly start: Float64Array;
  readonly preconditioner: Preconditioner;
  readonly stepSize: number;
  readonly damping: Damping | null;
  readonly iterations: number;
  readonly stop: Running['stop'];
  readonly record: readonly PackedQuantity[];
}

export interface PackedRun {
  readonly status: RunStatus;
  /** A number a state (a step for the step norm); fewer where the run ended early. */
  readonly series: Readonly<Record<string, Float64Array>>;
  /** The last state (D). */
  readonly theta: Float64Array;
}

/** @param cancelled asked before every iteration; null is returned then */
export function packedRun(
  problem: PackedProblem,
  { start, preconditioner, stepSize, damping, iterations, stop, record }: PackedRunInput,
  cancelled: () => boolean,
): PackedRun | null {
  problem.theta.set(start);
  const series = new Map(record.map((name) => [name, [] as number[]]));
  // The directions of the last state, and of one that ends the run, are only for the record.
  const always = record.some((name) => name === 'gradientNorm' || name === 'cosineToNaturalGradient');
  let limit = Infinity;
  for (let k = 0; ; k++) {
    const loss = problem.evaluate();
    series.get('loss')?.push(loss);
    if (k === 0) limit = divergenceLimit(loss, stop.divergenceFactor);
    const diverged = isDiverged(loss, limit);
    let gradientNorm = Number.NaN;
    let solvable = true;
    if (always || !(diverged || k === iterations)) {
      gradientNorm = problem.gradient();
      solvable = problem.propose(preconditioner, damping ?? 0);
      series.get('gradientNorm')?.push(gradientNorm);
      series
        .get('cosineToNaturalGradient')
        ?.push(solvable ? problem.cosine(preconditioner, damping) : Number.NaN);
    }
    const ended = (status: RunStatus): PackedRun => ({
      status,
      series: Object.fromEntries(Array.from(series, ([name, values]) => [name, Float64Array.from(values)])),
      theta: problem.theta.slice(),
    });
    if (diverged) return ended('diverged');
    if (k === iterations || (stop.gradientNorm > 0 && gradientNorm <= stop.gradientNorm)) {
      return ended('completed');
    }
    if (cancelled()) return null;
    if (!solvable) return ended('failed');
    const stepNorm = problem.step(stepSize);
    series.get('stepNorm')?.push(stepNorm);
  }
}
