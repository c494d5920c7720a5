/**
 * Online natural gradient (Le Roux et al., 2007): B is the running centred covariance of the one-row gradients,
 * theta <- theta - gamma (Sigma + lambda I)^{-1} g.
 */

import { DenseMatrix } from '../curvature/dense-matrix.ts';
import { RunningMoments } from './running-moments.ts';
import type { OptimizerFactory } from './optimizer.ts';
import { oncePerStep, preconditionedRule, type MatrixSource } from './preconditioned.ts';

export const onlineNg: OptimizerFactory<'online-ng'> = (options, context) =>
  preconditionedRule({ ...options, dampingRule: 'fixed' }, context, runningCovariance(options.decay));

/**
 * Sigma from the moving averages of mean and second moment of one-row gradients. Scaled like a Fisher: as it is for
 * "mean", times the rows of the batch for "sum", so that an undamped step does not depend on the scaling.
 */
function runningCovariance(decay: number): MatrixSource {
  const moments = new RunningMoments(decay, 'full');
  return {
    at: oncePerStep((point) => {
      moments.update(point);
      const { scaling, rows, dimension } = point.objective;
      const factor = scaling === 'mean' ? 1 : rows;
      return new DenseMatrix(
        moments.covariance().map((entry) => factor * entry),
        dimension,
      );
    }),
    gradientEvaluations: () => 0,
  };
}
