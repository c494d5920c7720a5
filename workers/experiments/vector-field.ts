/** Kind vector-field: where each rule would go from every point of a plane, and where it flows (Figure 1). */

import type { ExperimentOf } from '#contract/experiment.ts';
import type { Minimum, VectorFieldResult } from '#contract/results.ts';
import { SingularMatrixError } from '../curvature/curvature.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { Point } from '../optimizers/point.ts';
import { createOptimizer } from '../optimizers/registry.ts';
import { cellAt, gridOf } from './grid.ts';
import { linspace, lossOnPlane, onPlane } from './plane.ts';
import { planeDirection, type PlaneDirection } from './plane-direction.ts';
import type { Setup } from './setup.ts';
import { Stages, type Tick, type Watch } from './stages.ts';

/** A path keeps at most this many points, the first and the last among them. */
const longestPath = 2000;

/**
 * The part of the result that belongs to one optimizer: its field, minus step size times its direction, and its
 * flows, Euler integrations of that field.
 * @param part position of the optimizer
 * @throws LabError `cancelled` when the watch says so
 */
export function vectorFieldPart(
  experiment: ExperimentOf<'vector-field'>,
  part: number,
  { objective, problem }: Pick<Setup, 'objective' | 'problem'>,
  minimum: Minimum | null,
  watch: Watch,
): VectorFieldResult {
  const spec = experiment.optimizers[part]!;
  const { stepSize, damping } = cellAt(gridOf(spec), 0);
  const rule = createOptimizer(spec, stepSize, damping, {
    point: new Point(objective),
    seed: spec.seed ?? experiment.seed,
    iterations: 1,
    predict: false,
  });
  const field = velocityField(rule, planeDirection(spec, damping, problem, objective), stepSize);
  const [xBounds, yBounds] = experiment.bounds;
  const x = linspace(xBounds, experiment.density);
  const y = linspace(yBounds, experiment.density);
  const { flow } = experiment;
  const evaluations = x.length * y.length;
  const stages = new Stages(watch, 2 * evaluations + (flow?.steps ?? 0) * (flow?.starts.length ?? 0));
  const arrows = stages.run(evaluations, (tick) => onPlane(x, y, field, tick));
  const flows = (flow?.starts ?? []).map((start) => ({
    start: [...start],
    path: stages.run(flow!.steps, (tick) =>
      eulerPath(field, start, flow!.steps, flow!.stepSize, () => false, tick),
    ),
  }));
  return {
    x,
    y,
    loss: stages.run(evaluations, (tick) => lossOnPlane(objective, x, y, tick)),
    fields: {
      [spec.id]: {
        u: arrows.map((row) => row.map((arrow) => arrow[0])),
        v: arrows.map((row) => row.map((arrow) => arrow[1])),
      },
    },
    flows: flow === null ? {} : { [spec.id]: flows },
    minimum: minimum === null || minimum.status === 'none' ? null : [...minimum.theta],
  };
}

/** theta -> velocity */
export type Field = (theta: Float64Array) => readonly [number, number];

/**
 * Minus step size times the direction; NaN where the rule's solve fails.
 * @param quick the rule's direction by the short way, where there is one; where it fails, the rule raises its damping
 */
export function velocityField(rule: Optimizer, quick: PlaneDirection | null, stepSize: number): Field {
  const out = new Float64Array(2);
  return (theta) => {
    try {
      const direction = quick?.(theta, out) === true ? out : rule.propose(theta).direction;
      return [-stepSize * direction[0]!, -stepSize * direction[1]!];
    } catch (error) {
      if (error instanceof SingularMatrixError) return [Number.NaN, Number.NaN];
      throw error;
    }
  };
}

/** theta <- theta + step velocity(theta), so many times, thinned evenly; it ends early where it leaves the numbers. */
export function eulerPath(
  field: Field,
  start: readonly [number, number],
  steps: number,
  step: number,
  cancelled: () => boolean,
  advanced: Tick,
): number[][] {
  const every = Math.max(1, Math.ceil(steps / (longestPath - 1)));
  const theta = Float64Array.from(start);
  const path = [[...start]];
  for (let k = 1; k <= steps; k++) {
    const [u, v] = field(theta);
    theta[0]! += step * u;
    theta[1]! += step * v;
    if (!(Number.isFinite(theta[0]) && Number.isFinite(theta[1]))) break;
    if (k % every === 0 || k === steps) path.push([theta[0]!, theta[1]!]);
    if (k % 100 === 0) {
      if (cancelled()) break;
      advanced(k / steps);
    }
  }
  return path;
}
