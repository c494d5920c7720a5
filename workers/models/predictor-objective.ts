/** The objective of any predictor with any likelihood: value, gradient and linearization (math.md sections 1-3). */

import type { Likelihood } from '../likelihoods/likelihood.ts';
import { dot } from '../linalg/vector.ts';
import type { Linearization, Objective } from './objective.ts';
import type { Predictor } from './predictor.ts';

/** Rows a partial sum of the loss runs over. */
const sumChunk = 1024;

export interface ObjectiveParts {
  readonly predictor: Predictor;
  readonly likelihood: Likelihood;
  /** y_n, one a row of the predictor's design. */
  readonly target: Float64Array;
  readonly scaling: 'mean' | 'sum';
  readonly l2: number;
}

/**
 * Outputs are remembered for the last theta, so that the value, gradient and curvature of one iteration share one
 * forward pass.
 */
export function predictorObjective(parts: ObjectiveParts): Objective {
  const { predictor, likelihood, target, scaling, l2 } = parts;
  const { dimension, rows, outputs } = predictor;
  const weight = scaling === 'mean' ? 1 / rows : 1;
  const f = new Float64Array(rows * outputs);
  const residuals = new Float64Array(rows * outputs);
  const lastTheta = new Float64Array(dimension);
  let hasOutputs = false;
  let hasResiduals = false;

  function forward(theta: Float64Array): void {
    if (hasOutputs && sameNumbers(theta, lastTheta)) return;
    predictor.forward(theta, f);
    lastTheta.set(theta);
    hasOutputs = true;
    hasResiduals = false;
  }

  function fillResiduals(): void {
    if (hasResiduals) return;
    likelihood.residual(f, target, 0, rows, residuals);
    hasResiduals = true;
  }

  function value(theta: Float64Array): number {
    forward(theta);
    let sum = 0;
    for (let from = 0; from < rows; from += sumChunk) {
      sum += likelihood.value(f, target, from, Math.min(rows, from + sumChunk));
    }
    const data = weight * sum;
    return l2 === 0 ? data : data + 0.5 * l2 * dot(theta, theta);
  }

  function gradient(theta: Float64Array, out: Float64Array): number {
    const loss = value(theta);
    fillResiduals();
    predictor.transposedProduct(residuals, out);
    for (let i = 0; i < dimension; i++) out[i] = weight * out[i]! + l2 * theta[i]!;
    return loss;
  }

  function linearize(theta: Float64Array): Linearization {
    forward(theta);
    fillResiduals();
    const unit = new Float64Array(outputs);
    return {
      theta: lastTheta,
      outputs: f,
      residuals,
      jacobian(row, out) {
        for (let m = 0; m < outputs; m++) {
          unit.fill(0);
          unit[m] = 1;
          predictor.rowProducts(unit, row, row + 1, out.subarray(m * dimension, (m + 1) * dimension));
        }
      },
      jacobianProduct: predictor.jacobianProduct,
      transposedProduct: predictor.transposedProduct,
      rowProducts: predictor.rowProducts,
      gram: predictor.gram,
      sweep: predictor.sweep,
      outputHessianProduct: (u, v, out) =>
        predictor.transposedTangent(u, new Float64Array(rows * outputs), v, out),
    };
  }

  /** H v = weight (sum_n J_n^T Lambda_n J_n v + sum_nm r_nm Hess f_n^(m) v) + l2 v, Eq. 9. */
  function hessianProduct(theta: Float64Array, v: Float64Array, out: Float64Array): void {
    forward(theta);
    fillResiduals();
    const moved = new Float64Array(rows * outputs);
    predictor.jacobianProduct(v, moved);
    multiplyByCurvature(likelihood, f, moved);
    predictor.transposedTangent(residuals, moved, v, out);
    for (let i = 0; i < dimension; i++) out[i] = weight * out[i]! + l2 * v[i]!;
  }

  return {
    dimension,
    rows,
    outputs,
    likelihood,
    target,
    scaling,
    l2,
    weight,
    linear: predictor.linear,
    layers: predictor.layers,
    value,
    gradient,
    outputsAt(theta, out) {
      forward(theta);
      out.set(f);
    },
    accuracy(theta) {
      if (likelihood.name !== 'bernoulli' && likelihood.name !== 'categorical') {
        throw new TypeError(`accuracy needs a classifier, not a ${likelihood.name} likelihood`);
      }
      forward(theta);
      let right = 0;
      for (let n = 0; n < rows; n++) if (likelihood.mode(f, n) === target[n]) right++;
      return right / rows;
    },
    rSquared(theta) {
      if (likelihood.name !== 'gaussian') {
        throw new TypeError(`R^2 needs least squares, not a ${likelihood.name} likelihood`);
      }
      forward(theta);
      let mean = 0;
      for (let n = 0; n < rows; n++) mean += target[n]! / rows;
      let residual = 0;
      let total = 0;
      for (let n = 0; n < rows; n++) {
        residual += (f[n]! - target[n]!) ** 2;
        total += (target[n]! - mean) ** 2;
      }
      return 1 - residual / total;
    },
    linearize,
    hessianProduct,
    onRows(indices) {
      return predictorObjective({
        ...parts,
        predictor: predictor.onRows(indices),
        target: Float64Array.from(indices, (row) => target[row]!),
      });
    },
  };
}

/** u_n <- Lambda_n u_n, in place. */
function multiplyByCurvature(likelihood: Likelihood, f: Float64Array, u: Float64Array): void {
  const m = likelihood.outputs;
  const rows = u.length / m;
  const chunk = Math.min(rows, Math.max(16, Math.floor(32768 / (m * m))));
  const lambda = new Float64Array(chunk * m * m);
  const product = new Float64Array(m);
  for (let from = 0; from < rows; from += chunk) {
    const to = Math.min(rows, from + chunk);
    likelihood.curvature(f.subarray(from * m, to * m), 0, to - from, lambda);
    for (let n = from; n < to; n++) {
      for (let i = 0; i < m; i++) {
        const at = ((n - from) * m + i) * m;
        let sum = 0;
        for (let k = 0; k < m; k++) sum += lambda[at + k]! * u[n * m + k]!;
        product[i] = sum;
      }
      u.set(product, n * m);
    }
  }
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
