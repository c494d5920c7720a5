/** Spectral quantities of a run's matrices. */

import type { CurvatureMatrix } from '../curvature/curvature.ts';
import { symmetricEigenvalues } from '../linalg/eigen.ts';
import { norm } from '../linalg/vector.ts';
import type { Point } from '../optimizers/point.ts';

/** |EF - F|_F / |F|_F at a point, data terms only. */
export function relativeDifferenceOf(point: Point): number {
  const fisher = point.matrix({ matrix: 'fisher', penalty: 0 }).toDense();
  const empirical = point.matrix({ matrix: 'empirical-fisher', penalty: 0 }).toDense();
  return norm(empirical.map((value, i) => value - fisher[i]!)) / norm(fisher);
}

/** Largest over smallest absolute eigenvalue; Infinity for a singular matrix. */
export function conditionOf(matrix: CurvatureMatrix): number {
  const sizes = symmetricEigenvalues(matrix.toDense(), matrix.dimension).map(Math.abs);
  return sizes.reduce((a, b) => Math.max(a, b)) / sizes.reduce((a, b) => Math.min(a, b));
}

/** The largest eigenvalue. */
export function largestEigenvalueOf(matrix: CurvatureMatrix): number {
  return symmetricEigenvalues(matrix.toDense(), matrix.dimension).at(-1) ?? Number.NaN;
}
