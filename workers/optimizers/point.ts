/** An objective at one theta, each quantity computed once: what update rules and recorded quantities share. */

import type { CurvatureMatrix } from '../curvature/curvature.ts';
import { curvatureFor, type CurvatureOptions } from '../curvature/curvature-for.ts';
import type { Objective } from '../models/objective.ts';

export class Point {
  readonly objective: Objective;
  /** D; a copy. */
  readonly theta: Float64Array;
  readonly #gradient: Float64Array;
  readonly #matrices = new Map<string, CurvatureMatrix>();
  #loss: number | null = null;
  #hasGradient = false;

  /** At theta = 0 until moved. */
  constructor(objective: Objective) {
    this.objective = objective;
    this.theta = new Float64Array(objective.dimension);
    this.#gradient = new Float64Array(objective.dimension);
  }

  /** Moves to theta; everything is forgotten unless it is the theta of before, bit for bit. */
  moveTo(theta: Float64Array): this {
    if (sameNumbers(theta, this.theta)) return this;
    this.theta.set(theta);
    this.#loss = null;
    this.#hasGradient = false;
    this.#matrices.clear();
    return this;
  }

  /** L(theta), penalty included. */
  get loss(): number {
    return (this.#loss ??= this.objective.value(this.theta));
  }

  /** g (D), penalty included; valid until the point moves. */
  get gradient(): Float64Array {
    if (!this.#hasGradient) {
      this.#loss = this.objective.gradient(this.theta, this.#gradient);
      this.#hasGradient = true;
    }
    return this.#gradient;
  }

  /** A curvature matrix at theta. Those that draw labels are made anew each time. */
  matrix(options: CurvatureOptions): CurvatureMatrix {
    if (options.random !== undefined) return curvatureFor(this.objective, this.theta, options);
    const key = keyOf(options, this.objective.l2);
    let matrix = this.#matrices.get(key);
    if (matrix === undefined) {
      matrix = curvatureFor(this.objective, this.theta, options);
      this.#matrices.set(key, matrix);
    }
    return matrix;
  }
}

/** Whether two vectors are equal entry by entry (NaN is equal to nothing, 0 to -0). */
export function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The same for options that give the same matrix: defaults filled in, what has no effect left out. */
function keyOf(options: CurvatureOptions, l2: number): string {
  const { matrix, structure = 'full', fisher = 'exact', split = 'canonical' } = options;
  const dataOnly = matrix === 'empirical-fisher' || matrix === 'covariance';
  const ownPenalty = dataOnly || (matrix === 'ggn' && split === 'empirical') ? 0 : l2;
  return [
    matrix,
    structure,
    matrix === 'fisher' ? fisher : '',
    matrix === 'ggn' ? split : '',
    structure === 'matrix-free' ? `${options.cgIterations ?? ''} ${options.cgTolerance ?? ''}` : '',
    options.penalty ?? ownPenalty,
  ].join('|');
}
