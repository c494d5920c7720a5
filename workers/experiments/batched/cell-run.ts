/**
 * One grid cell on its way: what run.ts's loop is for a run, turned inside out so that many cells can be evaluated
 * together. The scheduler asks for the loss at `theta`, then (unless that ended the cell) for the direction there.
 */

import type { Damping } from '#contract/ranges.ts';
import type { RunStatus } from '#contract/results.ts';
import { sameNumbers } from '../../optimizers/point.ts';
import { divergenceLimit } from '../divergence.ts';
import type { FirstStep } from './first-step.ts';
import { firstSkip, nextSkip, skipTolerance, SmoothPath } from './smooth-path.ts';

export interface CellOutcome {
  readonly status: RunStatus;
  readonly iterations: number;
  readonly finalLoss: number;
  readonly bestLoss: number;
  readonly dampingRaised: boolean;
}

export interface CellRules {
  readonly iterations: number;
  readonly divergenceFactor: number;
  readonly start: Float64Array;
  readonly firstLoss: number;
  /** What movements of outputs are measured against at the start (lane-evaluator.ts). */
  readonly outputScale: number;
  /** Whether skips are allowed (not when a gradient norm may stop the run between two nodes). */
  readonly skips: boolean;
}

/** Movement of the outputs over a whole run (in shares of their scale) below which the direction is constant to 1e-15. */
const linearRegime = 1e-8;
/** Exact steps before skips are tried again after one that found no smooth path; doubled each time. */
const firstPause = 4;
/** A step that moves outputs by more than this share of their scale is hardly part of a smooth path. */
const largeStep = 0.3;

export class CellRun {
  readonly stepSize: number;
  readonly damping: Damping | null;
  /** Where the next evaluation is wanted; iteration `k`, or `k + skip` while a skip is on trial. */
  theta: Float64Array;
  outcome: CellOutcome | null = null;

  readonly #rules: CellRules;
  readonly #path = new SmoothPath();
  #k = 0;
  #loss: number;
  #bestLoss: number;
  #raised = false;
  /** The skip on trial (0: none), from `#anchor` at iteration k. */
  #skip = 0;
  #anchor: Float64Array;
  #anchorDirection: Float64Array = new Float64Array(0);
  /** The skip wanted next, and the exact steps before one is tried. */
  #wanted: number;
  #pause = 0;
  #nextPause = firstPause;

  /** Starts the run: the first step is taken from the common first evaluation. */
  constructor(stepSize: number, damping: Damping | null, rules: CellRules, first: FirstStep) {
    this.stepSize = stepSize;
    this.damping = damping;
    this.#rules = rules;
    this.#loss = rules.firstLoss;
    this.#bestLoss = rules.firstLoss;
    this.#raised = first.raised;
    this.theta = rules.start;
    this.#anchor = rules.start;
    const movement = (stepSize * first.movement) / rules.outputScale;
    this.#wanted = firstSkip(movement);
    if (movement > largeStep) this.#pause = 4 * firstPause;
    if (rules.skips && movement * rules.iterations <= linearRegime) {
      this.theta = stepFrom(rules.start, stepSize * rules.iterations, first.direction);
      this.#k = rules.iterations;
    } else {
      this.#path.add(0, first.direction);
      this.#step(first.direction);
    }
  }

  /** Whether the direction at the end of a skip is being judged. */
  get onTrial(): boolean {
    return this.#skip > 0;
  }

  /** Takes the loss at `theta`; ends the cell where it diverges or has done its iterations. */
  arrive(loss: number): void {
    const { firstLoss, divergenceFactor, iterations } = this.#rules;
    if (this.#skip > 0) {
      // Only a path that goes down is skipped along: what lies between two nodes then lies between their losses.
      if (!(loss <= this.#loss)) this.#stepInstead();
      return;
    }
    if (!(loss >= this.#bestLoss)) this.#bestLoss = Number.isNaN(loss) ? this.#bestLoss : loss;
    this.#loss = loss;
    const limit = divergenceLimit(firstLoss, divergenceFactor);
    if (!(loss <= limit && Number.isFinite(loss))) this.#end('diverged');
    else if (this.#k === iterations) this.#end('completed');
  }

  /** The gradient at `theta` is small enough to stop. */
  standStill(loss: number): void {
    this.#settle(loss);
    this.#end('completed');
  }

  /** No damping makes the matrix at `theta` positive definite. */
  fail(loss: number): void {
    this.#settle(loss);
    this.#raised = true;
    this.#end('failed');
  }

  /** The error of the skip on trial as a movement of theta, given the direction at its end. */
  correction(direction: Float64Array): Float64Array {
    const predicted = this.theta;
    this.#path.add(this.#k + this.#skip, direction);
    const corrected = stepFrom(this.#anchor, this.stepSize, this.#path.sum(this.#k, this.#skip));
    this.theta = corrected;
    return stepFrom(predicted, 1, corrected);
  }

  /** Judges the skip by its error (as a share of the output scale) and goes on from where that leaves the run. */
  judge(error: number, loss: number, direction: Float64Array, raised: boolean): void {
    const share = error / skipTolerance;
    const next = nextSkip(this.#skip, share, this.#path.nodes);
    if (share <= 1) {
      this.#wanted = Math.max(2, next);
      this.#nextPause = firstPause;
      this.#settle(loss);
      this.#continueFrom(direction, raised);
      return;
    }
    this.#path.drop();
    if (next < 2) {
      this.#stepInstead();
      return;
    }
    this.#wanted = next;
    this.#skipFrom(this.#anchor, this.#anchorDirection, next);
  }

  /** Takes the direction at `theta` and moves on. */
  proceed(direction: Float64Array, raised: boolean): void {
    this.#path.add(this.#k, direction);
    this.#continueFrom(direction, raised);
  }

  #continueFrom(direction: Float64Array, raised: boolean): void {
    this.#raised ||= raised;
    // The last step is always taken exactly: a skip is judged by the direction at its end.
    const skip = Math.min(this.#wanted, this.#rules.iterations - 1 - this.#k);
    if (this.#rules.skips && this.#pause === 0 && this.#path.nodes >= 2 && skip >= 2) {
      this.#skipFrom(this.theta, direction, skip);
      return;
    }
    if (this.#pause > 0) this.#pause -= 1;
    this.#step(direction);
  }

  #skipFrom(anchor: Float64Array, direction: Float64Array, skip: number): void {
    this.#anchor = anchor;
    this.#anchorDirection = direction;
    this.#skip = skip;
    this.theta = stepFrom(anchor, this.stepSize, this.#path.sum(this.#k, skip));
  }

  #step(direction: Float64Array): void {
    const next = stepFrom(this.theta, this.stepSize, direction);
    if (sameNumbers(next, this.theta)) {
      // A fixed point: every later step would be this one again.
      this.#end('completed', this.#rules.iterations);
      return;
    }
    this.theta = next;
    this.#k += 1;
  }

  /** Back to where the skip began, and on by single steps for a while. */
  #stepInstead(): void {
    this.theta = this.#anchor;
    this.#skip = 0;
    this.#pause = this.#nextPause;
    this.#nextPause *= 2;
    this.#wanted = 2;
    this.#step(this.#anchorDirection);
  }

  /** Makes the end of a skip on trial, if there is one, the state of the run. */
  #settle(loss: number): void {
    if (this.#skip === 0) return;
    this.#k += this.#skip;
    this.#skip = 0;
    this.#loss = loss;
    this.#bestLoss = Math.min(this.#bestLoss, loss);
  }

  #end(status: RunStatus, iterations = this.#k): void {
    this.outcome = {
      status,
      iterations,
      finalLoss: this.#loss,
      bestLoss: this.#bestLoss,
      dampingRaised: this.#raised,
    };
  }
}

/** theta - factor d */
function stepFrom(theta: Float64Array, factor: number, d: Float64Array): Float64Array {
  const next = new Float64Array(theta.length);
  for (let i = 0; i < next.length; i++) next[i] = theta[i]! - factor * d[i]!;
  return next;
}
