/** Which grids the batched path runs; every other one takes the plain path, with the same results. */

import type { OptimizerSpec } from '#contract/optimizers.ts';
import type { Problem } from '../../data/problem.ts';
import type { Running } from '../slots.ts';
import { fitsLanes } from './lane-design.ts';
import type { Preconditioner } from './lane-evaluator.ts';

/** The preconditioner of the batched path, or null where the plain path has to do it. */
export function batchedPreconditioner(
  experiment: Running,
  optimizer: OptimizerSpec,
  problem: Problem,
): Preconditioner | null {
  const { model, start, stop, iterations } = experiment;
  if (model.kind !== 'linear' && model.kind !== 'logistic') return null;
  if (optimizer.schedule !== 'constant' || (optimizer.batchSize ?? null) !== null) return null;
  if (stop.divergenceFactor < 1 || iterations === 0) return null;
  // Repeats differ in their random starts only; with several of them a cell stands for more than one run.
  const severalRuns =
    experiment.kind === 'compare' && experiment.selection === 'median' && experiment.repeats > 1;
  if (severalRuns && (start.kind === 'normal' || start.kind === 'xavier')) return null;
  const preconditioner = preconditionerOf(optimizer);
  if (preconditioner === null || !fitsLanes(problem.train.design)) return null;
  return preconditioner;
}

function preconditionerOf(optimizer: OptimizerSpec): Preconditioner | null {
  if (optimizer.kind === 'gd') return optimizer.lineSearch === 'none' ? 'identity' : null;
  if (
    optimizer.kind !== 'ngd' &&
    optimizer.kind !== 'efgd' &&
    optimizer.kind !== 'newton' &&
    optimizer.kind !== 'ggn'
  ) {
    return null;
  }
  const { structure, dampingRule, rejectSteps, lineSearch } = optimizer;
  if (structure !== 'full' || dampingRule !== 'fixed' || rejectSteps || lineSearch !== 'none') return null;
  if (optimizer.kind === 'efgd') return 'empirical-fisher';
  if (optimizer.kind === 'ngd' && optimizer.fisher !== 'exact') return null;
  // Canonical: the Fisher (Prop. 1); trivial: the Hessian; for a linear predictor these are one matrix.
  if (optimizer.kind === 'ggn' && optimizer.split === 'empirical') return null;
  return 'fisher';
}
