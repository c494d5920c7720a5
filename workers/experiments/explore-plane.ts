/** A two-parameter problem for a moving hand: paths from a point, and where asked the surface and the matrices. */

import type {
  PlaneAnswer,
  PlaneFieldName,
  PlanePath,
  PlanePoint,
  PlaneRequest,
  PlaneSurface,
} from '#contract/api/plane.ts';
import { LabError } from '#contract/errors.ts';

import { isSearched, optimizerSchema, type OptimizerSpec } from '#contract/optimizers.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { Minimum } from '#contract/results.ts';
import type { Problem } from '../data/problem.ts';
import { withKernels } from '../kernels/active.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { toRows } from '../linalg/dense.ts';
import type { Objective } from '../models/objective.ts';
import { Point } from '../optimizers/point.ts';
import { createOptimizer } from '../optimizers/registry.ts';
import { cellAt, gridOf } from './grid.ts';
import { findMinimum } from './minimum.ts';
import { linspace, lossOnPlane } from './plane.ts';
import { planeDirection } from './plane-direction.ts';
import { runInput } from './run-job.ts';
import { runOptimizer } from './run.ts';
import { setUp, type Setup } from './setup.ts';
import { eulerPath, velocityField, type Field } from './vector-field.ts';
import { windowAround } from './window-around.ts';

/** Of the preconditioned fields where no optimizer of the experiment names one. */
const tinyDamping = 1e-8;
const mostPoints = 2000;

export type ExploredPlane = Omit<PlaneRequest, 'spec'>;

/**
 * @param request its bounds null: a window around the start, the minimum and the paths
 * @param cancelled asked at every step; null is returned then
 * Throws LabError where the model has not two parameters, or the start is the minimum and there is none.
 */
export function explorePlane(
  experiment: ResolvedExperiment,
  problem: Problem | null,
  request: ExploredPlane,
  kernels: Kernels,
  cancelled: () => boolean,
): PlaneAnswer | null {
  return withKernels(kernels, () => {
    const from = request.start;
    const started: ResolvedExperiment =
      from === null ? experiment : { ...experiment, start: { kind: 'values', values: [...from] } };
    const setup = setUp(started, problem, kernels);
    const { objective } = setup;
    if (objective.dimension !== 2) {
      throw new LabError('not-available', `the model has ${objective.dimension} parameters, not two`);
    }
    const atMinimum = started.start.kind === 'minimum';
    const minimum =
      request.surface || atMinimum ? findMinimum(objective, setup.searchStart(), cancelled) : null;
    const start = startOf(started, setup, minimum, from !== null);
    const paths = pathsFrom(started, setup, start, request.longest, cancelled);
    if (cancelled()) return null;
    const bounds = request.bounds ?? windowAround(start, minimum, paths);
    return {
      start: [...start],
      bounds: [[...bounds[0]], [...bounds[1]]],
      paths,
      surface:
        request.surface && minimum !== null
          ? surfaceOf(experiment, setup, bounds, request.density, minimum)
          : null,
      point: request.at === null ? null : pointAt(objective, request.at),
    };
  });
}

/** @param held whether the hand says where, rather than the experiment */
function startOf(
  experiment: ResolvedExperiment,
  setup: Setup,
  minimum: Minimum | null,
  held: boolean,
): Float64Array {
  const flowStart = experiment.kind === 'vector-field' && !held ? experiment.flow?.starts[0] : undefined;
  if (flowStart !== undefined) return Float64Array.from(flowStart);
  if (experiment.start.kind === 'minimum' && (minimum === null || minimum.status === 'none')) {
    throw new LabError('not-available', `start: the loss has no minimum (${minimum?.reason ?? ''})`);
  }
  return setup.startAt(0, minimum === null ? null : Float64Array.from(minimum.theta), null);
}

function pathsFrom(
  experiment: ResolvedExperiment,
  setup: Setup,
  start: Float64Array,
  longest: number,
  cancelled: () => boolean,
): PlanePath[] {
  if (experiment.kind === 'compare') return comparedPaths(experiment, setup, start, longest, cancelled);
  if (experiment.kind !== 'vector-field') return [];
  const { steps, stepSize } = experiment.flow ?? { steps: 2000, stepSize: 0.01 };
  return experiment.optimizers.map((spec) => {
    const { stepSize: speed, damping } = cellAt(gridOf(spec), 0);
    const field = fieldOf(spec, speed, damping, setup);
    const taken = Math.min(steps, longest);
    const path = eulerPath(field, [start[0]!, start[1]!], taken, stepSize, cancelled, () => undefined);
    return {
      ...{ optimizer: spec.id, kind: spec.kind, status: 'completed' as const },
      points: Float64Array.from(path.flat()),
      every: Math.max(1, Math.ceil(taken / (mostPoints - 1))),
    };
  });
}

function comparedPaths(
  experiment: Extract<ResolvedExperiment, { kind: 'compare' }>,
  setup: Setup,
  start: Float64Array,
  longest: number,
  cancelled: () => boolean,
): PlanePath[] {
  const iterations = Math.min(experiment.iterations, longest);
  return experiment.optimizers.flatMap((spec, optimizer): PlanePath[] => {
    if (isSearched(spec) || cancelled()) return [];
    const place = { optimizer, repeat: 0, factor: null, minimum: start, ...cellAt(gridOf(spec), 0) };
    const { status, path } = runOptimizer(
      { ...runInput(experiment, setup, place), start, iterations, record: ['loss', 'theta'], recordEvery: 1 },
      { cancelled, advanced: () => undefined },
    );
    const states = path ?? [];
    const every = Math.max(1, Math.ceil(states.length / mostPoints));
    const kept = states.filter((_, k) => k % every === 0 || k === states.length - 1);
    return [{ optimizer: spec.id, kind: spec.kind, status, points: Float64Array.from(kept.flat()), every }];
  });
}

function fieldOf(
  spec: OptimizerSpec,
  stepSize: number,
  damping: ReturnType<typeof cellAt>['damping'],
  { objective, problem }: Pick<Setup, 'objective' | 'problem'>,
): Field {
  const context = { point: new Point(objective), seed: 0, iterations: 1, predict: false };
  const rule = createOptimizer(spec, stepSize, damping, context);
  return velocityField(rule, planeDirection(spec, damping, problem, objective), stepSize);
}

function surfaceOf(
  experiment: ResolvedExperiment,
  setup: Setup,
  bounds: NonNullable<ExploredPlane['bounds']>,
  density: number,
  minimum: Minimum,
): PlaneSurface {
  const x = linspace(bounds[0], density);
  const y = linspace(bounds[1], density);
  const damping = {
    naturalGradient: dampingOf(experiment, 'ngd'),
    empiricalNaturalGradient: dampingOf(experiment, 'efgd'),
  };
  const arrows = (kind: 'gd' | 'ngd' | 'efgd', lambda: number | null) => {
    const spec = optimizerSchema.parse({ id: kind, kind, stepSize: 1 });
    const field = fieldOf(spec, 1, lambda, setup);
    const grid = y.map((yi) => x.map((xi) => field(Float64Array.of(xi, yi))));
    return { u: grid.map((row) => row.map(([u]) => u)), v: grid.map((row) => row.map(([, v]) => v)) };
  };
  const fields: Record<PlaneFieldName, { u: number[][]; v: number[][] }> = {
    gradient: arrows('gd', null),
    naturalGradient: arrows('ngd', damping.naturalGradient),
    empiricalNaturalGradient: arrows('efgd', damping.empiricalNaturalGradient),
  };
  return { x, y, loss: lossOnPlane(setup.objective, x, y), fields, damping, minimum };
}

/** The first plain number among the dampings of a kind. */
function dampingOf(experiment: ResolvedExperiment, kind: 'ngd' | 'efgd'): number {
  const optimizers = 'optimizers' in experiment ? experiment.optimizers : [];
  const found = optimizers.find((spec) => spec.kind === kind && typeof spec.damping === 'number');
  return found !== undefined && 'damping' in found ? (found.damping as number) : tinyDamping;
}

function pointAt(objective: Objective, at: readonly [number, number]): PlanePoint {
  const point = new Point(objective).moveTo(Float64Array.from(at));
  const dense = (matrix: 'fisher' | 'empirical-fisher' | 'hessian') =>
    toRows(point.matrix({ matrix }).toDense(), 2, 2);
  return {
    theta: [...at],
    loss: point.loss,
    gradient: [...point.gradient],
    matrices: {
      fisher: dense('fisher'),
      empiricalFisher: dense('empirical-fisher'),
      hessian: dense('hessian'),
    },
  };
}
