/** Natural gradient descent: B is the Fisher information of the model (Eq. 4). */

import type { OptimizerFactory } from './optimizer.ts';
import { preconditionedRule } from './preconditioned.ts';

export const ngd: OptimizerFactory<'ngd'> = (options, context) =>
  preconditionedRule(options, context, {
    at: (point) => point.matrix({ matrix: 'fisher', structure: options.structure }),
    gradientEvaluations: () => 0,
  });
