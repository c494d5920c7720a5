/** Notices when the damping swamps the matrix, so that a natural gradient is a plain one in disguise. */

import type { CurvatureMatrix } from '../curvature/curvature.ts';
import { MatrixFree } from '../curvature/matrix-free.ts';
import type { RunState } from './run-state.ts';
import { largestEigenvalueOf } from './spectra.ts';

export class DampingWatch {
  #told = false;

  /** Notes one event, the first time that lambda exceeds the largest eigenvalue of the undamped preconditioner. */
  look(state: RunState, stepSize: number): void {
    if (this.#told) return;
    const matrix = state.rule.preconditioner(state.theta);
    if (matrix === null) return;
    // Products with a matrix-free matrix are all that a look can use, and dear: one look at the start.
    this.#told = matrix instanceof MatrixFree;
    const { requestedDamping } = state.rule.propose(state.theta);
    if (requestedDamping === null || requestedDamping === 0) return;
    const largest = eigenvalueBelow(matrix, requestedDamping);
    if (largest === null) return;
    this.#told = true;
    state.note({
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
