/** Products only, solved by conjugate gradients: nothing of size D x D is ever stored. */

import { conjugateGradients, type CgResult } from '../linalg/conjugate-gradients.ts';
import { addScaled, norm, scale } from '../linalg/vector.ts';
import { applyFactors } from '../models/output-factors.ts';
import type { Objective } from '../models/objective.ts';
import { denseFromProducts, type CurvatureMatrix, type Solved } from './curvature.ts';
import { raiseDamping, sizeOf } from './damping.ts';
import { diagonalMatrix } from './diagonal-matrix.ts';
import { hessianDiagonal } from './hessian.ts';
import type { OuterProducts } from './outer-products.ts';

export interface CgLimits {
  readonly iterations: number;
  /** Relative residual at which conjugate gradients stop. */
  readonly tolerance: number;
}

export interface Products {
  readonly dimension: number;
  /** out = B v */
  readonly multiply: (v: Float64Array, out: Float64Array) => void;
  readonly diagonal: () => Float64Array;
}

export class MatrixFree implements CurvatureMatrix {
  readonly dimension: number;
  readonly #products: Products;
  readonly #limits: CgLimits;

  constructor(products: Products, limits: CgLimits) {
    this.dimension = products.dimension;
    this.#products = products;
    this.#limits = limits;
  }

  multiply(v: Float64Array, out: Float64Array): void {
    this.#products.multiply(v, out);
  }

  diagonal(): Float64Array {
    return this.#products.diagonal();
  }

  trace(): number {
    return this.diagonal().reduce((sum, entry) => sum + entry, 0);
  }

  toDense(): Float64Array {
    return denseFromProducts(this);
  }

  /** The trace, or what says more of an indefinite matrix: its largest diagonal entry, |B g|/|g|. */
  #size(g: Float64Array): number {
    const diagonal = this.diagonal();
    const trace = diagonal.reduce((sum, entry) => sum + entry, 0);
    const product = new Float64Array(this.dimension);
    this.multiply(g, product);
    return Math.max(sizeOf(trace, diagonal), norm(product) / norm(g) || 0);
  }

  /** Damping is raised where conjugate gradients meet a direction without positive curvature. */
  solve(g: Float64Array, damping: number, out: Float64Array): Solved {
    const { iterations, tolerance } = this.#limits;
    let result: CgResult | null = null;
    const solved = raiseDamping(
      damping,
      () => this.#size(g),
      this.dimension,
      (lambda) => {
        const damped = (v: Float64Array, product: Float64Array) => {
          this.multiply(v, product);
          if (lambda !== 0) addScaled(product, lambda, v);
        };
        result = conjugateGradients(damped, g, iterations, tolerance, out);
        return !result.indefinite;
      },
    );
    const { iterations: steps, relativeResidual, converged } = result!;
    return { ...solved, cg: { iterations: steps, relativeResidual, converged } };
  }
}

/** The chain v -> J v -> C J v -> J^T C J v, one row of outputs at a time. */
export function matrixFreeProducts(source: OuterProducts): Products {
  const { objective, factors, weight, penalty } = source;
  // A copy, because the objective may be evaluated elsewhere between products; linearize then comes back here.
  const theta = source.linearization.theta.slice();
  const forward = new Float64Array(objective.rows * objective.outputs);
  const weighted = new Float64Array(objective.rows * objective.outputs);
  return {
    dimension: objective.dimension,
    multiply(v, out) {
      const linearization = objective.linearize(theta);
      linearization.jacobianProduct(v, forward);
      applyFactors(factors, forward, objective.rows, objective.outputs, weighted);
      linearization.transposedProduct(weighted, out);
      scale(out, weight);
      if (penalty !== 0) addScaled(out, penalty, v);
    },
    diagonal: () => diagonalMatrix({ ...source, linearization: objective.linearize(theta) }).diagonal(),
  };
}

/** Hessian products; `penalty` in place of the objective's l2. */
export function hessianProducts(objective: Objective, theta: Float64Array, penalty: number): Products {
  const at = theta.slice();
  const correction = penalty - objective.l2;
  return {
    dimension: objective.dimension,
    multiply(v, out) {
      objective.hessianProduct(at, v, out);
      if (correction !== 0) addScaled(out, correction, v);
    },
    diagonal: () => hessianDiagonal(objective, at).map((entry) => entry + correction),
  };
}
