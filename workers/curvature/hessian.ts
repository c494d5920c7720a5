/** The exact Hessian by products (forward over reverse), stored whole. */

import type { Objective } from '../models/objective.ts';

/** H (D x D, row-major, symmetrized), scaling and penalty included; one product a column. */
export function denseHessian(objective: Objective, theta: Float64Array): Float64Array {
  const n = objective.dimension;
  const h = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    unit[i] = 1;
    objective.hessianProduct(theta, unit, h.subarray(i * n, (i + 1) * n));
    unit[i] = 0;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = 0.5 * (h[i * n + j]! + h[j * n + i]!);
      h[i * n + j] = mean;
      h[j * n + i] = mean;
    }
  }
  return h;
}
