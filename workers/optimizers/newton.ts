/** Newton's method: B is the Hessian. */

import type { OptimizerFactory } from './optimizer.ts';
import { matrixOf, preconditionedRule } from './preconditioned.ts';

export const newton: OptimizerFactory<'newton'> = (options, context) => {
  const { structure, cgIterations, cgTolerance } = options;
  const source = matrixOf({ matrix: 'hessian', structure, cgIterations, cgTolerance });
  return preconditionedRule(options, context, source);
};
