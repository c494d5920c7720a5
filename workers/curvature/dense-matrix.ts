/** A curvature matrix stored whole, solved by Cholesky. */

import { choleskyFactor, choleskySolve } from '../linalg/cholesky.ts';
import { multiply } from '../linalg/dense.ts';
import { scale } from '../linalg/vector.ts';
import { requireDense, type CurvatureMatrix, type Solved } from './curvature.ts';
import { raiseDamping, sizeOf } from './damping.ts';
import type { OuterProducts } from './outer-products.ts';

export class DenseMatrix implements CurvatureMatrix {
  readonly dimension: number;
  readonly #entries: Float64Array;
  /** L of B + damping I; made on the first solve. */
  #factor: Float64Array | null = null;
  /** What #factor holds: the damping asked for and the one that succeeded. */
  #factored: { readonly asked: number; readonly solved: Solved } | null = null;

  /** @param entries D x D, row-major, symmetric; kept, not copied */
  constructor(entries: Float64Array, dimension: number) {
    this.dimension = dimension;
    this.#entries = entries;
  }

  multiply(v: Float64Array, out: Float64Array): void {
    multiply(this.#entries, this.dimension, this.dimension, v, out);
  }

  diagonal(): Float64Array {
    return Float64Array.from({ length: this.dimension }, (_, i) => this.#entries[i * (this.dimension + 1)]!);
  }

  trace(): number {
    let sum = 0;
    for (let i = 0; i < this.dimension; i++) sum += this.#entries[i * (this.dimension + 1)]!;
    return sum;
  }

  /** The entries themselves (D x D): for whoever averages matrices. */
  get entries(): Float64Array {
    return this.#entries;
  }

  toDense(): Float64Array {
    return this.#entries.slice();
  }

  solve(g: Float64Array, damping: number, out: Float64Array): Solved {
    if (this.#factored?.asked !== damping) {
      const solved = raiseDamping(
        damping,
        () => sizeOf(this.trace(), this.#entries),
        this.dimension,
        (lambda) => this.factorWith(lambda),
      );
      this.#factored = { asked: damping, solved };
    }
    this.solveFactored(g, out);
    return this.#factored!.solved;
  }

  /** Factorizes B + lambda I; false where it is not positive definite. */
  factorWith(lambda: number): boolean {
    const n = this.dimension;
    this.#factored = null;
    this.#factor ??= new Float64Array(n * n);
    this.#factor.set(this.#entries);
    for (let i = 0; i < n; i++) this.#factor[i * (n + 1)]! += lambda;
    return choleskyFactor(this.#factor, n);
  }

  /** Solves with the last factorization that succeeded. */
  solveFactored(g: Float64Array, out: Float64Array): void {
    choleskySolve(this.#factor!, this.dimension, g, out);
  }
}

/** The whole matrix. Throws a LabError `too-large` above D = 5000. */
export function fullMatrix(source: OuterProducts): DenseMatrix {
  const { objective, linearization, factors, weight, penalty } = source;
  requireDense(objective.dimension);
  const entries = new Float64Array(objective.dimension ** 2);
  linearization.gram(factors, entries);
  return scaledMatrix(entries, objective.dimension, weight, penalty);
}

/** weight A + penalty I, in place. */
export function scaledMatrix(
  a: Float64Array,
  dimension: number,
  weight: number,
  penalty: number,
): DenseMatrix {
  if (weight !== 1) scale(a, weight);
  if (penalty !== 0) for (let i = 0; i < dimension; i++) a[i * (dimension + 1)]! += penalty;
  return new DenseMatrix(a, dimension);
}
