/** Exponential moving averages of the first two moments of one-row gradients, bias-corrected. */

import type { Point } from './point.ts';

/** Relative size of what is left of a difference that is zero but for rounding. */
const rounding = 16 * Number.EPSILON;

export class RunningMoments {
  readonly #decay: number;
  readonly #form: 'full' | 'diagonal';
  #steps = 0;
  #mean = new Float64Array(0);
  #second = new Float64Array(0);

  /**
   * @param decay in [0, 1): the weight that the past keeps at each step
   * @param form whether the second moment is kept whole (D x D) or by its diagonal (D)
   */
  constructor(decay: number, form: 'full' | 'diagonal') {
    this.#decay = decay;
    this.#form = form;
  }

  /** Takes in the rows of a mini-batch: their mean gradient and mean outer product, data terms only. */
  update(point: Point): void {
    const mean = meanRowGradient(point);
    const structure = this.#form;
    const matrix = point.matrix({ matrix: 'empirical-fisher', structure, penalty: 0 });
    const second = structure === 'full' ? matrix.toDense() : matrix.diagonal();
    if (this.#steps === 0) {
      this.#mean = new Float64Array(mean.length);
      this.#second = new Float64Array(second.length);
    }
    this.#steps += 1;
    const { weight, rows } = point.objective;
    mix(this.#mean, this.#decay, mean, 1);
    mix(this.#second, this.#decay, second, 1 / (weight * rows));
  }

  /** m (D), the average of one-row gradients. */
  mean(): Float64Array {
    const correction = this.#correction();
    return this.#mean.map((value) => value * correction);
  }

  /**
   * Sigma, second moment minus m m^T: D x D row-major, or its diagonal (never below 0). Where the two cancel to
   * rounding (a first batch of one row has no covariance) it is 0, not the rounding error.
   */
  covariance(): Float64Array {
    const correction = this.#correction();
    const mean = this.mean();
    const n = mean.length;
    return this.#second.map((value, at) => {
      const second = value * correction;
      const square = this.#form === 'full' ? mean[Math.floor(at / n)]! * mean[at % n]! : mean[at]! ** 2;
      const entry = Math.abs(second - square) <= rounding * Math.abs(square) ? 0 : second - square;
      return this.#form === 'full' ? entry : Math.max(0, entry);
    });
  }

  #correction(): number {
    return 1 / (1 - this.#decay ** this.#steps);
  }
}

/** average <- decay average + (1 - decay) factor value */
function mix(average: Float64Array, decay: number, value: Float64Array, factor: number): void {
  for (let i = 0; i < average.length; i++) {
    average[i] = decay * average[i]! + (1 - decay) * factor * value[i]!;
  }
}

/** The average of a point's one-row gradients (D), data terms only, whatever the scaling. */
export function meanRowGradient({ objective, gradient, theta }: Point): Float64Array {
  const perRow = 1 / (objective.weight * objective.rows);
  return gradient.map((value, i) => perRow * (value - objective.l2 * theta[i]!));
}
