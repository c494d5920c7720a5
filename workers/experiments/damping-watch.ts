/** Notices when the damping swamps the matrix, so that a natural gradient is a plain one in disguise. */

import type { RunEvent } from '#contract/results.ts';
import type { CurvatureMatrix } from '../curvature/curvature.ts';
import { MatrixFree } from '../curvature/matrix-free.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { largestEigenvalueOf } from './spectra.ts';

export class DampingWatch {
  #told = false;

  /** Adds one event, the first time that lambda exceeds the largest eigenvalue of the undamped preconditioner. */
  look(rule: Optimizer, theta: Float64Array, events: RunEvent[], iteration: number, stepSize: number): void {
    if (this.#told) return;
    // Products with a matrix-free matrix are all that a look can use, and dear: one look at the start.
    this.#told = rule.preconditioner(theta) instanceof MatrixFree;
    const { requestedDamping } = rule.propose(theta);
    if (requestedDamping === null || requestedDamping === 0) return;
    const matrix = rule.preconditioner(theta);
    if (matrix === null) return;
    const largest = eigenvalueBelow(matrix, requestedDamping);
    if (largest === null) return;
    this.#told = true;
    events.push({
      iteration,
      kind: 'damping-above-largest-eigenvalue',
      damping: requestedDamping,
      largestEigenvalue: largest,
      message:
        `the damping ${requestedDamping} is above the largest eigenvalue ${largest} of the preconditioner: this is ` +
        `gradient descent with step size gamma/lambda = ${stepSize / requestedDamping}`,
    });
  }
}

/**
 * The largest eigenvalue of a positive semi-definite matrix when it is below a limit, else null. It lies between
 * trace/D and trace, so that the spectrum is needed only when the limit does too.
 */
function eigenvalueBelow(matrix: CurvatureMatrix, limit: number): number | null {
  if (!(matrix instanceof MatrixFree) && !(matrix.trace() / matrix.dimension < limit)) return null;
  const largest = largestEigenvalueOf(matrix);
  return largest < limit ? largest : null;
}
