/** Step-size schedules (math.md section 4). */

import type { Schedule } from '#contract/optimizers.ts';

/**
 * gamma_t of iteration t = 1, 2, ..., `iterations`: constant gamma; gamma/sqrt(t); gamma/t; and
 * gamma (1 + cos(pi t/iterations))/2, which is 0 at the last iteration.
 */
export function scheduledStepSize(
  schedule: Schedule,
  stepSize: number,
  t: number,
  iterations: number,
): number {
  switch (schedule) {
    case 'constant':
      return stepSize;
    case 'inverse-sqrt':
      return stepSize / Math.sqrt(t);
    case 'inverse':
      return stepSize / t;
    case 'cosine':
      return t >= iterations ? 0 : (stepSize * (1 + Math.cos((Math.PI * t) / iterations))) / 2;
  }
}
