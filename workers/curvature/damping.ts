/** The damping raise of math.md section 4, one rule for every structure. */

import { SingularMatrixError, type Solved } from './curvature.ts';

const maximumRaises = 30;

/**
 * Tries `attempt` with damping; where it fails, with max(damping, 1e-12 trace/D) times 10, 100, ..., at most 30
 * times.
 * @param trace of B; only asked for where the first attempt fails
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
  throw new SingularMatrixError(
    `no damping up to ${lambda} makes the ${dimension} x ${dimension} matrix positive definite (trace ${total})`,
  );
}
