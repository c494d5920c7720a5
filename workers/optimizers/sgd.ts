/** Stochastic gradient descent: theta <- theta - gamma g, g the mini-batch gradient. */

import { gradientRule } from './gradient-rule.ts';
import type { OptimizerFactory } from './optimizer.ts';

export const sgd: OptimizerFactory<'sgd'> = (options, context) =>
  gradientRule(options, context, {
    states: 0,
    apply: (g, _t, _state, _next, out) => out.set(g),
  });
