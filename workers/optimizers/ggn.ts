/** Generalized Gauss-Newton: B is the GGN of a split of the loss (Eq. 10), plus the penalty's own curvature. */

import type { OptimizerFactory } from './optimizer.ts';
import { matrixOf, preconditionedRule } from './preconditioned.ts';

export const ggn: OptimizerFactory<'ggn'> = (options, context) => {
  const { split, structure, cgIterations, cgTolerance } = options;
  const penalty = context.point.objective.l2;
  const source = matrixOf({ matrix: 'ggn', split, structure, cgIterations, cgTolerance, penalty });
  return preconditionedRule(options, context, source);
};
