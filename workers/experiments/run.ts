/** One optimizer run: the loop, its stops, its statuses, what it records. */

import type { OptimizerSpec } from '#contract/optimizers.ts';
import type { Damping } from '#contract/ranges.ts';
import type { RecordName } from '#contract/quantities.ts';
import type { RunEvent, RunStatus } from '#contract/results.ts';
import { SingularMatrixError } from '../curvature/curvature.ts';
import { norm } from '../linalg/vector.ts';
import type { Objective } from '../models/objective.ts';
import type { StepReport } from '../optimizers/optimizer.ts';
import { createOptimizer } from '../optimizers/registry.ts';
import { DampingWatch } from './damping-watch.ts';
import { divergenceLimit, isDiverged } from './divergence.ts';
import { Recorder } from './recorder.ts';
import { RunState } from './run-state.ts';

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
  const { iterations, stop } = input;
  const recorder = new Recorder(input.record, input.recordEvery, iterations);
  const state = new RunState(input, (point) =>
    createOptimizer(input.spec, input.stepSize, input.damping, {
      point,
      seed: input.seed,
      iterations,
      predict: recorder.wantsPrediction,
    }),
  );
  const watch = input.record.length > 0 && input.damping !== null ? new DampingWatch() : null;

  let { loss } = state.point;
  let bestLoss = loss;
  const limit = divergenceLimit(loss, stop.divergenceFactor);
  recorder.state(0, state);
  hooks.advanced(0, recorder, state.events);

  const end = (status: RunStatus, why: { stoppedBy?: string; reason?: string } = {}): RunOutcome => ({
    status,
    stoppedBy: why.stoppedBy ?? null,
    iterations: state.iteration,
    finalLoss: loss,
    bestLoss,
    series: recorder.series,
    path: recorder.path,
    theta: state.theta,
    events: state.events,
    dampingRaised: state.dampingRaised,
    seconds: state.seconds,
    reason: why.reason ?? null,
  });

  for (;;) {
    if (isDiverged(loss, limit)) return end('diverged', { stoppedBy: 'divergence' });
    if (state.iteration === iterations) return end('completed');
    if (stop.gradientNorm > 0 && norm(state.point.gradient) <= stop.gradientNorm) {
      return end('completed', { stoppedBy: 'gradientNorm' });
    }
    if (hooks.cancelled()) return end('cancelled');

    const before = state.theta.slice();
    const lossBefore = loss;
    let report: StepReport;
    try {
      watch?.look(state, input.stepSize);
      report = state.step();
    } catch (error) {
      if (!(error instanceof SingularMatrixError)) throw error;
      state.note({ kind: 'failed', message: error.message });
      return end('failed', { reason: error.message });
    }
    loss = state.point.loss;
    if (loss < bestLoss || Number.isNaN(bestLoss)) bestLoss = loss;
    const k = state.iteration;
    recorder.state(k, state);
    recorder.step(k - 1, { before, after: state.theta, lossBefore, lossAfter: loss, report });
    hooks.advanced(k, recorder, state.events);
  }
}
