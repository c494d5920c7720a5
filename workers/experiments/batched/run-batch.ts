/**
 * Grid cells of one optimizer, sixteen at a time: the scheduler between cells (cell-run.ts) and the lanes that
 * evaluate them (lane-evaluator.ts). Each outcome depends on its own step size and damping alone, not on which other
 * cells are asked for, so blocks and shards of a grid give the same numbers as the whole.
 */

import type { OptimizerSpec } from '#contract/optimizers.ts';
import type { Damping } from '#contract/ranges.ts';
import type { RunStatus } from '#contract/results.ts';
import { LANES, type Kernels } from '../../kernels/kernels.ts';
import { norm } from '../../linalg/vector.ts';
import type { Objective } from '../../models/objective.ts';
import type { Design } from '../../data/problem.ts';
import { CellRun, type CellOutcome, type CellRules } from './cell-run.ts';
import { firstSteps, type FirstSteps } from './first-step.ts';
import { GROUPS, laneDesign } from './lane-design.ts';
import { LaneEvaluator, outputScale, SLOTS, type Preconditioner } from './lane-evaluator.ts';
import { leastSquaresCells } from './least-squares.ts';

export interface CellRequest {
  readonly stepSize: number;
  /** null for an optimizer without damping. */
  readonly damping: Damping | null;
}

export interface BatchInput {
  readonly kernels: Kernels;
  readonly design: Design;
  readonly objective: Objective;
  /** The optimizer, whose step size and damping each cell replaces by its own. */
  readonly spec: OptimizerSpec;
  readonly preconditioner: Preconditioner;
  readonly start: Float64Array;
  readonly iterations: number;
  readonly stop: { readonly divergenceFactor: number; readonly gradientNorm: number };
}

export interface BatchHooks {
  cancelled(): boolean;
  /** Told once for each cell, in the order in which they end. */
  finished(index: number, outcome: CellOutcome): void;
}

/** Runs the cells; those not finished when cancelled are never told of. Leaves the kernels' arena as it was. */
export function runBatch(input: BatchInput, requests: readonly CellRequest[], hooks: BatchHooks): void {
  const first = firstSteps(input, requests);
  if (first.ended !== null) {
    const status = first.ended;
    requests.forEach((_, index) => hooks.finished(index, atStart(status, first.loss)));
    return;
  }
  if (input.objective.likelihood.name === 'gaussian' && input.preconditioner !== 'empirical-fisher') {
    leastSquaresCells(input, first, requests, hooks);
    return;
  }
  const { arena } = input.kernels;
  const mark = arena.mark();
  try {
    const design = laneDesign(input.kernels, input.design);
    const evaluator = new LaneEvaluator(input.kernels, design, input.objective, input.preconditioner);
    new Scheduler(input, evaluator, first, requests, hooks).run();
  } finally {
    arena.release(mark);
  }
}

/** The outcome of a cell that never moves. */
export function atStart(status: RunStatus, loss: number): CellOutcome {
  return { status, iterations: 0, finalLoss: loss, bestLoss: loss, dampingRaised: false };
}

interface Active {
  readonly index: number;
  readonly cell: CellRun;
}

class Scheduler {
  readonly #evaluator: LaneEvaluator;
  readonly #requests: readonly CellRequest[];
  readonly #hooks: BatchHooks;
  readonly #rules: CellRules;
  readonly #gradientNorm: number;
  readonly #first: FirstSteps;
  readonly #slots: (Active | null)[] = new Array<Active | null>(SLOTS).fill(null);
  /** Bit mask of groups whose losses are not those of their cells' thetas. */
  #dirty = 0;
  #next = 0;

  constructor(
    input: BatchInput,
    evaluator: LaneEvaluator,
    first: FirstSteps,
    requests: readonly CellRequest[],
    hooks: BatchHooks,
  ) {
    this.#evaluator = evaluator;
    this.#requests = requests;
    this.#hooks = hooks;
    this.#gradientNorm = input.stop.gradientNorm;
    this.#first = first;
    this.#rules = {
      iterations: input.iterations,
      divergenceFactor: input.stop.divergenceFactor,
      start: input.start,
      firstLoss: first.loss,
      outputScale: outputScale(input.objective, first.loss, input.start),
      skips: input.stop.gradientNorm === 0,
    };
  }

  run(): void {
    while (!this.#hooks.cancelled()) {
      this.#fill();
      this.#closeRanks();
      if (this.#slots.every((slot) => slot === null)) return;
      this.#arrive();
      // Cells that ended make room first, and rejected skips want another loss, before directions are computed.
      if (this.#dirty === 0 && !this.#canFill()) this.#move();
    }
  }

  #canFill(): boolean {
    return this.#next < this.#requests.length && this.#slots.includes(null);
  }

  #fill(): void {
    for (let slot = 0; slot < SLOTS; slot++) {
      while (this.#slots[slot] === null && this.#next < this.#requests.length) {
        const index = this.#next++;
        const { stepSize, damping } = this.#requests[index]!;
        const first = this.#first.of(damping);
        if (first === null) {
          this.#hooks.finished(index, atStart('failed', this.#rules.firstLoss));
          continue;
        }
        const cell = new CellRun(stepSize, damping, this.#rules, first);
        if (cell.outcome !== null) this.#hooks.finished(index, cell.outcome);
        else this.#put(slot, { index, cell });
      }
    }
  }

  /** Moves the last cells into empty slots, so that the groups in use are full. */
  #closeRanks(): void {
    const count = this.#slots.filter((slot) => slot !== null).length;
    const needed = LANES * Math.ceil(count / LANES);
    for (let slot = needed; slot < SLOTS; slot++) {
      const active = this.#slots[slot]!;
      if (active === null) continue;
      this.#slots[slot] = null;
      this.#put(this.#slots.indexOf(null), active);
    }
  }

  #put(slot: number, active: Active): void {
    this.#slots[slot] = active;
    this.#markDirty(slot);
  }

  #markDirty(slot: number): void {
    this.#dirty |= 1 << Math.floor(slot / LANES);
  }

  /** Losses at the thetas of the dirty groups; cells end or reject their skips. */
  #arrive(): void {
    const groups = this.#dirty;
    this.#dirty = 0;
    this.#forEach(groups, (slot, { cell }) => this.#evaluator.setTheta(slot, cell.theta));
    this.#evaluator.evaluateLosses(groups);
    this.#forEach(groups, (slot, active) => {
      const before = active.cell.theta;
      active.cell.arrive(this.#evaluator.loss(slot));
      if (active.cell.outcome !== null) this.#end(slot, active);
      else if (active.cell.theta !== before) this.#markDirty(slot);
    });
  }

  /** Directions at all thetas; every cell moves on. */
  #move(): void {
    const all = (1 << GROUPS) - 1;
    const used = this.#slots.reduce(
      (mask, active, slot) => (active ? mask | (1 << Math.floor(slot / LANES)) : mask),
      0,
    );
    this.#evaluator.evaluateGradients(used);
    const standing = new Set<number>();
    this.#forEach(all, (slot, { cell }) => {
      if (norm(this.#evaluator.vector(slot)) > this.#gradientNorm) return;
      standing.add(slot);
      cell.standStill(this.#evaluator.loss(slot));
    });
    const raised = new Set<number>();
    for (let group = 0; group < GROUPS; group++) {
      if (((used >> group) & 1) === 0) continue;
      const lanes = this.#slots.slice(group * LANES, (group + 1) * LANES);
      this.#evaluator
        .solve(
          group,
          lanes.map((active) => active?.cell.damping ?? null),
        )
        .forEach((solve, lane) => {
          const slot = group * LANES + lane;
          if (solve.raised) raised.add(slot);
          if (solve.singular && !standing.has(slot)) lanes[lane]!.cell.fail(this.#evaluator.loss(slot));
        });
    }
    const trials: { slot: number; vector: Float64Array; judge: (movement: number) => void }[] = [];
    this.#forEach(all, (slot, { cell }) => {
      if (cell.outcome !== null) return;
      const direction = this.#evaluator.vector(slot);
      if (!cell.onTrial) {
        cell.proceed(direction, raised.has(slot));
        return;
      }
      const loss = this.#evaluator.loss(slot);
      const scale = this.#evaluator.outputScale(slot);
      const judge = (movement: number) => cell.judge(movement / scale, loss, direction, raised.has(slot));
      trials.push({ slot, vector: cell.correction(direction), judge });
    });
    if (trials.length > 0) {
      this.#evaluator.largestOutputs(trials).forEach((movement, i) => trials[i]!.judge(movement));
    }
    this.#forEach(all, (slot, active) => {
      this.#markDirty(slot);
      if (active.cell.outcome !== null) this.#end(slot, active);
    });
  }

  #end(slot: number, { index, cell }: Active): void {
    this.#slots[slot] = null;
    this.#hooks.finished(index, cell.outcome!);
  }

  #forEach(groups: number, visit: (slot: number, active: Active) => void): void {
    this.#slots.forEach((active, slot) => {
      if (active !== null && ((groups >> Math.floor(slot / LANES)) & 1) === 1) visit(slot, active);
    });
  }
}
