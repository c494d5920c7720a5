/** The Fisher of the joint distribution p(x, y) (Eq. 5), by fresh inputs from the generator of a synthetic data set. */

import type { Objective } from '../models/objective.ts';
import { outerProductsOf } from './curvature-for.ts';
import type { CurvatureMatrix } from './curvature.ts';
import { diagonalMatrix } from './diagonal-matrix.ts';
import { fullMatrix } from './dense-matrix.ts';

/**
 * E over x of the exact one-row Fisher, as the mean over the rows of `fresh`; times N for sum scaling. Penalty
 * included, as in the Fisher of the data.
 * @param fresh the model on fresh rows (their labels play no part)
 * @param rows N of the data
 */
export function jointFisher(
  fresh: Objective,
  theta: Float64Array,
  rows: number,
  structure: 'full' | 'diagonal' = 'full',
): CurvatureMatrix {
  const source = outerProductsOf(fresh, theta, { matrix: 'fisher' });
  const weight = fresh.scaling === 'mean' ? 1 / fresh.rows : rows / fresh.rows;
  return structure === 'full' ? fullMatrix({ ...source, weight }) : diagonalMatrix({ ...source, weight });
}
