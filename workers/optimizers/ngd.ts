/**
 * Natural gradient descent: B is the Fisher information of the model (Eq. 4), exact, by drawn labels (Eq. 38) or by
 * the most likely label; on mini-batches its moving average.
 */

import type { CurvatureOptions } from '../curvature/curvature-for.ts';
import type { CurvatureMatrix } from '../curvature/curvature.ts';
import { RandomStream } from '../random.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { sameNumbers } from './point.ts';
import { averagedMatrix, matrixOf, preconditionedRule, type MatrixSource } from './preconditioned.ts';

export const ngd: OptimizerFactory<'ngd'> = (options, context) => {
  const { structure, fisher, samples, cgIterations, cgTolerance, batchSize, decay } = options;
  const matrix: CurvatureOptions = {
    matrix: 'fisher',
    structure,
    fisher,
    samples,
    cgIterations,
    cgTolerance,
  };
  const draws = fisher === 'monte-carlo';
  const labels = new RandomStream(context.seed, 'labels');
  const source =
    batchSize !== null
      ? averagedMatrix(draws ? { ...matrix, random: labels } : matrix, decay)
      : draws
        ? drawnMatrix(matrix, context.seed)
        : matrixOf(matrix);
  return preconditionedRule(options, context, {
    at: (point, t) => source.at(point, t),
    gradientEvaluations: (rows) => (fisher === 'exact' ? 0 : rows * (draws ? samples : 1)),
  });
};

/** The Monte-Carlo Fisher of the full batch: fresh labels at every step, the same for every theta asked about in it. */
function drawnMatrix(options: CurvatureOptions, seed: number): Pick<MatrixSource, 'at'> {
  let drawn: { readonly matrix: CurvatureMatrix; readonly theta: Float64Array; readonly t: number } | null =
    null;
  return {
    at(point, t) {
      if (drawn === null || t !== drawn.t || !sameNumbers(point.theta, drawn.theta)) {
        const random = new RandomStream(seed, 'labels', t);
        drawn = { matrix: point.matrix({ ...options, random }), theta: point.theta.slice(), t };
      }
      return drawn.matrix;
    },
  };
}
