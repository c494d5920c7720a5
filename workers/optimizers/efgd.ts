/** Empirical Fisher gradient descent: B is the empirical Fisher (Eq. 3) plus the penalty's own curvature. */

import type { OptimizerFactory } from './optimizer.ts';
import { preconditionedRule } from './preconditioned.ts';

export const efgd: OptimizerFactory<'efgd'> = (options, context) => {
  const penalty = context.point.objective.l2;
  return preconditionedRule(options, context, {
    at: (point) => point.matrix({ matrix: 'empirical-fisher', structure: options.structure, penalty }),
    gradientEvaluations: () => 0,
  });
};
