/**
 * Adam: m <- beta1 m + (1 - beta1) g, v <- beta2 v + (1 - beta2) g^2, entry by entry, and
 * theta <- theta - gamma mhat/(sqrt(vhat) + epsilon) with mhat = m/(1 - beta1^t), vhat = v/(1 - beta2^t).
 */

import { gradientRule } from './gradient-rule.ts';
import type { OptimizerFactory } from './optimizer.ts';

export const adam: OptimizerFactory<'adam'> = (options, context) => {
  const { beta1, beta2, epsilon } = options;
  return gradientRule(options, context, {
    states: 2,
    apply(g, t, [m, v], [nextM, nextV], out) {
      const firstCorrection = 1 - beta1 ** t;
      const secondCorrection = 1 - beta2 ** t;
      for (let i = 0; i < g.length; i++) {
        const first = beta1 * m![i]! + (1 - beta1) * g[i]!;
        const second = beta2 * v![i]! + (1 - beta2) * g[i]! * g[i]!;
        nextM![i] = first;
        nextV![i] = second;
        out[i] = first / firstCorrection / (Math.sqrt(second / secondCorrection) + epsilon);
      }
    },
  });
};
