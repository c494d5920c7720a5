/**
 * Empirical Fisher gradient descent: B is the empirical Fisher (Eq. 3) plus the penalty's own curvature; on
 * mini-batches its moving average.
 */

import type { CurvatureOptions } from '../curvature/curvature-for.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { averagedMatrix, matrixOf, preconditionedRule } from './preconditioned.ts';

export const efgd: OptimizerFactory<'efgd'> = (options, context) => {
  const { structure, cgIterations, cgTolerance, batchSize, decay } = options;
  const penalty = context.point.objective.l2;
  const matrix: CurvatureOptions = {
    matrix: 'empirical-fisher',
    structure,
    cgIterations,
    cgTolerance,
    penalty,
  };
  const source = batchSize === null ? matrixOf(matrix) : averagedMatrix(matrix, decay);
  return preconditionedRule(options, context, source);
};
