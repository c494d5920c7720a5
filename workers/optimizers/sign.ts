/** Sign descent: theta <- theta - gamma sign(g), sign(0) = 0. */

import { gradientRule } from './gradient-rule.ts';
import type { OptimizerFactory } from './optimizer.ts';

export const sign: OptimizerFactory<'sign'> = (options, context) =>
  gradientRule(options, context, {
    states: 0,
    apply(g, _t, _state, _next, out) {
      for (let i = 0; i < g.length; i++) out[i] = Math.sign(g[i]!);
    },
  });
