/** An update rule: where it stands, what it did, and nothing about loops, stops, records or files. */

import type { OptimizerKind, OptimizerOf } from '#contract/optimizers.ts';
import type { RunEvent } from '#contract/results.ts';
import type { CurvatureMatrix } from '../curvature/curvature.ts';
import type { Objective } from '../models/objective.ts';

/** What a rule may use besides its options. */
export interface OptimizerContext {
  /** The full training objective. */
  readonly objective: Objective;
  /** Root seed of this run's random streams (the optimizer's or the experiment's, plus the repeat). */
  readonly seed: number;
  /** Iterations planned (for the cosine schedule). */
  readonly iterations: number;
}

/** What one step did. `theta` was updated in place. */
export interface StepReport {
  /** lambda that the solve used, raises included; null for rules without damping. */
  readonly damping: number | null;
  readonly events: readonly Omit<RunEvent, 'iteration'>[];
  /** One-row gradients evaluated in this step. */
  readonly gradientEvaluations: number;
  /** Rows visited in this step (an epoch is N of them). */
  readonly rowsVisited: number;
  /** -(g.d + d.B0.d/2) of the step d, where B0 exists and it was asked for; else NaN. */
  readonly predictedDecrease: number;
}

export interface Optimizer {
  /**
   * The direction the rule would take at theta (before step size), for the cosine: B^{-1} g or its like, written to
   * `out`. Must not change the rule's state.
   */
  direction(theta: Float64Array, out: Float64Array): void;
  /** The undamped preconditioner at theta, or null for rules without one. */
  preconditioner(theta: Float64Array): CurvatureMatrix | null;
  /** One update of theta in place; t counts from 1. Throws SingularMatrixError when no damping helps. */
  step(theta: Float64Array, t: number): StepReport;
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
