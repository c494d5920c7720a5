/** Rules that know the gradient alone: what sgd, momentum, sign, AdaGrad, RMSProp and Adam share. */

import type { Schedule } from '#contract/optimizers.ts';
import type { Optimizer, OptimizerContext } from './optimizer.ts';
import { steppingRule, undamped } from './stepping.ts';

export interface GradientRuleOptions {
  readonly stepSize: number;
  readonly schedule: Schedule;
  readonly batchSize: number;
  readonly replacement: boolean | 'epoch';
}

/** From a gradient to a direction, with a state that starts at zero. */
export interface Transform {
  /**
   * Writes the direction for gradient g (D) at step t (from 1) into `out`, and into `next` the state after the step.
   * @param state the vectors (D each) of the step before
   */
  apply(
    g: Float64Array,
    t: number,
    state: readonly Float64Array[],
    next: readonly Float64Array[],
    out: Float64Array,
  ): void;
  /** How many vectors the state has. */
  readonly states: number;
}

export function gradientRule(
  options: GradientRuleOptions,
  context: OptimizerContext,
  { apply, states }: Transform,
): Optimizer {
  const vectors = () => Array.from({ length: states }, () => new Float64Array(context.point.theta.length));
  let state = vectors();
  let next = vectors();
  return steppingRule(options, context, {
    propose(point, t, out) {
      apply(point.gradient, t, state, next, out);
      return undamped;
    },
    commit() {
      [state, next] = [next, state];
    },
    preconditioner: () => null,
    observesRatio: false,
    gradientEvaluations: (rows) => rows,
  });
}
