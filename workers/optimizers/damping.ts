/** The damping that a rule asks its solve for: fixed, relative to the matrix, or by Levenberg-Marquardt. */

import type { CurvatureMatrix, Solved } from '../curvature/curvature.ts';
import type { RuleEvent } from './optimizer.ts';

export type DampingRule = 'fixed' | 'levenberg-marquardt';

export class DampingControl {
  readonly #damping: number | { readonly relative: number };
  readonly #rule: DampingRule;
  /** What Levenberg-Marquardt has multiplied the damping by so far. */
  #factor = 1;

  constructor(damping: number | { readonly relative: number }, rule: DampingRule) {
    this.#damping = damping;
    this.#rule = rule;
  }

  get adapts(): boolean {
    return this.#rule === 'levenberg-marquardt';
  }

  /**
   * lambda for a matrix B: the number, or c trace(B)/D of {"relative": c} (its absolute value: the trace of an
   * indefinite Hessian may be negative); times what the rule has made of it.
   */
  lambdaFor(matrix: CurvatureMatrix): number {
    const base =
      typeof this.#damping === 'number'
        ? this.#damping
        : (this.#damping.relative * Math.abs(matrix.trace())) / matrix.dimension;
    return base * this.#factor;
  }

  /**
   * Levenberg-Marquardt: rho < 1/4 (or no number) raises lambda by 3/2, rho > 3/4 lowers it by 2/3.
   * @param ratio rho, the actual over the predicted decrease of the step that was tried
   */
  observe(ratio: number): void {
    if (!this.adapts) return;
    if (ratio > 0.75) this.#factor *= 2 / 3;
    else if (!(ratio >= 0.25)) this.#factor *= 3 / 2;
  }
}

/** One event for each time that a solve raised the damping. */
export function raiseEvents(requested: number, solved: Solved): RuleEvent[] {
  return Array.from({ length: solved.raised }, (_, i) => {
    const damping = solved.damping / 10 ** (solved.raised - 1 - i);
    const from = i === 0 ? requested : damping / 10;
    return {
      kind: 'damping-raised' as const,
      from,
      damping,
      message: `the factorization failed with damping ${from}; raised to ${damping}`,
    };
  });
}
