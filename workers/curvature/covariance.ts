/** The covariance of one-row gradients drawn uniformly (math.md section 3), computed centred. */

import { addWeightedGram, mirrorLower } from '../linalg/dense.ts';
import { scale } from '../linalg/vector.ts';
import type { Objective } from '../models/objective.ts';

/**
 * Sigma (D x D, row-major) of the stochastic gradient that one uniformly drawn row gives, penalty excluded.
 * Mean scaling: (1/N) sum (g_n - g)(g_n - g)^T. Sum scaling: that of N g_n, N sum (g_n - g/N)(g_n - g/N)^T.
 */
export function gradientCovariance(objective: Objective, theta: Float64Array): Float64Array {
  const { dimension, rows, outputs, scaling } = objective;
  const linearization = objective.linearize(theta);
  const mean = new Float64Array(dimension);
  linearization.transposedProduct(linearization.residuals, mean);
  scale(mean, 1 / rows);
  const sigma = new Float64Array(dimension * dimension);
  const chunk = Math.max(1, Math.min(rows, Math.floor(65536 / dimension)));
  const gradients = new Float64Array(chunk * dimension);
  const ones = new Float64Array(chunk).fill(1);
  for (let from = 0; from < rows; from += chunk) {
    const to = Math.min(rows, from + chunk);
    const r = linearization.residuals.subarray(from * outputs, to * outputs);
    linearization.rowProducts(r, from, to, gradients);
    for (let n = 0; n < to - from; n++) {
      for (let i = 0; i < dimension; i++) gradients[n * dimension + i]! -= mean[i]!;
    }
    addWeightedGram(gradients, to - from, dimension, ones, sigma);
  }
  mirrorLower(sigma, dimension);
  scale(sigma, scaling === 'mean' ? 1 / rows : rows);
  return sigma;
}
