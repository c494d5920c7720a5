/** One optimizer run: the loop, its stops, its statuses, what it records. */

import type { Damping, OptimizerSpec } from '#contract/optimizers.ts';
import type { RecordName } from '#contract/quantities.ts';
import type { RunEvent, RunStatus } from '#contract/results.ts';
import { SingularMatrixError } from '../curvature/curvature.ts';
import { norm } from '../linalg/vector.ts';
import type { Objective } from '../models/objective.ts';
import type { Optimizer, Proposal, StepReport } from '../optimizers/optimizer.ts';
import { Point } from '../optimizers/point.ts';
import { createOptimizer } from '../optimizers/registry.ts';
import { DampingWatch } from './damping-watch.ts';
import type { StateView } from './quantities.ts';
import { Recorder } from './recorder.ts';

export interface RunInput {
  readonly spec: OptimizerSpec;
  readonly stepSize: number;
  readonly damping: Damping | null;
  /** Root of the run's random streams. */
  readonly seed: number;
  /** theta_0 (D); not changed. */
  readonly start: Float64Array;
  readonly iterations: number;
  readonly stop: { readonly divergenceFactor: number; readonly gradientNorm: number };
  readonly record: readonly RecordName[];
  readonly recordEvery: number;
  readonly objective: Objective;
  readonly test: Objective | null;
  readonly minimum: Float64Array | null;
}

export interface RunOutcome {
  readonly status: RunStatus;
  readonly stoppedBy: string | null;
  /** Steps taken. */
  readonly iterations: number;
  readonly finalLoss: number;
  /** Lowest loss on the path. */
  readonly bestLoss: number;
  readonly series: Readonly<Record<string, number[]>>;
  readonly path: number[][] | null;
  readonly theta: Float64Array;
  readonly events: readonly RunEvent[];
  readonly dampingRaised: boolean;
  readonly seconds: number;
  /** Why, for status failed. */
  readonly reason: string | null;
}

/** What the loop tells and asks while it runs. */
export interface RunHooks {
  /** Asked before every iteration. */
  cancelled(): boolean;
  /** Told after every recorded state. */
  advanced(iteration: number, recorder: Recorder, events: readonly RunEvent[]): void;
}

/**
 * Runs an optimizer. The run ends as `completed` after its iterations or when the gradient norm is at most
 * `stop.gradientNorm`; as `diverged` when the loss is not finite or exceeds `stop.divergenceFactor` times the first
 * (the value that ended it is recorded); as `failed` when no damping makes a solve possible; as `cancelled` when
 * asked to. Whatever was computed is kept.
 *
 * A limit of 0 (the default) is never met, not even by an exactly zero gradient: such a run stands still and is
 * `completed` with all its iterations, as it is when rounding keeps its gradient a hair above zero.
 */
export function runOptimizer(input: RunInput, hooks: RunHooks): RunOutcome {
  const startedAt = performance.now();
  const { iterations, stop } = input;
  const theta = input.start.slice();
  const point = new Point(input.objective).moveTo(theta);
  const recorder = new Recorder(input.record, input.recordEvery, iterations);
  const rule = createOptimizer(input.spec, input.stepSize, input.damping, {
    point,
    seed: input.seed,
    iterations,
    predict: recorder.wantsPrediction,
  });
  const events: RunEvent[] = [];
  const watch = input.record.length > 0 && input.damping !== null ? new DampingWatch() : null;
  const seconds = () => (performance.now() - startedAt) / 1000;

  let k = 0;
  let rowsVisited = 0;
  let gradientEvaluations = 0;
  let dampingRaised = false;
  let bestLoss = Number.NaN;
  const undefinedCosines = new Set<string>();

  const test = input.test === null ? null : new Point(input.test);
  const view: StateView = {
    point,
    rule,
    relativeDamping: typeof input.damping === 'object' && input.damping !== null,
    minimum: input.minimum,
    get test() {
      return test?.moveTo(theta) ?? null;
    },
    get proposal() {
      return proposalOrNull(rule, theta);
    },
    get seconds() {
      return seconds();
    },
    get rowsVisited() {
      return rowsVisited;
    },
    get gradientEvaluations() {
      return gradientEvaluations;
    },
    note(event) {
      // A cosine that cannot be formed is told once a quantity: near a minimum it would be each state.
      if (event.kind === 'cosine-undefined') {
        const quantity = String(event['quantity']);
        if (undefinedCosines.has(quantity)) return;
        undefinedCosines.add(quantity);
      }
      events.push({ ...event, iteration: k });
    },
  };

  function arrive(): number {
    const { loss } = point.moveTo(theta);
    if (!(loss >= bestLoss)) bestLoss = Number.isNaN(loss) ? bestLoss : loss;
    recorder.state(k, view);
    return loss;
  }

  const firstLoss = arrive();
  // factor x first loss for a positive first loss; above it by as much for a negative one (Poisson, densities).
  const limit = firstLoss + (stop.divergenceFactor - 1) * Math.abs(firstLoss);
  let loss = firstLoss;
  let status: RunStatus | null = null;
  let stoppedBy: string | null = null;
  let reason: string | null = null;
  hooks.advanced(k, recorder, events);

  while (status === null) {
    if (!(loss <= limit && Number.isFinite(loss))) {
      status = 'diverged';
      stoppedBy = 'divergence';
    } else if (k === iterations) {
      status = 'completed';
    } else if (stop.gradientNorm > 0 && norm(point.gradient) <= stop.gradientNorm) {
      status = 'completed';
      stoppedBy = 'gradientNorm';
    } else if (hooks.cancelled()) {
      status = 'cancelled';
    } else {
      const before = { theta: theta.slice(), loss };
      let report: StepReport;
      try {
        watch?.look(rule, theta, events, k, input.stepSize);
        report = rule.step(theta);
      } catch (error) {
        if (!(error instanceof SingularMatrixError)) throw error;
        status = 'failed';
        reason = error.message;
        events.push({ iteration: k, kind: 'failed', message: reason });
        break;
      }
      for (const event of report.events) {
        if (event.kind === 'damping-raised') dampingRaised = true;
        events.push({ ...event, iteration: k });
      }
      rowsVisited += report.rowsVisited;
      gradientEvaluations += report.gradientEvaluations;
      k += 1;
      loss = arrive();
      recorder.step(k - 1, {
        before: before.theta,
        after: theta,
        lossBefore: before.loss,
        lossAfter: loss,
        report,
      });
      hooks.advanced(k, recorder, events);
    }
  }

  return {
    status,
    stoppedBy,
    iterations: k,
    finalLoss: loss,
    bestLoss,
    series: recorder.series,
    path: recorder.path,
    theta,
    events,
    dampingRaised,
    seconds: seconds(),
    reason,
  };
}

function proposalOrNull(rule: Optimizer, theta: Float64Array): Proposal | null {
  try {
    return rule.propose(theta);
  } catch (error) {
    if (error instanceof SingularMatrixError) return null;
    throw error;
  }
}
