/**
 * Least squares with a constant preconditioner (gd, ngd, newton, ggn): the Hessian
 * H = weight/s2 X^T X + l2 I = V diag(h) V^T does not change, so in its eigenbasis every error coordinate shrinks by
 * its own factor a step,
 *
 *     e_i <- (1 - gamma h_i/(h_i + lambda)) e_i        (gd: 1 - gamma h_i),      e = V^T (theta - theta*),
 *     L = L(theta*) + 1/2 sum_i h_i e_i^2,
 *
 * and a cell costs D multiplications a step. V and h come from a singular value decomposition of X, not from H, so
 * that small eigenvalues keep their digits.
 */

import { singularValues } from '../../linalg/singular-values.ts';
import { denseRows } from '../../models/design.ts';
import { divergenceLimit } from '../divergence.ts';
import type { CellOutcome } from './cell-run.ts';
import type { FirstStep, FirstSteps } from './first-step.ts';
import { precisionOf } from './lane-evaluator.ts';
import { atStart, type BatchHooks, type BatchInput, type CellRequest } from './run-batch.ts';

/** Singular values below this share of the largest are zero: rounding of X. */
const rankTolerance = 1e-13;

export function leastSquaresCells(
  input: BatchInput,
  first: FirstSteps,
  requests: readonly CellRequest[],
  hooks: BatchHooks,
): void {
  const basis = eigenbasis(input);
  requests.forEach(({ stepSize, damping }, index) => {
    if (hooks.cancelled()) return;
    const step = first.of(damping);
    hooks.finished(
      index,
      step === null ? atStart('failed', first.loss) : runCell(basis, input, stepSize, step),
    );
  });
}

interface Eigenbasis {
  /** L(theta*) */
  readonly minimum: number;
  readonly eigenvalues: Float64Array;
  /** e at the start. */
  readonly error: Float64Array;
}

function eigenbasis({ design, objective, start }: BatchInput): Eigenbasis {
  const { rows, columns } = design;
  const x = denseRows(design, 0, rows, new Float64Array(rows * columns));
  const { values, right } = singularValues(x, rows, columns);
  const factor = objective.weight * precisionOf(objective);
  const largest = Math.max(...values);
  const eigenvalues = values.map((s) => (s <= rankTolerance * largest ? 0 : factor * s * s) + objective.l2);
  // theta* in the eigenbasis: h_i c_i = weight/s2 (V^T X^T y)_i.
  const moments = new Float64Array(columns);
  for (let n = 0; n < rows; n++) {
    for (let j = 0; j < columns; j++) moments[j]! += factor * objective.target[n]! * x[n * columns + j]!;
  }
  const along = (v: Float64Array, i: number) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += right[j * columns + i]! * v[j]!;
    return sum;
  };
  const centre = eigenvalues.map((h, i) => (h > 0 ? along(moments, i) / h : 0));
  const theta = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < columns; i++) theta[j]! += right[j * columns + i]! * centre[i]!;
  }
  const error = centre.map((c, i) => along(start, i) - c);
  return { minimum: objective.value(theta), eigenvalues, error };
}

/** @param first its damping is what every factorization of the constant H succeeds with */
function runCell(basis: Eigenbasis, input: BatchInput, stepSize: number, first: FirstStep): CellOutcome {
  const { minimum, eigenvalues } = basis;
  const { damping, raised } = first;
  const shrink = eigenvalues.map((h) => 1 - stepSize * (damping === null ? h : h / (h + damping)));
  const error = basis.error.slice();
  const lossOf = () => {
    let sum = minimum;
    for (let i = 0; i < error.length; i++) sum += 0.5 * eigenvalues[i]! * error[i]! * error[i]!;
    return sum;
  };
  const firstLoss = lossOf();
  const limit = divergenceLimit(firstLoss, input.stop.divergenceFactor);
  let [loss, bestLoss, k] = [firstLoss, firstLoss, 0];
  const outcome = (status: CellOutcome['status']) => ({
    status,
    iterations: k,
    finalLoss: loss,
    bestLoss,
    dampingRaised: raised,
  });
  while (k < input.iterations) {
    for (let i = 0; i < error.length; i++) if (error[i] !== 0) error[i]! *= shrink[i]!;
    k += 1;
    loss = lossOf();
    if (loss < bestLoss) bestLoss = loss;
    if (!(loss <= limit && Number.isFinite(loss))) return outcome('diverged');
  }
  return outcome('completed');
}
