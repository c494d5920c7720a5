/** A long analysis cut into stages: between them (and inside the long ones) it says how far it is, and can be stopped. */

import { LabError } from '#contract/errors.ts';

/** What an analysis asks and tells while it works. */
export interface Watch {
  readonly cancelled: () => boolean;
  /** @param done share of the analysis, 0 to 1 */
  readonly advanced: (done: number) => void;
}

export const unwatched: Watch = { cancelled: () => false, advanced: () => undefined };

/** Called inside a stage with the share of it that is done. */
export type Tick = (share: number) => void;

export class Stages {
  readonly #watch: Watch;
  readonly #total: number;
  #before = 0;

  /** @param total sum of the weights of all stages */
  constructor(watch: Watch, total: number) {
    this.#watch = watch;
    this.#total = total;
  }

  /**
   * Does a stage of this weight.
   * @throws LabError `cancelled` before it, and at its ticks, once the watch says so
   */
  run<T>(weight: number, compute: (tick: Tick) => T): T {
    const tick: Tick = (share) => {
      if (this.#watch.cancelled()) throw new LabError('cancelled', 'the analysis was cancelled');
      this.#watch.advanced(Math.min(1, (this.#before + weight * share) / this.#total));
    };
    tick(0);
    const value = compute(tick);
    this.#before += weight;
    return value;
  }
}
