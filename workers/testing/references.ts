/**
 * Curvature matrices written down from their definitions, row by row and slowly, as yardsticks: Jacobians by finite
 * differences, expectations over labels by enumeration, quadrature or a truncated sum.
 */

import type { Objective } from '../models/objective.ts';
import { differenceGradient, differenceJacobian } from './numeric.ts';

/** Labels and probabilities that integrate polynomials of degree 3 in y exactly (Poisson: to 1e-15). */
export function labelDistribution(objective: Objective, f: Float64Array): [label: number, p: number][] {
  switch (objective.likelihood.name) {
    case 'bernoulli': {
      const p = Math.exp(f[0]!) / (1 + Math.exp(f[0]!));
      return [
        [0, 1 - p],
        [1, p],
      ];
    }
    case 'categorical': {
      const total = f.reduce((sum, fc) => sum + Math.exp(fc), 0);
      return Array.from(f, (fc, c) => [c, Math.exp(fc) / total]);
    }
    case 'gaussian': {
      // Three-point Gauss-Hermite: nodes f, f +- sqrt(3) s, weights 2/3, 1/6, 1/6. s2 = 1/Lambda.
      const lambda = new Float64Array(1);
      objective.likelihood.curvature(f, 0, 1, lambda);
      const far = Math.sqrt(3 / lambda[0]!);
      return [
        [f[0]!, 2 / 3],
        [f[0]! - far, 1 / 6],
        [f[0]! + far, 1 / 6],
      ];
    }
    case 'poisson': {
      const mean = Math.exp(f[0]!);
      const out: [number, number][] = [];
      let p = Math.exp(-mean);
      for (let k = 0; k < 400; k++) {
        out.push([k, p]);
        p *= mean / (k + 1);
      }
      return out;
    }
  }
}

/** Jacobians of all rows (N M x D) by central differences of the outputs. */
export function numericJacobian(objective: Objective, theta: Float64Array): Float64Array {
  return differenceJacobian(
    (at, out) => objective.outputsAt(at, out),
    theta,
    objective.rows * objective.outputs,
  );
}

/** Eq. 2: weight sum_n E_y of g g^T, g = J_n^T r_n(y); no penalty. */
export function fisherByDefinition(objective: Objective, theta: Float64Array): Float64Array {
  const { dimension: d, outputs: m, rows } = objective;
  const jacobian = numericJacobian(objective, theta);
  const f = new Float64Array(rows * m);
  objective.outputsAt(theta, f);
  const fisher = new Float64Array(d * d);
  const r = new Float64Array(m);
  for (let n = 0; n < rows; n++) {
    const fn = f.slice(n * m, (n + 1) * m);
    for (const [label, p] of labelDistribution(objective, fn)) {
      objective.likelihood.residual(fn, Float64Array.of(label), 0, 1, r);
      const g = Float64Array.from({ length: d }, (_, i) =>
        r.reduce((sum, rm, k) => sum + rm * jacobian[(n * m + k) * d + i]!, 0),
      );
      addOuter(fisher, g, objective.weight * p);
    }
  }
  return fisher;
}

/** Gradients of single rows (N x D) by central differences of single-row values; scaling and penalty left out. */
export function numericRowGradients(objective: Objective, theta: Float64Array): Float64Array[] {
  return Array.from({ length: objective.rows }, (_, n) => {
    const row = objective.onRows(Int32Array.of(n));
    const penalized = differenceGradient((at) => row.value(at), theta);
    return penalized.map((entry, i) => entry - objective.l2 * theta[i]!);
  });
}

/** Eq. 3: weight sum_n g_n g_n^T. */
export function empiricalFisherByDefinition(objective: Objective, theta: Float64Array): Float64Array {
  const ef = new Float64Array(objective.dimension ** 2);
  for (const g of numericRowGradients(objective, theta)) addOuter(ef, g, objective.weight);
  return ef;
}

/** The Jacobian of the gradient by central differences, penalty included. */
export function numericHessian(objective: Objective, theta: Float64Array): Float64Array {
  return differenceJacobian((at, out) => void objective.gradient(at, out), theta, objective.dimension);
}

export function addOuter(matrix: Float64Array, g: Float64Array, factor: number): void {
  const d = g.length;
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) matrix[i * d + j]! += factor * g[i]! * g[j]!;
}

export function plusDiagonal(matrix: Float64Array, n: number, c: number): Float64Array {
  return matrix.map((entry, i) => (i % (n + 1) === 0 ? entry + c : entry));
}
