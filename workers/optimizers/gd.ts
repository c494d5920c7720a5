/** Gradient descent: theta <- theta - gamma g, on the full batch or on mini-batches. */

import type { OptimizerFactory } from './optimizer.ts';
import { steppingRule, undamped } from './stepping.ts';

export const gd: OptimizerFactory<'gd'> = (options, context) =>
  steppingRule(options, context, {
    propose(point, _t, out) {
      out.set(point.gradient);
      return undamped;
    },
    preconditioner: () => null,
    commit: () => undefined,
    observesRatio: false,
    gradientEvaluations: (rows) => rows,
  });
