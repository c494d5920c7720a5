/** Exponential moving averages of the first two moments of one-row gradients, bias-corrected. */

import type { Point } from './point.ts';

export class RunningMoments {
  readonly #decay: number;
  #steps = 0;
  #mean = new Float64Array(0);
  #second = new Float64Array(0);

  /** @param decay in [0, 1): the weight that the past keeps at each step */
  constructor(decay: number) {
    this.#decay = decay;
  }

  /** Takes in the rows of a mini-batch: their mean gradient and mean outer product, data terms only. */
  update(point: Point): void {
    const { objective, theta, gradient } = point;
    const n = objective.dimension;
    if (this.#steps === 0) {
      this.#mean = new Float64Array(n);
      this.#second = new Float64Array(n * n);
    }
    this.#steps += 1;
    const second = point.matrix({ matrix: 'empirical-fisher', penalty: 0 }).toDense();
    const perRow = 1 / (objective.weight * objective.rows);
    const fresh = 1 - this.#decay;
    for (let i = 0; i < n; i++) {
      const data = perRow * (gradient[i]! - objective.l2 * theta[i]!);
      this.#mean[i] = this.#decay * this.#mean[i]! + fresh * data;
    }
    for (let i = 0; i < second.length; i++) {
      this.#second[i] = this.#decay * this.#second[i]! + fresh * perRow * second[i]!;
    }
  }

  /** m (D), the average of one-row gradients. */
  mean(): Float64Array {
    const correction = 1 / (1 - this.#decay ** this.#steps);
    return this.#mean.map((value) => value * correction);
  }

  /** Sigma (D x D, row-major): second moment minus m m^T. */
  covariance(): Float64Array {
    const correction = 1 / (1 - this.#decay ** this.#steps);
    const mean = this.mean();
    const n = mean.length;
    return this.#second.map((value, at) => value * correction - mean[Math.floor(at / n)]! * mean[at % n]!);
  }
}
