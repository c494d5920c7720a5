/** E|M ghat - g|^2 of the variance adaptations (section 5): by theory, and measured on drawn mini-batches. */

import type { Results } from '#contract/results.ts';
import { prepareSynthetic } from '#workers/data/synthetic.ts';
import { createObjective } from '#workers/models/create-objective.ts';
import { RandomStream } from '#workers/random.ts';

export const adaptationNames = ['none', 'scalar', 'diagonal', 'full', 'full-optimal'] as const;
export type AdaptationName = (typeof adaptationNames)[number];

export interface AdaptationError {
  readonly name: AdaptationName;
  readonly theory: number;
  readonly measured: number;
  /** Standard error of the measured mean. */
  readonly error: number;
}

type Vector = readonly number[];
type Matrix = readonly Vector[];

const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const times = (matrix: Matrix, v: Vector) => matrix.map((row) => dot(row, v));

/**
 * From a curvature analysis on synthetic data with mini-batches drawn with replacement. Theory: tr Sigma_b without
 * adaptation; |g|^2 tr Sigma_b/(|g|^2 + tr Sigma_b) for the best scalar; the same coordinate by coordinate for the
 * best diagonal; |g|^2 (1 - w.g) with w = S^-1 g for the best matrix; |M g - g|^2 + tr(M Sigma_b M^T) for Eq. 19 as
 * printed.
 */
export function adaptationErrors({ spec, curvature }: Results, draws: number): AdaptationError[] {
  const { gradient: g, covariance, theta, varianceAdaptation } = curvature!;
  const { batchSize, scalar, diagonal, full, fullOptimal } = varianceAdaptation;
  const sigma = covariance.map((row) => row.map((value) => value / batchSize));
  const trace = sigma.reduce((sum, row, i) => sum + row[i]!, 0);
  const square = dot(g, g);
  const apply: Readonly<Record<AdaptationName, (v: Vector) => Vector>> = {
    none: (v) => v,
    scalar: (v) => v.map((value) => scalar * value),
    diagonal: (v) => v.map((value, i) => diagonal[i]! * value),
    full: (v) => times(full, v),
    'full-optimal': (v) => times(fullOptimal, v),
  };
  const printed = full.reduce(
    (sum, row, i) => sum + (dot(row, g) - g[i]!) ** 2 + dot(row, times(sigma, row)),
    0,
  );
  // fullOptimal = g w^T, so that its image of g is g (w.g).
  const share = dot(times(fullOptimal, g), g) / square;
  const theory: Readonly<Record<AdaptationName, number>> = {
    none: trace,
    scalar: (square * trace) / (square + trace),
    diagonal: g.reduce((sum, gi, i) => sum + (gi * gi * sigma[i]![i]!) / (gi * gi + sigma[i]![i]!), 0),
    full: printed,
    'full-optimal': square * (1 - share),
  };
  const gradients = drawnGradients(spec, theta, batchSize, draws);
  return adaptationNames.map((name) => {
    const errors = gradients.map((ghat) => {
      const adapted = apply[name](ghat);
      return adapted.reduce((sum, value, i) => sum + (value - g[i]!) ** 2, 0);
    });
    const measured = errors.reduce((sum, value) => sum + value, 0) / draws;
    const variance = errors.reduce((sum, value) => sum + (value - measured) ** 2, 0) / (draws - 1);
    return { name, theory: theory[name], measured, error: Math.sqrt(variance / draws) };
  });
}

/** Mini-batch gradients at theta, rows drawn uniformly with replacement. */
function drawnGradients(
  { dataset, model, scaling }: Results['spec'],
  theta: Vector,
  batchSize: number,
  draws: number,
): Vector[] {
  if (!('synthetic' in dataset)) throw new TypeError('the rows of these data cannot be drawn again');
  const { problem } = prepareSynthetic(dataset);
  const objective = createObjective(model, problem.train, problem.classes, scaling);
  const random = new RandomStream(0, 'variance adaptation');
  const point = Float64Array.from(theta);
  const out = new Float64Array(theta.length);
  return Array.from({ length: draws }, () => {
    const rows = Int32Array.from({ length: batchSize }, () => random.below(objective.rows));
    objective.onRows(rows).gradient(point, out);
    return [...out];
  });
}
