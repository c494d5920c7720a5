/** V V^T + penalty I with R < D columns, solved in R dimensions by Woodbury's identity. */

import { choleskyFactor, choleskySolve } from '../linalg/cholesky.ts';
import { multiply, multiplyTransposed, weightedGram } from '../linalg/dense.ts';
import { productWithTransposed } from '../linalg/gemm.ts';
import { addScaled, dot, scale } from '../linalg/vector.ts';
import { requireDense, type CurvatureMatrix, type Solved } from './curvature.ts';
import { raiseDamping } from './damping.ts';
import { fullMatrix, type DenseMatrix } from './dense-matrix.ts';
import type { OuterProducts } from './outer-products.ts';

export class LowRankMatrix implements CurvatureMatrix {
  readonly dimension: number;
  readonly #rank: number;
  /** V^T: R x D, row-major. */
  readonly #rows: Float64Array;
  readonly #penalty: number;
  /** V^T V: R x R. */
  readonly #gram: Float64Array;

  /** @param rows V^T, R x D row-major; kept, not copied */
  constructor(rows: Float64Array, rank: number, dimension: number, penalty: number) {
    this.dimension = dimension;
    this.#rank = rank;
    this.#rows = rows;
    this.#penalty = penalty;
    this.#gram = new Float64Array(rank * rank);
    productWithTransposed(rows, rows, rank, rank, dimension, this.#gram);
  }

  multiply(v: Float64Array, out: Float64Array): void {
    const inner = new Float64Array(this.#rank);
    multiply(this.#rows, this.#rank, this.dimension, v, inner);
    multiplyTransposed(this.#rows, this.#rank, this.dimension, inner, out);
    if (this.#penalty !== 0) addScaled(out, this.#penalty, v);
  }

  diagonal(): Float64Array {
    const out = new Float64Array(this.dimension).fill(this.#penalty);
    for (let r = 0; r < this.#rank; r++) {
      for (let i = 0; i < this.dimension; i++) out[i]! += this.#rows[r * this.dimension + i]! ** 2;
    }
    return out;
  }

  trace(): number {
    return dot(this.#rows, this.#rows) + this.#penalty * this.dimension;
  }

  toDense(): Float64Array {
    requireDense(this.dimension);
    const dense = new Float64Array(this.dimension ** 2);
    weightedGram(this.#rows, this.#rank, this.dimension, new Float64Array(this.#rank).fill(1), dense);
    for (let i = 0; i < this.dimension; i++) dense[i * (this.dimension + 1)]! += this.#penalty;
    return dense;
  }

  /**
   * (V V^T + mu I)^{-1} g = (g - V (mu I + V^T V)^{-1} V^T g) / mu with mu = damping + penalty. For mu = 0 the matrix
   * is singular (R < D), so the damping is raised.
   */
  solve(g: Float64Array, damping: number, out: Float64Array): Solved {
    const rank = this.#rank;
    const lower = new Float64Array(rank * rank);
    const solved = raiseDamping(
      damping,
      () => this.trace(),
      this.dimension,
      (lambda) => {
        const mu = lambda + this.#penalty;
        if (!(mu > 0)) return false;
        lower.set(this.#gram);
        for (let r = 0; r < rank; r++) lower[r * (rank + 1)]! += mu;
        return choleskyFactor(lower, rank);
      },
    );
    const inner = new Float64Array(rank);
    multiply(this.#rows, rank, this.dimension, g, inner);
    choleskySolve(lower, rank, inner, inner);
    multiplyTransposed(this.#rows, rank, this.dimension, inner, out);
    const mu = solved.damping + this.#penalty;
    for (let i = 0; i < this.dimension; i++) out[i] = (g[i]! - out[i]!) / mu;
    return solved;
  }
}

/** From the N K scaled one-row gradients where N K < D; otherwise the full matrix, which is then the smaller one. */
export function lowRankMatrix(source: OuterProducts): LowRankMatrix | DenseMatrix {
  const { objective, linearization, factors, weight, penalty } = source;
  const { dimension, rows, outputs } = objective;
  const rank = rows * factors.count;
  if (rank >= dimension) return fullMatrix(source);
  const v = new Float64Array(rank * dimension);
  const s = new Float64Array(rows * outputs);
  for (let k = 0; k < factors.count; k++) {
    factors.column(k, 0, rows, s);
    linearization.rowProducts(s, 0, rows, v.subarray(k * rows * dimension, (k + 1) * rows * dimension));
  }
  scale(v, Math.sqrt(weight));
  return new LowRankMatrix(v, rank, dimension, penalty);
}
