/** An update rule: where it stands, what it did, and nothing about loops, stops, records or files. */

import type { OptimizerKind, OptimizerOf } from '#contract/optimizers.ts';
import type { RunEvent } from '#contract/results.ts';
import type { CurvatureMatrix } from '../curvature/curvature.ts';
import type { Point } from './point.ts';

/** What a rule may use besides its options. */
export interface OptimizerContext {
  /** The full training objective at the current theta; shared with what the run records. */
  readonly point: Point;
  /** Root seed of this run's random streams (the optimizer's or the experiment's, plus the repeat). */
  readonly seed: number;
  /** Iterations planned (for the cosine schedule). */
  readonly iterations: number;
  /** Whether step reports give the predicted and the actual decrease. */
  readonly predict: boolean;
}

/** What a rule would do at theta, before step size and schedule. */
export interface Proposal {
  /** B^{-1} g or its like (D): theta moves by minus step size times it. Owned by the rule, valid until it steps. */
  readonly direction: Float64Array;
  /** lambda that the solve used, raises included; null for rules without damping. */
  readonly damping: number | null;
  /** lambda that was asked for: a relative one resolved, a damping rule applied; null for rules without damping. */
  readonly requestedDamping: number | null;
  readonly events: readonly RuleEvent[];
}

/** A run event before the run adds its iteration. */
export interface RuleEvent {
  readonly kind: RunEvent['kind'];
  readonly message: string;
  readonly [detail: string]: unknown;
}

/** What one step did. `theta` was updated in place. */
export interface StepReport {
  readonly events: readonly RuleEvent[];
  /** One-row gradients evaluated in this step. */
  readonly gradientEvaluations: number;
  /** Rows visited in this step (an epoch is N of them). */
  readonly rowsVisited: number;
  /**
   * -(g.d + d.B0.d/2) and L(theta) - L(theta + d) of the step d that was tried (also when it was rejected), on the
   * rows that the step used. NaN unless asked for, and for rules without a matrix.
   */
  readonly predictedDecrease: number;
  readonly actualDecrease: number;
}

export interface Optimizer {
  /**
   * What the next step would do from theta. Does not change the rule's state; asked again for the same theta it
   * costs nothing. Throws SingularMatrixError when no damping helps.
   */
  propose(theta: Float64Array): Proposal;
  /** The undamped preconditioner at theta, or null for rules without one. */
  preconditioner(theta: Float64Array): CurvatureMatrix | null;
  /** The next step: one update of theta in place. Throws SingularMatrixError when no damping helps. */
  step(theta: Float64Array): StepReport;
}

/** Options of a run: the spec's, with numbers in place of ranges. */
export type ConcreteOptions<K extends OptimizerKind> = Omit<OptimizerOf<K>, 'stepSize' | 'damping'> & {
  readonly stepSize: number;
  readonly damping: number | { readonly relative: number };
};

export type OptimizerFactory<K extends OptimizerKind> = (
  options: ConcreteOptions<K>,
  context: OptimizerContext,
) => Optimizer;
