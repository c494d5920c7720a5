/**
 * Four points, two features, logistic regression, worked by hand (mean scaling, no penalty):
 *
 *   x1 = (1, 0), x2 = (0, 1), x3 = (1, 1), x4 = (1, -1);  y = (1, 0, 1, 0);  theta = (ln 3, 0).
 *
 * Outputs f = theta^T x = (ln 3, 0, ln 3, ln 3), so p = sigmoid(f) = (3/4, 1/2, 3/4, 3/4).
 * Loss: (1/4)(-ln 3/4 - ln 1/2 - ln 3/4 - ln 1/4).
 * Residuals r = p - y = (-1/4, 1/2, -1/4, 3/4); Lambda = p(1-p) = (3/16, 1/4, 3/16, 3/16).
 *
 * g = (1/4) sum r x = (1/4) (-1/4 - 1/4 + 3/4, 1/2 - 1/4 - 3/4) = (1/16, -1/8).
 * F = (1/4) sum Lambda x x^T, entries times 4: (1,1) 3/16 + 3/16 + 3/16 = 9/16; (2,2) 1/4 + 3/16 + 3/16 = 10/16;
 *     (1,2) 3/16 - 3/16 = 0. So F = diag(9, 10)/64, and H = F (linear predictor).
 * EF = (1/4) sum r^2 x x^T with r^2 = (1, 4, 1, 9)/16, entries times 4: (1,1) 11/16; (2,2) 14/16; (1,2) (1 - 9)/16.
 *     So EF = [[11, -8], [-8, 14]]/64.
 * Sigma = EF - g g^T = [[44 - 1, -32 + 2], [-32 + 2, 56 - 4]]/256 = [[43, -30], [-30, 52]]/256 (Eq. 18).
 * F^{-1} g = (64/9 * 1/16, -64/10 * 1/8) = (4/9, -4/5).
 * EF^{-1} g = 64/(11*14 - 64) [[14, 8], [8, 11]] (1/16, -1/8) = (32/45) (-1/8, -7/8) = (-4/45, -28/45).
 */

import { describe, expect, it } from 'vitest';
import { createObjective } from '../models/create-objective.ts';
import { expectClose } from '../testing/numeric.ts';
import { dense } from '../testing/problems.ts';
import { curvatureFor } from './curvature-for.ts';

const sample = {
  design: dense(4, 2, [1, 0, 0, 1, 1, 1, 1, -1]),
  target: Float64Array.of(1, 0, 1, 0),
};
const theta = Float64Array.of(Math.log(3), 0);
const fisher = [9 / 64, 0, 0, 10 / 64];
const empirical = [11 / 64, -8 / 64, -8 / 64, 14 / 64];

describe('four points by hand', () => {
  const objective = createObjective({ kind: 'logistic', l2: 0 }, sample, 2, 'mean');

  it('loss and gradient', () => {
    const g = new Float64Array(2);
    const loss = objective.gradient(theta, g);
    expect(loss).toBeCloseTo(
      -(Math.log(3 / 4) + Math.log(1 / 2) + Math.log(3 / 4) + Math.log(1 / 4)) / 4,
      14,
    );
    expectClose(g, [1 / 16, -1 / 8], 1e-15);
  });

  it.each([
    ['fisher', fisher],
    ['hessian', fisher],
    ['ggn', fisher],
    ['empirical-fisher', empirical],
    ['covariance', [43 / 256, -30 / 256, -30 / 256, 52 / 256]],
  ] as const)('%s', (matrix, expected) => {
    expectClose(curvatureFor(objective, theta, { matrix }).toDense(), expected, 1e-15);
  });

  it('the two preconditioned directions', () => {
    const g = Float64Array.of(1 / 16, -1 / 8);
    const out = new Float64Array(2);
    curvatureFor(objective, theta, { matrix: 'fisher' }).solve(g, 0, out);
    expectClose(out, [4 / 9, -4 / 5], 1e-14);
    curvatureFor(objective, theta, { matrix: 'empirical-fisher' }).solve(g, 0, out);
    expectClose(out, [-4 / 45, -28 / 45], 1e-14);
  });

  it('sum scaling multiplies by N, and the penalty is added once', () => {
    const summed = createObjective({ kind: 'logistic', l2: 0.5 }, sample, 2, 'sum');
    const plus = (matrix: readonly number[], c: number) =>
      matrix.map((entry, i) => 4 * entry + (i % 3 === 0 ? c : 0));
    expectClose(curvatureFor(summed, theta, { matrix: 'fisher' }).toDense(), plus(fisher, 0.5), 1e-15);
    expectClose(
      curvatureFor(summed, theta, { matrix: 'empirical-fisher' }).toDense(),
      plus(empirical, 0),
      1e-15,
    );
    const g = new Float64Array(2);
    summed.gradient(theta, g);
    expectClose(g, [1 / 4 + 0.5 * Math.log(3), -1 / 2], 1e-15);
  });
});
