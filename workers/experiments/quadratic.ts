/** Kind quadratic: the quadratic models of the loss that F, EF and H make at the minimum (Figure 2). */

import type { ExperimentOf } from '#contract/experiment.ts';
import type { Minimum, QuadraticResult } from '#contract/results.ts';
import { choleskyFactor } from '../linalg/cholesky.ts';
import { toRows } from '../linalg/dense.ts';
import { generalizedEigenvalues } from '../linalg/eigen.ts';
import type { Objective } from '../models/objective.ts';
import { Point } from '../optimizers/point.ts';
import { linspace, lossOnPlane } from './plane.ts';
import { Stages, type Watch } from './stages.ts';

/** Ellipses are drawn at this radius: d^T (N M) d = 9, M mean-scaled. */
const radius = 3;
const ellipsePoints = 120;

/**
 * @param minimum of two parameters, found or of least norm
 * `matrices` are scaled like the objective; the ellipses are of N times the mean-scaled matrices in either scaling.
 * @throws LabError `cancelled` when the watch says so
 */
export function quadraticModels(
  experiment: ExperimentOf<'quadratic'>,
  objective: Objective,
  minimum: Minimum,
  watch: Watch,
): QuadraticResult {
  const theta = Float64Array.from(minimum.theta);
  const point = new Point(objective).moveTo(theta);
  const matrices = {
    fisher: point.matrix({ matrix: 'fisher' }).toDense(),
    empiricalFisher: point.matrix({ matrix: 'empirical-fisher' }).toDense(),
    hessian: point.matrix({ matrix: 'hessian' }).toDense(),
  };
  const [xBounds, yBounds] = experiment.bounds;
  const x = linspace(xBounds, experiment.density);
  const y = linspace(yBounds, experiment.density);
  const rows = objective.scaling === 'mean' ? objective.rows : 1;
  const { name } = objective.likelihood;
  const classifies = name === 'bernoulli' || name === 'categorical';
  return {
    minimum: [...minimum.theta],
    x,
    y,
    loss: new Stages(watch, 1).run(1, (tick) => lossOnPlane(objective, x, y, tick)),
    matrices: mapValues(matrices, (matrix) => toRows(matrix, 2, 2)),
    ellipses: mapValues(matrices, (matrix) =>
      ellipse(
        theta,
        matrix.map((entry) => rows * entry),
      ),
    ),
    radius,
    accuracy: classifies ? objective.accuracy(theta) : null,
    generalizedEigenvalues: Array.from(generalizedEigenvalues(matrices.empiricalFisher, matrices.fisher, 2)),
  };
}

function mapValues<K extends string, A, B>(
  values: Readonly<Record<K, A>>,
  change: (value: A) => B,
): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(values).map(([key, value]) => [key, change(value)])) as Record<
    K,
    B
  >;
}

/**
 * Points theta + d with d^T M d = radius^2, closed: d = radius L^{-T} u over unit vectors u, M = L L^T. Empty where M
 * (2 x 2) is not positive definite: its level set is then no ellipse.
 */
function ellipse(centre: Float64Array, matrix: Float64Array): number[][] {
  const l = matrix.slice();
  if (!choleskyFactor(l, 2)) return [];
  const [a, , b, c] = l as unknown as [number, number, number, number];
  return Array.from({ length: ellipsePoints + 1 }, (_, i) => {
    const angle = (2 * Math.PI * (i % ellipsePoints)) / ellipsePoints;
    const dy = (radius * Math.sin(angle)) / c;
    const dx = (radius * Math.cos(angle) - b * dy) / a;
    return [centre[0]! + dx, centre[1]! + dy];
  });
}
