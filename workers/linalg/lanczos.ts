/** Extreme eigenvalues of a symmetric operator by Lanczos with full reorthogonalization. */

import type { RandomStream } from '../random.ts';
import { symmetricEigen } from './eigen.ts';
import { addScaled, dot, norm, scale } from './vector.ts';

export interface ExtremeEigenvalues {
  readonly smallest: number;
  readonly largest: number;
  /** Bounds on the distance of each to an eigenvalue: |A y - mu y| of its Ritz vector y. */
  readonly smallestError: number;
  readonly largestError: number;
}

/**
 * @param multiply out = A v
 * @param dimension D
 * @param random start vector
 * @param steps at most this many products (fewer once both ends have converged to 1e-10 of the largest)
 */
export function extremeEigenvalues(
  multiply: (v: Float64Array, out: Float64Array) => void,
  dimension: number,
  random: RandomStream,
  steps = 120,
): ExtremeEigenvalues {
  const most = Math.min(steps, dimension);
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const below: number[] = [];
  let q = Float64Array.from({ length: dimension }, () => random.normal());
  scale(q, 1 / norm(q));
  let result = { smallest: NaN, largest: NaN, smallestError: Infinity, largestError: Infinity };
  for (let k = 0; k < most; k++) {
    basis.push(q);
    const next = new Float64Array(dimension);
    multiply(q, next);
    diagonal.push(dot(q, next));
    // Twice is enough: every earlier direction is projected out, so no eigenvalue comes up again as a ghost.
    for (let pass = 0; pass < 2; pass++) for (const p of basis) addScaled(next, -dot(p, next), p);
    const beta = norm(next);
    const exhausted = !(beta > 1e-13 * Math.max(...diagonal.map(Math.abs), ...below));
    if (exhausted || k === most - 1 || k % 10 === 9) {
      result = ritzEnds(diagonal, below, exhausted ? 0 : beta);
      const size = Math.max(Math.abs(result.smallest), Math.abs(result.largest));
      if (exhausted || Math.max(result.smallestError, result.largestError) <= 1e-10 * size) break;
    }
    below.push(beta);
    scale(next, 1 / beta);
    q = next;
  }
  return result;
}

/** Smallest and largest eigenvalue of the tridiagonal matrix, with their residuals. */
function ritzEnds(diagonal: readonly number[], below: readonly number[], beta: number): ExtremeEigenvalues {
  const n = diagonal.length;
  const t = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    t[i * (n + 1)] = diagonal[i]!;
    if (i > 0) {
      t[i * n + i - 1] = below[i - 1]!;
      t[(i - 1) * n + i] = below[i - 1]!;
    }
  }
  const { values, vectors } = symmetricEigen(t, n);
  return {
    smallest: values[0]!,
    largest: values[n - 1]!,
    smallestError: beta * Math.abs(vectors[(n - 1) * n]!),
    largestError: beta * Math.abs(vectors[n * n - 1]!),
  };
}
