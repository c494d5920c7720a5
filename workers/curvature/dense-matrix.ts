/** A curvature matrix stored whole, solved by Cholesky. */

import { choleskyFactor, choleskySolve } from '../linalg/cholesky.ts';
import { multiply } from '../linalg/dense.ts';
import type { CurvatureMatrix, Solved } from './curvature.ts';
import { raiseDamping } from './damping.ts';

export class DenseMatrix implements CurvatureMatrix {
  readonly dimension: number;
  readonly #entries: Float64Array;
  readonly #factor: Float64Array;
  /** What #factor holds: the damping asked for and the one that succeeded. */
  #factored: { readonly asked: number; readonly solved: Solved } | null = null;

  /** @param entries D x D, row-major, symmetric; kept, not copied */
  constructor(entries: Float64Array, dimension: number) {
    this.dimension = dimension;
    this.#entries = entries;
    this.#factor = new Float64Array(entries.length);
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

  toDense(): Float64Array {
    return this.#entries.slice();
  }

  solve(g: Float64Array, damping: number, out: Float64Array): Solved {
    const n = this.dimension;
    if (this.#factored?.asked !== damping) {
      this.#factored = null;
      const solved = raiseDamping(damping, this.trace(), n, (lambda) => this.#factorWith(lambda));
      this.#factored = { asked: damping, solved };
    }
    choleskySolve(this.#factor, n, g, out);
    return this.#factored!.solved;
  }

  #factorWith(lambda: number): boolean {
    const n = this.dimension;
    this.#factor.set(this.#entries);
    for (let i = 0; i < n; i++) this.#factor[i * (n + 1)]! += lambda;
    return choleskyFactor(this.#factor, n);
  }
}
