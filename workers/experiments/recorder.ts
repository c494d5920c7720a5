/** The series of a run as they grow. */

import { quantityInfo, type QuantityName, type RecordName } from '#contract/quantities.ts';
import {
  isStateQuantity,
  isStepQuantity,
  stateQuantities,
  stepQuantities,
  type StateView,
  type StepView,
} from './quantities.ts';

export class Recorder {
  readonly #states: readonly (keyof typeof stateQuantities)[];
  readonly #steps: readonly (keyof typeof stepQuantities)[];
  readonly #every: number;
  readonly #last: number;
  readonly series: Readonly<Record<string, number[]>>;
  /** theta at each state, when "theta" is recorded. */
  readonly path: number[][] | null;

  /**
   * @param every expensive quantities are computed at every so many states (and the last planned one), NaN between
   * @param last index of the last planned state
   */
  constructor(names: readonly RecordName[], every: number, last: number) {
    const quantities = names.filter((name): name is QuantityName => name !== 'theta');
    this.#states = quantities.filter(isStateQuantity);
    this.#steps = quantities.filter(isStepQuantity);
    this.#every = every;
    this.#last = last;
    this.series = Object.fromEntries(quantities.map((name) => [name, []]));
    this.path = names.includes('theta') ? [] : null;
  }

  /** Whether a step quantity needs the predicted decrease. */
  get wantsPrediction(): boolean {
    return this.#steps.includes('predictedDecrease') || this.#steps.includes('dampingRatio');
  }

  /** Records state k (the start is 0). */
  state(k: number, view: StateView): void {
    for (const name of this.#states) {
      this.series[name]!.push(this.#due(name, k) ? stateQuantities[name](view) : Number.NaN);
    }
    this.path?.push(Array.from(view.point.theta));
  }

  /** Records the step from state k to k + 1. */
  step(k: number, view: StepView): void {
    for (const name of this.#steps) {
      this.series[name]!.push(this.#due(name, k) ? stepQuantities[name](view) : Number.NaN);
    }
  }

  #due(name: QuantityName, k: number): boolean {
    return !quantityInfo[name].expensive || k % this.#every === 0 || k === this.#last;
  }
}
