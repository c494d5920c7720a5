/** The damping raise of math.md section 4, one rule for every structure. */

import { SingularMatrixError, type Solved } from './curvature.ts';

const maximumRaises = 30;

/**
 * Tries `attempt` with damping; where it fails, with max(damping, 1e-12 trace/D) times 10, 100, ..., at most 30
 * times.
 * @param trace of B, or `sizeOf` where B may be indefinite; only asked for where the first attempt fails
 * @param attempt factorizes B + lambda I and says whether that succeeded
 * @throws SingularMatrixError when none succeeds
 */
export function raiseDamping(
  damping: number,
  trace: () => number,
  dimension: number,
  attempt: (damping: number) => boolean,
): Solved {
  if (attempt(damping)) return { damping, raised: 0 };
  const total = trace();
  let lambda = Math.max(damping, (1e-12 * total) / dimension);
  if (lambda > 0 && lambda < Infinity) {
    for (let raised = 1; raised <= maximumRaises; raised++) {
      lambda *= 10;
      if (attempt(lambda)) return { damping: lambda, raised };
    }
  }
  const matrix = `the ${dimension} x ${dimension} matrix`;
  throw new SingularMatrixError(
    !Number.isFinite(total)
      ? `${matrix} has entries that are not finite, so no damping makes it positive definite`
      : total === 0
        ? `${matrix} is zero, and so is its damping: it needs a damping above 0`
        : `no damping up to ${lambda} makes ${matrix} positive definite (trace ${total})`,
  );
}

/**
 * What stands for the trace of a symmetric matrix that may be indefinite (a network's Hessian): its trace may be
 * anything, so its largest entry where that is more. A positive semi-definite matrix has no entry above its trace.
 */
export function sizeOf(trace: number, entries: Float64Array): number {
  return entries.reduce((most, entry) => Math.max(most, Math.abs(entry)), trace);
}
