/**
 * Maximum likelihood of a linear predictor, many times over for the parametric bootstrap: Newton in coordinates
 * without redundancy (independent columns; for C classes C - 1 outputs, the last one fixed at 0).
 */

import type { Likelihood } from '../likelihoods/likelihood.ts';
import { choleskyFactor, choleskySolve } from '../linalg/cholesky.ts';
import { addWeightedGram } from '../linalg/dense.ts';
import { addTransposedProduct, productWithTransposed } from '../linalg/gemm.ts';
import { dot } from '../linalg/vector.ts';

export interface LinearFit {
  /** Free outputs a row: C - 1 for categorical, else 1. */
  readonly free: number;
  /** f (N x M) at the maximum, the fixed output of the last class included. */
  readonly outputs: Float64Array;
  /** Parameters (free x P), row by row. */
  readonly theta: Float64Array;
}

const mostSteps = 60;
/**
 * A step that moves no output by more than this is the last one: the next would move them by about its square. The
 * loss no longer says anything here, its changes are below rounding.
 */
const lastMovement = 1e-6;

/** Outputs a row that the parameters move. */
export function freeOutputs(likelihood: Likelihood): number {
  return likelihood.name === 'categorical' ? likelihood.outputs - 1 : 1;
}

/**
 * @param x N x P of independent columns
 * @param start theta (free x P)
 * @returns null where no maximum is reached (it is at infinity, or rounding is in the way)
 */
export function fitLinear(
  likelihood: Likelihood,
  x: Float64Array,
  rows: number,
  columns: number,
  y: Float64Array,
  start: Float64Array,
): LinearFit | null {
  const m = likelihood.outputs;
  const free = freeOutputs(likelihood);
  const d = free * columns;
  const outputs = new Float64Array(rows * m);
  const moved = new Float64Array(rows * free);
  const r = new Float64Array(rows * m);
  const lambda = new Float64Array(rows * m * m);
  const gradient = new Float64Array(d);
  const hessian = new Float64Array(d * d);
  const step = new Float64Array(d);
  let theta = start.slice();

  /** Fills `outputs` for theta and returns the loss. */
  function evaluate(at: Float64Array): number {
    productWithTransposed(x, at, rows, free, columns, moved);
    for (let n = 0; n < rows; n++) for (let c = 0; c < free; c++) outputs[n * m + c] = moved[n * free + c]!;
    return likelihood.value(outputs, y, 0, rows);
  }

  let loss = evaluate(theta);
  for (let k = 0; k < mostSteps; k++) {
    likelihood.residual(outputs, y, 0, rows, r);
    likelihood.curvature(outputs, 0, rows, lambda);
    for (let n = 0; n < rows; n++) for (let c = 0; c < free; c++) moved[n * free + c] = r[n * m + c]!;
    gradient.fill(0);
    addTransposedProduct(moved, x, rows, free, columns, gradient);
    fillHessian(x, rows, columns, lambda, m, free, hessian);
    if (!choleskyFactor(hessian, d)) return null;
    choleskySolve(hessian, d, gradient, step);
    productWithTransposed(x, step, rows, free, columns, moved);
    const movement = moved.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (movement <= lastMovement) {
      theta = theta.map((t, i) => t - step[i]!);
      evaluate(theta);
      return { free, outputs, theta };
    }
    const slope = dot(gradient, step);
    let size = 1;
    for (;;) {
      const next = theta.map((t, i) => t - size * step[i]!);
      const value = evaluate(next);
      if (value <= loss - 1e-4 * size * slope) {
        theta = next;
        loss = value;
        break;
      }
      size /= 2;
      if (size < 1e-9) return null;
    }
  }
  return null;
}

/** Block (c, k) of the Hessian is X^T diag(Lambda_ck) X; the lower triangle. */
function fillHessian(
  x: Float64Array,
  rows: number,
  columns: number,
  lambda: Float64Array,
  m: number,
  free: number,
  out: Float64Array,
): void {
  out.fill(0);
  const d = free * columns;
  const weights = new Float64Array(rows);
  const block = new Float64Array(columns * columns);
  for (let c = 0; c < free; c++) {
    for (let k = 0; k <= c; k++) {
      for (let n = 0; n < rows; n++) weights[n] = lambda[(n * m + c) * m + k]!;
      block.fill(0);
      addWeightedGram(x, rows, columns, weights, block);
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j < columns; j++) {
          const from = i >= j ? i * columns + j : j * columns + i;
          out[(c * columns + i) * d + k * columns + j] = block[from]!;
        }
      }
    }
  }
}
