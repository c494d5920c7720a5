/** A stationary point of a network's loss by Levenberg-damped Newton steps from a given start. */

import type { Minimum } from '#contract/results.ts';
import { curvatureFor } from '../curvature/curvature-for.ts';
import { choleskyFactor, choleskySolve } from '../linalg/cholesky.ts';
import { norm } from '../linalg/vector.ts';
import type { Objective } from '../models/objective.ts';

const convergedGradient = 1e-10;
const maximumSteps = 2000;
/** Beyond this the Hessian (D x D, factorized at every step) takes too long. */
const largestDimension = 1000;

/** Steps (H + mu I)^{-1} g: mu grows fourfold until H + mu I is positive definite and the loss falls, else shrinks. */
export function minimizeNetwork(
  objective: Objective,
  start: Float64Array,
  cancelled: () => boolean,
): Minimum {
  const n = objective.dimension;
  const theta = start.slice();
  if (n > largestDimension) {
    const reason = `not searched for: the network has ${n} parameters, more than ${largestDimension}`;
    return { status: 'none', loss: objective.value(theta), theta: [], reason };
  }
  const gradient = new Float64Array(n);
  const step = new Float64Array(n);
  const trial = new Float64Array(n);
  let mu = -1;
  for (let k = 0; k < maximumSteps && !cancelled(); k++) {
    const loss = objective.gradient(theta, gradient);
    const size = norm(gradient);
    if (size <= convergedGradient) {
      const reason = `a stationary point reached from the start given, with gradient norm ${size}`;
      return { status: 'found', loss, theta: Array.from(theta), reason };
    }
    const hessian = curvatureFor(objective, theta, { matrix: 'hessian' });
    const entries = hessian.toDense();
    if (mu < 0) mu = 1e-3 * Math.max(Math.abs(hessian.trace() / n), 1e-12);
    const smallest = 1e-16 * Math.max(mu, size);
    let accepted = false;
    while (!accepted && mu < 1e300) {
      const factor = entries.slice();
      for (let i = 0; i < n; i++) factor[i * (n + 1)]! += mu;
      if (choleskyFactor(factor, n)) {
        choleskySolve(factor, n, gradient, step);
        for (let i = 0; i < n; i++) trial[i] = theta[i]! - step[i]!;
        accepted = objective.value(trial) <= loss && !sameAs(trial, theta);
        if (sameAs(trial, theta)) break;
      }
      mu = accepted ? Math.max(mu / 3, smallest) : 4 * mu;
    }
    if (!accepted) break;
    theta.set(trial);
  }
  const loss = objective.gradient(theta, gradient);
  const reason = cancelled()
    ? 'its search was cancelled'
    : `no stationary point was reached from the start given: the gradient norm came down to ${norm(gradient)} only`;
  return { status: 'none', loss, theta: [], reason };
}

function sameAs(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => value === b[i]);
}
