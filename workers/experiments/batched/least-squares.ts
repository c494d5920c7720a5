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

import type { Damping } from '#contract/optimizers.ts';
import { LANES } from '../../kernels/kernels.ts';
import { singularValues } from '../../linalg/singular-values.ts';
import type { CellOutcome } from './cell-run.ts';
import type { LaneEvaluator } from './lane-evaluator.ts';
import { dampingKey, type BatchHooks, type BatchInput, type CellRequest } from './run-batch.ts';
import { denseRows } from '../../models/design.ts';

/** Singular values below this share of the largest are zero: rounding of X. */
const rankTolerance = 1e-13;

export function leastSquaresCells(
  input: BatchInput,
  evaluator: LaneEvaluator,
  requests: readonly CellRequest[],
  hooks: BatchHooks,
): void {
  const basis = eigenbasis(input);
  const dampings = effectiveDampings(evaluator, input, requests);
  requests.forEach(({ stepSize, damping }, index) => {
    if (hooks.cancelled()) return;
    const effective = dampings.get(dampingKey(damping))!;
    hooks.finished(index, runCell(basis, input, stepSize, effective));
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
  const precision = new Float64Array(1);
  objective.likelihood.curvature(new Float64Array(1), 0, 1, precision);
  const factor = objective.weight * precision[0]!;
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

interface Effective {
  readonly damping: number | null;
  readonly raised: boolean;
  readonly singular: boolean;
}

/** The damping that a factorization of H succeeds with, for each one asked for. */
function effectiveDampings(
  evaluator: LaneEvaluator,
  { start }: BatchInput,
  requests: readonly CellRequest[],
): Map<string, Effective> {
  const entries = [
    ...new Map<string, Damping | null>(requests.map(({ damping }) => [dampingKey(damping), damping])),
  ];
  const effective = new Map<string, Effective>();
  for (let from = 0; from < entries.length; from += LANES) {
    const lanes = entries.slice(from, from + LANES);
    for (let slot = 0; slot < LANES; slot++) evaluator.setTheta(slot, start);
    evaluator.evaluateLosses(1);
    evaluator.evaluateGradients(1);
    const solves = evaluator.solve(
      0,
      Array.from({ length: LANES }, (_, lane) => lanes[lane]?.[1] ?? null),
    );
    lanes.forEach(([key, asked], lane) => {
      const { damping, raised, singular } = solves[lane]!;
      effective.set(key, { damping: asked === null ? null : damping, raised, singular });
    });
  }
  return effective;
}

function runCell(basis: Eigenbasis, input: BatchInput, stepSize: number, effective: Effective): CellOutcome {
  const { minimum, eigenvalues } = basis;
  const { damping, raised, singular } = effective;
  const shrink = eigenvalues.map((h) => 1 - stepSize * (damping === null ? h : h / (h + damping)));
  const error = basis.error.slice();
  const lossOf = () => {
    let sum = minimum;
    for (let i = 0; i < error.length; i++) sum += 0.5 * eigenvalues[i]! * error[i]! * error[i]!;
    return sum;
  };
  const first = lossOf();
  const limit = first + (input.stop.divergenceFactor - 1) * Math.abs(first);
  let [loss, bestLoss, k] = [first, first, 0];
  const outcome = (status: CellOutcome['status']) => ({
    status,
    iterations: k,
    finalLoss: loss,
    bestLoss,
    dampingRaised: raised,
  });
  if (singular) return outcome('failed');
  while (k < input.iterations) {
    for (let i = 0; i < error.length; i++) if (error[i] !== 0) error[i]! *= shrink[i]!;
    k += 1;
    loss = lossOf();
    if (loss < bestLoss) bestLoss = loss;
    if (!(loss <= limit && Number.isFinite(loss))) return outcome('diverged');
  }
  return outcome('completed');
}
