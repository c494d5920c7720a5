/**
 * The evaluation that all cells share, at the start: loss, gradient and matrix once, one direction for each damping.
 * Taken from the update rule itself, so a cell's first step is the plain path's, bit for bit.
 */

import type { Damping } from '#contract/ranges.ts';
import { SingularMatrixError } from '../../curvature/curvature.ts';
import { norm } from '../../linalg/vector.ts';
import { Point } from '../../optimizers/point.ts';
import { createOptimizer } from '../../optimizers/registry.ts';
import type { BatchInput, CellRequest } from './run-batch.ts';

export interface FirstStep {
  readonly direction: Float64Array;
  /** lambda of the solve, raises included; null without damping. */
  readonly damping: number | null;
  readonly raised: boolean;
  /** max_n |x_n^T d|: what a step of size 1 moves outputs by. */
  readonly movement: number;
}

export interface FirstSteps {
  readonly loss: number;
  /** Whether no cell moves: the loss is not finite, or the gradient small enough to stop. */
  readonly ended: 'diverged' | 'completed' | null;
  /** null: no damping makes the matrix positive definite. */
  of(damping: Damping | null): FirstStep | null;
}

export function firstSteps(input: BatchInput, requests: readonly CellRequest[]): FirstSteps {
  const { objective, start, stop } = input;
  const point = new Point(objective).moveTo(start);
  const { loss } = point;
  let ended: FirstSteps['ended'] = null;
  if (!Number.isFinite(loss)) ended = 'diverged';
  else if (norm(point.gradient) <= stop.gradientNorm) ended = 'completed';
  const steps = new Map<string, FirstStep | null>();
  if (ended === null) {
    for (const { damping } of requests) {
      const key = JSON.stringify(damping);
      if (!steps.has(key)) steps.set(key, firstStep(input, point, damping));
    }
  }
  return { loss, ended, of: (damping) => steps.get(JSON.stringify(damping)) ?? null };
}

function firstStep(
  { spec, objective, start, iterations }: BatchInput,
  point: Point,
  damping: Damping | null,
): FirstStep | null {
  const rule = createOptimizer(spec, 1, damping, { point, seed: 0, iterations, predict: false });
  try {
    const proposal = rule.propose(start);
    const outputs = new Float64Array(objective.rows);
    objective.linearize(start).jacobianProduct(proposal.direction, outputs);
    return {
      direction: proposal.direction.slice(),
      damping: proposal.damping,
      raised: proposal.events.some((event) => event.kind === 'damping-raised'),
      movement: outputs.reduce((most, f) => Math.max(most, Math.abs(f)), 0),
    };
  } catch (error) {
    if (error instanceof SingularMatrixError) return null;
    throw error;
  }
}
