/** SGD with momentum: v <- beta v + g, theta <- theta - gamma v. */

import { gradientRule } from './gradient-rule.ts';
import type { OptimizerFactory } from './optimizer.ts';

export const momentum: OptimizerFactory<'momentum'> = (options, context) =>
  gradientRule(options, context, {
    states: 1,
    apply(g, _t, [v], [nextV], out) {
      for (let i = 0; i < g.length; i++) {
        const velocity = options.beta1 * v![i]! + g[i]!;
        nextV![i] = velocity;
        out[i] = velocity;
      }
    },
  });
