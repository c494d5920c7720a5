/** Newton's method: B is the Hessian. */

import type { OptimizerFactory } from './optimizer.ts';
import { preconditionedRule } from './preconditioned.ts';

export const newton: OptimizerFactory<'newton'> = (options, context) =>
  preconditionedRule(options, context, {
    at: (point) => point.matrix({ matrix: 'hessian', structure: options.structure }),
    gradientEvaluations: () => 0,
  });
