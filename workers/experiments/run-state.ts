/** Where a run stands: what its recorded quantities look at, and what has happened so far. */

import type { RunEvent } from '#contract/results.ts';
import { SingularMatrixError } from '../curvature/curvature.ts';
import type { Optimizer, Proposal, RuleEvent, StepReport } from '../optimizers/optimizer.ts';
import { Point } from '../optimizers/point.ts';
import type { StateView } from './quantities.ts';
import type { RunInput } from './run.ts';

/** So many events of one kind are kept; a long run may raise its damping at every iteration. */
const mostEvents = 10_000;

export class RunState implements StateView {
  readonly #startedAt = performance.now();
  readonly #test: Point | null;
  readonly #counts = new Map<string, number>();
  readonly #undefinedCosines = new Set<string>();
  /** The parameters, moved by the rule in place. */
  readonly theta: Float64Array;
  readonly point: Point;
  readonly rule: Optimizer;
  readonly relativeDamping: boolean;
  readonly minimum: Float64Array | null;
  readonly events: RunEvent[] = [];
  /** Steps taken. */
  iteration = 0;
  rowsVisited = 0;
  gradientEvaluations = 0;
  dampingRaised = false;

  /** @param rule makes the update rule around the point that it shares with the recorded quantities */
  constructor(input: RunInput, rule: (point: Point) => Optimizer) {
    this.theta = input.start.slice();
    this.point = new Point(input.objective).moveTo(this.theta);
    this.rule = rule(this.point);
    this.relativeDamping = typeof input.damping === 'object' && input.damping !== null;
    this.minimum = input.minimum;
    this.#test = input.test === null ? null : new Point(input.test);
  }

  get test(): Point | null {
    return this.#test?.moveTo(this.theta) ?? null;
  }

  get proposal(): Proposal | null {
    try {
      return this.rule.propose(this.theta);
    } catch (error) {
      if (error instanceof SingularMatrixError) return null;
      throw error;
    }
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  /** One step of the rule. Throws SingularMatrixError when no damping helps. */
  step(): StepReport {
    const report = this.rule.step(this.theta);
    for (const event of report.events) this.note(event);
    this.rowsVisited += report.rowsVisited;
    this.gradientEvaluations += report.gradientEvaluations;
    this.iteration += 1;
    this.point.moveTo(this.theta);
    return report;
  }

  note(event: RuleEvent): void {
    if (event.kind === 'damping-raised') this.dampingRaised = true;
    // A cosine that cannot be formed is told once a quantity: near a minimum it would be each state.
    if (event.kind === 'cosine-undefined') {
      const quantity = String(event['quantity']);
      if (this.#undefinedCosines.has(quantity)) return;
      this.#undefinedCosines.add(quantity);
    }
    const count = (this.#counts.get(event.kind) ?? 0) + 1;
    this.#counts.set(event.kind, count);
    if (count > mostEvents) return;
    const message =
      count < mostEvents ? event.message : `${event.message}; later events of this kind are left out`;
    this.events.push({ ...event, message, iteration: this.iteration });
  }
}
