/**
 * The minimum of a convex loss (a linear predictor with any likelihood) by damped Newton, in coordinates that leave
 * out the directions in which no output changes.
 */

import type { Minimum } from '#contract/results.ts';
import { curvatureFor } from '../curvature/curvature-for.ts';
import { DenseMatrix } from '../curvature/dense-matrix.ts';
import { multiply, multiplyTransposed, transpose } from '../linalg/dense.ts';
import { matrixProduct } from '../linalg/gemm.ts';
import { symmetricEigen } from '../linalg/eigen.ts';
import { dot } from '../linalg/vector.ts';
import type { Objective } from '../models/objective.ts';
import { armijoStepSize } from '../optimizers/line-search.ts';

/** Converged when a full Newton step moves no output by more than this. */
const convergedMovement = 1e-9;
/** Steps that move outputs by less than this share of the largest are taken whole. */
const nearMovement = 1e-5;
/** Steps that move an output by more than this do not approach anything. */
const farMovement = 0.5;
/**
 * So many of them in a row, and the minimum is at infinity: a Newton step moves a separated row by about 1 for ever,
 * while a finite minimum whose outputs are 25 away would need probabilities of 1e-11.
 */
const farSteps = 25;
const maximumSteps = 500;

export function minimizeConvex(objective: Objective, cancelled: () => boolean): Minimum {
  const { dimension } = objective;
  const basis = outputBasis(objective);
  const theta = new Float64Array(dimension);
  const gradient = new Float64Array(dimension);
  const step = new Float64Array(dimension);
  const reducedGradient = new Float64Array(basis.rank);
  const reducedStep = new Float64Array(basis.rank);
  let far = 0;
  let previous = Infinity;
  for (let k = 0; k < maximumSteps && !cancelled(); k++) {
    const loss = objective.gradient(theta, gradient);
    const hessian = curvatureFor(objective, theta, { matrix: 'hessian' }).toDense();
    multiplyTransposed(basis.vectors, dimension, basis.rank, gradient, reducedGradient);
    new DenseMatrix(reduce(hessian, basis), basis.rank).solve(reducedGradient, 0, reducedStep);
    multiply(basis.vectors, dimension, basis.rank, reducedStep, step);
    const movement = largestMovement(objective, theta, step);
    // So near, Newton converges quadratically, and the loss is too flat for a line search to see it. Where rounding
    // lets steps shrink no further, the limit is the best there is.
    const near = movement <= nearMovement * (1 + largestOutput(objective, theta));
    if (movement <= convergedMovement || (near && movement >= previous)) {
      if (movement <= convergedMovement) subtract(theta, step, 1);
      return located(objective, theta, basis);
    }
    previous = movement;
    const size = near
      ? 1
      : armijoStepSize((at) => objective.value(at), theta, loss, step, dot(gradient, step), 1);
    if (size === null) {
      // The loss cannot fall any further in floating point, yet outputs still move: their rows' loss has vanished.
      return movement > farMovement && objective.l2 === 0
        ? none(objective, theta, separated(objective), true)
        : none(objective, theta, 'the search for the minimum stalled before it converged', false);
    }
    subtract(theta, step, size);
    far = movement * size > farMovement ? far + 1 : 0;
    if (far >= farSteps && objective.l2 === 0) return none(objective, theta, separated(objective), true);
  }
  const reason = cancelled() ? 'its search was cancelled' : `not reached in ${maximumSteps} Newton steps`;
  return none(objective, theta, reason, false);
}

function subtract(theta: Float64Array, step: Float64Array, size: number): void {
  for (let i = 0; i < theta.length; i++) theta[i]! -= size * step[i]!;
}

/** Coordinates u of the parameters that outputs depend on: theta = vectors u. */
interface Basis {
  /** D x rank, row-major. */
  readonly vectors: Float64Array;
  readonly rank: number;
  /** D x (D - rank), row-major: parameters along its columns change no output. */
  readonly null: Float64Array;
}

/**
 * From the Fisher at theta = 0 with its diagonal scaled to ones (so that no choice of units makes a column look
 * dependent): eigenvectors with eigenvalues above rounding, whitened, so that the Newton system starts as the identity.
 * With a penalty every direction counts.
 */
function outputBasis(objective: Objective): Basis {
  const n = objective.dimension;
  const zero = new Float64Array(n);
  const fisher = curvatureFor(objective, zero, { matrix: 'fisher' }).toDense();
  const scale = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(fisher[i * (n + 1)]! || 1));
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) fisher[i * n + j]! *= scale[i]! * scale[j]!;
  const { values, vectors } = symmetricEigen(fisher, n);
  const threshold = objective.l2 > 0 ? 0 : 4 * n * Number.EPSILON * values[n - 1]!;
  const nullity = values.reduce((count, value) => (value > threshold ? count : count + 1), 0);
  const rank = n - nullity;
  const basis = { vectors: new Float64Array(n * rank), rank, null: new Float64Array(n * nullity) };
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const entry = scale[i]! * vectors[i * n + k]!;
      if (k < nullity) basis.null[i * nullity + k] = entry;
      else basis.vectors[i * rank + k - nullity] = entry / Math.sqrt(values[k]!);
    }
  }
  return basis;
}

/** V^T H V (rank x rank). */
function reduce(hessian: Float64Array, { vectors, rank }: Basis): Float64Array {
  const n = vectors.length / Math.max(1, rank);
  const product = matrixProduct(hessian, vectors, n, n, rank);
  return matrixProduct(transpose(vectors, n, rank), product, rank, n, rank);
}

/** max over rows and outputs of |J_n step|. */
function largestMovement(objective: Objective, theta: Float64Array, step: Float64Array): number {
  const moved = new Float64Array(objective.rows * objective.outputs);
  objective.linearize(theta).jacobianProduct(step, moved);
  return moved.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function largestOutput(objective: Objective, theta: Float64Array): number {
  const outputs = new Float64Array(objective.rows * objective.outputs);
  objective.outputsAt(theta, outputs);
  return outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function located(objective: Objective, theta: Float64Array, basis: Basis): Minimum {
  const nullity = objective.dimension - basis.rank;
  if (nullity > 0) projectOut(theta, basis.null, nullity);
  return {
    status: nullity === 0 ? 'found' : 'not-unique',
    loss: objective.value(theta),
    theta: Array.from(theta),
    reason:
      nullity === 0
        ? ''
        : `the outputs depend on ${basis.rank} of ${objective.dimension} directions of the parameters only ` +
          '(collinear, constant or redundant columns); these are the parameters of least norm',
  };
}

/** Removes from theta its components along the columns of a D x k matrix (Gram-Schmidt, twice for rounding). */
function projectOut(theta: Float64Array, columns: Float64Array, k: number): void {
  const n = theta.length;
  const unit: Float64Array[] = [];
  const remove = (v: Float64Array) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const u of unit) {
        const along = dot(u, v);
        for (let i = 0; i < n; i++) v[i]! -= along * u[i]!;
      }
    }
  };
  for (let c = 0; c < k; c++) {
    const v = Float64Array.from({ length: n }, (_, i) => columns[i * k + c]!);
    remove(v);
    const length = Math.sqrt(dot(v, v));
    if (length > 0) unit.push(v.map((value) => value / length));
  }
  remove(theta);
}

function separated(objective: Objective): string {
  const name = objective.likelihood.name;
  const what =
    name === 'poisson'
      ? 'some combination of the columns is non-zero for rows with count 0 only'
      : 'a hyperplane separates labels (of all rows, or of those where some column is non-zero)';
  return `the minimum is at infinity: ${what}, so the loss falls for ever as the parameters grow`;
}

function none(objective: Objective, theta: Float64Array, reason: string, penalize: boolean): Minimum {
  const l2 = objective.scaling === 'mean' ? 1e-3 : 1e-3 * objective.rows;
  return {
    status: 'none',
    loss: objective.value(theta),
    theta: [],
    reason: penalize ? `${reason}; a penalty makes it finite, e.g. model.l2 = ${l2}` : reason,
  };
}
