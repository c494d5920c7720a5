/**
 * The frame that all update rules share: draw the batch, ask the rule's own strategy for a direction, choose the
 * step size, take or reject the step, report. What differs between rules is the strategy alone.
 */

import type { Schedule } from '#contract/optimizers.ts';
import type { CurvatureMatrix } from '../curvature/curvature.ts';
import { addScaled, dot } from '../linalg/vector.ts';
import { batchSource, type BatchOptions } from './batches.ts';
import { armijoStepSize } from './line-search.ts';
import type { Optimizer, OptimizerContext, Proposal, RuleEvent, StepReport } from './optimizer.ts';
import { sameNumbers, type Point } from './point.ts';
import { scheduledStepSize } from './schedule.ts';

/** How a rule turns a gradient into a direction. Its state changes in `commit` only. */
export interface Strategy {
  /** Writes the direction of step t (from 1) at a point into `out`. */
  propose(point: Point, t: number, out: Float64Array): Omit<Proposal, 'direction'>;
  /** The undamped preconditioner that the proposal of step t uses, or null for rules without one. */
  preconditioner(point: Point, t: number): CurvatureMatrix | null;
  /**
   * Called once a step, after the last proposal for it.
   * @param ratio actual over predicted decrease of the step tried; NaN where `observesRatio` is false
   */
  commit(ratio: number): void;
  /** Whether `commit` needs the ratio (Levenberg-Marquardt). */
  readonly observesRatio: boolean;
  /** One-row gradients that a step on so many rows evaluates. */
  gradientEvaluations(rows: number): number;
}

export interface SteppingOptions extends BatchOptions {
  readonly stepSize: number;
  readonly schedule: Schedule;
  readonly lineSearch?: 'none' | 'armijo';
  readonly rejectSteps?: boolean;
}

/** The proposal of a rule without damping. */
export const undamped: Omit<Proposal, 'direction'> = { damping: null, requestedDamping: null, events: [] };

export function steppingRule(
  options: SteppingOptions,
  context: OptimizerContext,
  strategy: Strategy,
): Optimizer {
  const dimension = context.point.theta.length;
  const batchOf = batchSource(context.point, options, context.seed);
  const direction = new Float64Array(dimension);
  const proposedAt = new Float64Array(dimension);
  let proposal: Proposal | null = null;
  /** The step that comes next, from 1. */
  let t = 1;

  function propose(theta: Float64Array): Proposal {
    if (proposal !== null && sameNumbers(theta, proposedAt)) return proposal;
    proposal = null;
    const about = strategy.propose(batchOf(t).moveTo(theta), t, direction);
    proposedAt.set(theta);
    proposal = { ...about, direction };
    return proposal;
  }

  function step(theta: Float64Array): StepReport {
    const { events: proposalEvents } = propose(theta);
    const point = batchOf(t).moveTo(theta);
    const { objective } = point;
    const events: RuleEvent[] = [...proposalEvents];
    const { gradient, loss } = point;
    const slope = dot(gradient, direction);
    let stepSize = scheduledStepSize(options.schedule, options.stepSize, t, context.iterations);
    if (options.lineSearch === 'armijo') {
      const found = armijoStepSize((at) => objective.value(at), theta, loss, direction, slope, stepSize);
      if (found === null) events.push(lineSearchFailed(slope, stepSize));
      stepSize = found ?? 0;
    }
    const next = theta.slice();
    addScaled(next, -stepSize, direction);

    let predictedDecrease = Number.NaN;
    let actualDecrease = Number.NaN;
    const rejects = options.rejectSteps === true;
    const watches = strategy.observesRatio || context.predict;
    if (watches) predictedDecrease = predict(strategy.preconditioner(point, t), direction, slope, stepSize);
    if (rejects || watches) actualDecrease = loss - objective.value(next);
    const rejected = rejects && !(actualDecrease >= 0);
    if (rejected) events.push(stepRejected(-actualDecrease, stepSize));
    else theta.set(next);

    strategy.commit(decreaseRatio(actualDecrease, predictedDecrease));
    proposal = null;
    t += 1;
    return {
      events,
      gradientEvaluations: strategy.gradientEvaluations(objective.rows),
      rowsVisited: objective.rows,
      predictedDecrease: context.predict ? predictedDecrease : Number.NaN,
      actualDecrease: context.predict ? actualDecrease : Number.NaN,
    };
  }

  return {
    propose,
    step,
    preconditioner: (theta) => strategy.preconditioner(batchOf(t).moveTo(theta), t),
  };
}

/** -(g.d + d.B0.d/2) of the step d = -stepSize direction; NaN without a matrix. */
function predict(
  matrix: CurvatureMatrix | null,
  direction: Float64Array,
  slope: number,
  stepSize: number,
): number {
  if (matrix === null) return Number.NaN;
  const product = new Float64Array(direction.length);
  matrix.multiply(direction, product);
  return stepSize * slope - 0.5 * stepSize * stepSize * dot(direction, product);
}

/**
 * rho, the actual over the predicted decrease; NaN where the quadratic model itself expects none (a step size above 2
 * overshoots its minimum): then a rise that comes as predicted is no sign that the model deserves more trust.
 */
function decreaseRatio(actual: number, predicted: number): number {
  return predicted > 0 ? actual / predicted : Number.NaN;
}

function stepRejected(increase: number, stepSize: number): RuleEvent {
  const message = Number.isNaN(increase)
    ? 'the step was not taken: the loss there is not a number'
    : `the step was not taken: it would raise the loss by ${increase}`;
  return { kind: 'step-rejected', increase, stepSize, message };
}

function lineSearchFailed(slope: number, stepSize: number): RuleEvent {
  const message =
    slope > 0
      ? `no step size from ${stepSize} down to ${stepSize / 2 ** 30} decreases the loss enough; no step was taken`
      : 'the direction does not descend; no step was taken';
  return { kind: 'line-search-failed', slope, stepSize, message };
}
