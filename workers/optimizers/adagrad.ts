/** AdaGrad: s <- s + g^2, theta <- theta - gamma g/(sqrt(s) + epsilon), entry by entry. */

import { gradientRule } from './gradient-rule.ts';
import type { OptimizerFactory } from './optimizer.ts';

export const adagrad: OptimizerFactory<'adagrad'> = (options, context) =>
  gradientRule(options, context, {
    states: 1,
    apply(g, _t, [s], [nextS], out) {
      for (let i = 0; i < g.length; i++) {
        const sum = s![i]! + g[i]! * g[i]!;
        nextS![i] = sum;
        out[i] = g[i]! / (Math.sqrt(sum) + options.epsilon);
      }
    },
  });
