/** RMSProp: s <- decay s + (1 - decay) g^2, theta <- theta - gamma g/(sqrt(s) + epsilon), entry by entry. */

import { gradientRule } from './gradient-rule.ts';
import type { OptimizerFactory } from './optimizer.ts';

export const rmsprop: OptimizerFactory<'rmsprop'> = (options, context) =>
  gradientRule(options, context, {
    states: 1,
    apply(g, _t, [s], [nextS], out) {
      for (let i = 0; i < g.length; i++) {
        const average = options.decay * s![i]! + (1 - options.decay) * g[i]! * g[i]!;
        nextS![i] = average;
        out[i] = g[i]! / (Math.sqrt(average) + options.epsilon);
      }
    },
  });
