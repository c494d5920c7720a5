/** Rules theta <- theta - gamma (B + lambda I)^{-1} g: what Newton, NGD, EFGD and GGN share. */

import type { CurvatureMatrix } from '../curvature/curvature.ts';
import { DampingControl, raiseEvents, type DampingRule } from './damping.ts';
import type { Optimizer, OptimizerContext } from './optimizer.ts';
import type { Point } from './point.ts';
import { steppingRule, type SteppingOptions } from './stepping.ts';

export interface PreconditionedOptions extends SteppingOptions {
  readonly damping: number | { readonly relative: number };
  readonly dampingRule: DampingRule;
}

/** Where the matrix B of a step comes from. */
export interface MatrixSource {
  /** B at a point for step t (from 1), penalty included. Does not change state. */
  at(point: Point, t: number): CurvatureMatrix;
  /** One-row gradients that B takes besides those of the gradient itself, for so many rows. */
  gradientEvaluations(rows: number): number;
}

export function preconditionedRule(
  options: PreconditionedOptions,
  context: OptimizerContext,
  source: MatrixSource,
): Optimizer {
  const damping = new DampingControl(options.damping, options.dampingRule);
  return steppingRule(options, context, {
    propose(point, t, out) {
      const matrix = source.at(point, t);
      const requestedDamping = damping.lambdaFor(matrix);
      const solved = matrix.solve(point.gradient, requestedDamping, out);
      return { damping: solved.damping, requestedDamping, events: raiseEvents(requestedDamping, solved) };
    },
    preconditioner: (point, t) => source.at(point, t),
    commit: (ratio) => damping.observe(ratio),
    observesRatio: damping.adapts,
    gradientEvaluations: (rows) => rows + source.gradientEvaluations(rows),
  });
}
