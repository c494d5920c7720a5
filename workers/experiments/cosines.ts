/** Comparisons of a run's direction with the natural gradient (math.md section 7). */

import { SingularMatrixError, type CurvatureMatrix } from '../curvature/curvature.ts';
import { cosine, norm } from '../linalg/vector.ts';
import type { Point } from '../optimizers/point.ts';
import type { StateView } from './quantities.ts';

/** Above this many parameters the comparison solves by conjugate gradients instead of a full matrix. */
const largestFull = 2000;

/** The exact Fisher or the empirical Fisher (with the penalty's curvature) that the natural gradients solve with. */
export function fullMatrix(point: Point, matrix: 'fisher' | 'empirical-fisher'): CurvatureMatrix {
  const { dimension, l2: penalty } = point.objective;
  if (dimension <= largestFull) return point.matrix({ matrix, structure: 'full', penalty });
  return point.matrix({ matrix, structure: 'matrix-free', cgIterations: 500, penalty });
}

/** Damping of the comparison for methods that have none. */
export const referenceDamping = 1e-8;

/**
 * Cosine between the run's direction and the natural gradient (F + lambda I)^{-1} g of the full batch, lambda the
 * run's damping before raises (relative damping: relative to F), 1e-8 for methods without.
 */
export function cosineDamped(state: StateView): number {
  const { point, proposal } = state;
  const fisher = fullMatrix(point, 'fisher');
  const natural = solveOrNull(fisher, point, dampingFor(state, fisher));
  return noted(state, 'cosineToNaturalGradient', proposal?.direction ?? null, natural);
}

/**
 * The same without damping on either side. It cannot be formed where a matrix is singular; it is then NaN.
 */
export function cosineUndamped(state: StateView): number {
  const { point, proposal, rule } = state;
  const fisher = fullMatrix(point, 'fisher');
  const natural = solveOrNull(fisher, point, 0, true);
  const matrix = rule.preconditioner(point.theta);
  const own = matrix === null ? (proposal?.direction ?? null) : solveOrNull(matrix, point, 0, true);
  return noted(state, 'cosineToNaturalGradientUndamped', own, natural);
}

/** |(EF + lambda I)^{-1} g| / |(F + lambda I)^{-1} g|, both with the run's damping as above. */
export function normRatio(state: StateView): number {
  const { point } = state;
  const fisher = fullMatrix(point, 'fisher');
  const empirical = fullMatrix(point, 'empirical-fisher');
  const above = solveOrNull(empirical, point, dampingFor(state, empirical));
  const below = solveOrNull(fisher, point, dampingFor(state, fisher));
  return above === null || below === null ? Number.NaN : norm(above) / norm(below);
}

/** The run's damping at this state for a matrix: what the rule asks for, carried over by traces when relative. */
function dampingFor({ point, proposal, rule, relativeDamping }: StateView, matrix: CurvatureMatrix): number {
  const own = proposal?.requestedDamping ?? null;
  if (own === null) return referenceDamping;
  if (!relativeDamping) return own;
  const trace = Math.abs(rule.preconditioner(point.theta)?.trace() ?? Number.NaN);
  return trace > 0 ? (own * matrix.trace()) / trace : own;
}

/** (B + lambda I)^{-1} g, or null where no damping helps or (when `exactly`) where the damping had to be raised. */
function solveOrNull(
  matrix: CurvatureMatrix,
  point: Point,
  damping: number,
  exactly = false,
): Float64Array | null {
  const out = new Float64Array(point.theta.length);
  try {
    const { raised } = matrix.solve(point.gradient, damping, out);
    return exactly && raised > 0 ? null : out;
  } catch (error) {
    if (error instanceof SingularMatrixError) return null;
    throw error;
  }
}

function noted(
  state: StateView,
  quantity: string,
  own: Float64Array | null,
  natural: Float64Array | null,
): number {
  const value = own === null || natural === null ? Number.NaN : cosine(own, natural);
  if (Number.isNaN(value)) {
    const reason =
      own === null || natural === null
        ? 'a matrix is singular, so a direction does not exist'
        : 'a direction is zero or not finite';
    state.note({ kind: 'cosine-undefined', quantity, message: `${quantity} cannot be formed: ${reason}` });
  }
  return value;
}
