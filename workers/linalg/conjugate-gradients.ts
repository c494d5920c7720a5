/** Conjugate gradients for a symmetric positive definite operator. */

import { addScaled, dot, norm } from './vector.ts';

export interface CgResult {
  readonly iterations: number;
  /** |g - A x| / |g| by the recurrence; 0 for g = 0. */
  readonly relativeResidual: number;
  readonly converged: boolean;
  /** A direction of zero or negative curvature was met: A is not positive definite. */
  readonly indefinite: boolean;
}

/**
 * Solves A x = g from x = 0 into `out`.
 * @param multiply out = A v
 * @param iterations most steps taken
 * @param tolerance relative residual at which to stop
 */
export function conjugateGradients(
  multiply: (v: Float64Array, out: Float64Array) => void,
  g: Float64Array,
  iterations: number,
  tolerance: number,
  out: Float64Array,
): CgResult {
  out.fill(0);
  const size = norm(g);
  if (size === 0) return { iterations: 0, relativeResidual: 0, converged: true, indefinite: false };
  const residual = g.slice();
  const direction = g.slice();
  const product = new Float64Array(g.length);
  let square = dot(residual, residual);
  for (let k = 0; k < iterations; k++) {
    multiply(direction, product);
    const curvature = dot(direction, product);
    if (!(curvature > 0)) {
      return {
        iterations: k,
        relativeResidual: Math.sqrt(square) / size,
        converged: false,
        indefinite: true,
      };
    }
    const length = square / curvature;
    addScaled(out, length, direction);
    addScaled(residual, -length, product);
    const next = dot(residual, residual);
    const relativeResidual = Math.sqrt(next) / size;
    if (relativeResidual <= tolerance) {
      return { iterations: k + 1, relativeResidual, converged: true, indefinite: false };
    }
    const ratio = next / square;
    for (let i = 0; i < direction.length; i++) direction[i] = residual[i]! + ratio * direction[i]!;
    square = next;
  }
  const relativeResidual = Math.sqrt(square) / size;
  return { iterations, relativeResidual, converged: relativeResidual <= tolerance, indefinite: false };
}
