/** The paper's Propositions 1 and 2 and its footnote 3, as checks on an objective at one theta. */

import { extremeEigenvalues } from '../linalg/lanczos.ts';
import type { Objective } from '../models/objective.ts';
import { RandomStream } from '../random.ts';
import { outerProductsOf } from './curvature-for.ts';
import { fullMatrix } from './dense-matrix.ts';
import { diagonalMatrix } from './diagonal-matrix.ts';
import { expectationFactors } from './expectation.ts';
import { probabilitySplitFactors } from './probability-split.ts';

/**
 * Proposition 1: the Fisher by its definition (Eq. 2, an expectation over labels) against the Gauss-Newton matrix of
 * the canonical split (Eq. 12).
 * @param entries which entries are compared
 * @returns the largest absolute difference of two entries
 */
export function proposition1(
  objective: Objective,
  theta: Float64Array,
  entries: 'full' | 'diagonal' = 'full',
): number {
  const source = outerProductsOf(objective, theta, { matrix: 'ggn', split: 'canonical' });
  const build = entries === 'full' ? fullMatrix : diagonalMatrix;
  const ggn = build(source).entries;
  const factors = expectationFactors(objective.likelihood, source.linearization.outputs);
  const fisher = build({ ...source, factors }).entries;
  let error = 0;
  for (let i = 0; i < ggn.length; i++) error = Math.max(error, Math.abs(fisher[i]! - ggn[i]!));
  return error;
}

/**
 * The GGN of the EF split (Eq. 14) by its own formula; footnote 3 says that it is the empirical Fisher.
 * @returns D x D (row-major), or its diagonal
 */
export function empiricalSplit(
  objective: Objective,
  theta: Float64Array,
  entries: 'full' | 'diagonal',
): Float64Array {
  const source = outerProductsOf(objective, theta, { matrix: 'empirical-fisher' });
  const factors = probabilitySplitFactors(
    objective.likelihood,
    source.linearization.outputs,
    objective.target,
  );
  const build = entries === 'full' ? fullMatrix : diagonalMatrix;
  return build({ ...source, factors }).entries;
}

/** The two sides of |H - G|_2 <= beta r. */
export interface Proposition2 {
  /** |H - G|_2 */
  readonly left: number;
  /** beta r */
  readonly right: number;
  readonly beta: number;
  /** weight sum_n |r_n|_1 */
  readonly residual: number;
}

/**
 * Proposition 2, corrected (math.md section 3): the norm on the left is not squared. beta is the largest spectral
 * norm of a single output's Hessian at theta, over rows and outputs.
 * @param tick called before each row's output Hessians with the share that is done; may throw to stop
 */
export function proposition2(
  objective: Objective,
  theta: Float64Array,
  tick: (share: number) => void = () => undefined,
): Proposition2 {
  const { dimension, rows, outputs, weight } = objective;
  const { residuals } = objective.linearize(theta);
  const residual = weight * residuals.reduce((sum, r) => sum + Math.abs(r), 0);
  if (objective.linear) return { left: 0, right: 0, beta: 0, residual };
  const scaled = residuals.map((r) => weight * r);
  const left = spectralNorm(dimension, (v, out) => {
    objective.linearize(theta).outputHessianProduct(scaled, v, out);
  });
  let beta = 0;
  const unit = new Float64Array(outputs);
  for (let n = 0; n < rows; n++) {
    tick(n / rows);
    const linearization = objective.onRows(Int32Array.of(n)).linearize(theta);
    for (let m = 0; m < outputs; m++) {
      unit.fill(0);
      unit[m] = 1;
      const size = spectralNorm(dimension, (v, out) => linearization.outputHessianProduct(unit, v, out));
      beta = Math.max(beta, size);
    }
  }
  return { left, right: beta * residual, beta, residual };
}

/** |A|_2 of a symmetric operator. */
function spectralNorm(n: number, product: (v: Float64Array, out: Float64Array) => void): number {
  const { smallest, largest } = extremeEigenvalues(product, n, new RandomStream(0, 'spectral-norm'));
  return Math.max(Math.abs(smallest), Math.abs(largest));
}
