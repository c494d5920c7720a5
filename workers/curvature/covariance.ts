/** The covariance of one-row gradients drawn uniformly (math.md section 3), computed centred; penalty excluded. */

import { addWeightedGram, mirrorLower } from '../linalg/dense.ts';
import { scale } from '../linalg/vector.ts';
import type { Objective } from '../models/objective.ts';
import { requireDense } from './curvature.ts';

/**
 * Sigma (D x D, row-major) of the stochastic gradient that one uniformly drawn row gives.
 * Mean scaling: (1/N) sum (g_n - g)(g_n - g)^T. Sum scaling: that of N g_n, N sum (g_n - g/N)(g_n - g/N)^T.
 * @throws LabError `too-large` above D = 5000
 */
export function gradientCovariance(objective: Objective, theta: Float64Array): Float64Array {
  const { dimension } = objective;
  requireDense(dimension);
  const sigma = new Float64Array(dimension * dimension);
  eachCentred(objective, theta, (gradients, count) => {
    addWeightedGram(gradients, count, dimension, new Float64Array(count).fill(1), sigma);
  });
  mirrorLower(sigma, dimension);
  scale(sigma, covarianceWeight(objective));
  return sigma;
}

/** The diagonal of Sigma (D), for any D. */
export function gradientVariance(objective: Objective, theta: Float64Array): Float64Array {
  const { dimension } = objective;
  const variance = new Float64Array(dimension);
  eachCentred(objective, theta, (gradients, count) => {
    for (let n = 0, at = 0; n < count; n++) {
      for (let i = 0; i < dimension; i++, at++) variance[i]! += gradients[at]! * gradients[at]!;
    }
  });
  scale(variance, covarianceWeight(objective));
  return variance;
}

function covarianceWeight({ scaling, rows }: Objective): number {
  return scaling === 'mean' ? 1 / rows : rows;
}

/** Shows the centred one-row gradients g_n - mean (count x D), chunk by chunk. */
function eachCentred(
  objective: Objective,
  theta: Float64Array,
  visit: (gradients: Float64Array, count: number) => void,
): void {
  const { dimension, rows, outputs } = objective;
  const linearization = objective.linearize(theta);
  const mean = new Float64Array(dimension);
  linearization.transposedProduct(linearization.residuals, mean);
  scale(mean, 1 / rows);
  const chunk = Math.max(1, Math.min(rows, Math.floor(65536 / dimension)));
  const gradients = new Float64Array(chunk * dimension);
  for (let from = 0; from < rows; from += chunk) {
    const to = Math.min(rows, from + chunk);
    linearization.rowProducts(
      linearization.residuals.subarray(from * outputs, to * outputs),
      from,
      to,
      gradients,
    );
    for (let n = 0, at = 0; n < to - from; n++) {
      for (let i = 0; i < dimension; i++, at++) gradients[at]! -= mean[i]!;
    }
    visit(gradients, to - from);
  }
}
