/**
 * What an iteration needs of a linear predictor, straight on the kernels: matrices stay in their packed layout from the
 * product to the solve, and everything that is written is allocated once.
 */

import type { Damping } from '#contract/ranges.ts';
import { SingularMatrixError } from '../curvature/curvature.ts';
import { raiseDamping } from '../curvature/damping.ts';
import { padded, panelLength, tileLength, type Kernels } from '../kernels/kernels.ts';
import { cosine, norm } from '../linalg/vector.ts';
import { denseRows } from '../models/design.ts';
import { precisionOf, type Preconditioner } from './batched/lane-evaluator.ts';
import { referenceDamping } from './cosines.ts';
import type { Setup } from './setup.ts';

/** A problem with its design in panels. Lives between a mark of the kernels' arena and its release. */
export class PackedProblem {
  readonly #kernels: Kernels;
  readonly #setup: Setup;
  readonly #precision: number;
  readonly #panels: Float64Array;
  readonly #theta: Float64Array;
  readonly #outputs: Float64Array;
  readonly #losses: Float64Array;
  readonly #residuals: Float64Array;
  readonly #weights: Float64Array;
  readonly #g: Float64Array;
  readonly #direction: Float64Array;
  readonly #natural: Float64Array;
  readonly #change: Float64Array;
  readonly #tiles: Float64Array;
  readonly #lower: Float64Array;
  readonly #reciprocals: Float64Array;

  constructor(setup: Setup) {
    const { kernels, problem, objective } = setup;
    const { design } = problem.train;
    const { rows, columns } = design;
    const { arena } = kernels;
    this.#kernels = kernels;
    this.#setup = setup;
    this.#precision = precisionOf(objective);
    this.#panels = arena.float64(panelLength(rows, columns));
    this.#theta = arena.float64(padded(columns)).fill(0);
    this.#outputs = arena.float64(rows);
    this.#losses = arena.float64(rows);
    this.#residuals = arena.float64(rows);
    this.#weights = arena.float64(rows);
    this.#g = arena.float64(padded(columns));
    this.#direction = arena.float64(padded(columns));
    this.#natural = arena.float64(padded(columns));
    this.#change = new Float64Array(columns);
    this.#tiles = arena.float64(tileLength(columns));
    this.#lower = arena.float64(tileLength(columns));
    this.#reciprocals = arena.float64(padded(columns));
    const mark = arena.mark();
    const source = arena.float64(rows * columns);
    source.set(denseRows(design, 0, rows, new Float64Array(design.kind === 'sparse' ? rows * columns : 0)));
    kernels.packPanels(rows, columns, source, this.#panels);
    arena.release(mark);
  }

  /** The state; the methods below speak of it. */
  get theta(): Float64Array {
    return this.#theta.subarray(0, this.#setup.problem.train.design.columns);
  }

  /** Outputs, residuals and the loss at theta. */
  evaluate(): number {
    const { objective, problem } = this.#setup;
    const { rows, columns } = problem.train.design;
    const { target } = problem.train;
    const f = this.#outputs;
    this.#kernels.multiply(rows, columns, this.#panels, this.#theta, f);
    let sum = 0;
    if (objective.likelihood.name === 'bernoulli') {
      // As in likelihoods/bernoulli.ts: away from the label, so that nothing cancels.
      for (let n = 0; n < rows; n++) if (target[n] === 1) f[n] = -f[n]!;
      this.#kernels.softplus(f, this.#losses);
      this.#kernels.sigmoid(f, this.#residuals);
      for (let n = 0; n < rows; n++) {
        sum += this.#losses[n]!;
        if (target[n] === 1) this.#residuals[n] = -this.#residuals[n]!;
      }
    } else {
      for (let n = 0; n < rows; n++) {
        const error = f[n]! - target[n]!;
        this.#residuals[n] = this.#precision * error;
        sum += 0.5 * this.#precision * error * error;
      }
    }
    let square = 0;
    if (objective.l2 !== 0) for (let i = 0; i < columns; i++) square += this.#theta[i]! ** 2;
    return objective.weight * sum + 0.5 * objective.l2 * square;
  }

  /** The gradient at theta; returns its norm. */
  gradient(): number {
    const { objective, problem } = this.#setup;
    const { rows, columns } = problem.train.design;
    const g = this.#g;
    this.#kernels.multiplyTransposed(rows, columns, this.#panels, this.#residuals, g);
    for (let i = 0; i < columns; i++) g[i] = objective.weight * g[i]! + objective.l2 * this.#theta[i]!;
    return norm(g.subarray(0, columns));
  }

  /** The direction of the step at theta; false where no damping makes it possible. */
  propose(preconditioner: Preconditioner, damping: Damping): boolean {
    if (preconditioner !== 'identity') return this.#solve(preconditioner, damping, this.#direction);
    this.#direction.set(this.#g);
    return true;
  }

  /** Between the direction and the natural gradient, as cosines.ts has it; NaN where the latter does not exist. */
  cosine(preconditioner: Preconditioner, damping: Damping | null): number {
    const { columns } = this.#setup.problem.train.design;
    const own = this.#direction.subarray(0, columns);
    if (preconditioner === 'fisher') return cosine(own, own);
    if (!this.#solve('fisher', damping ?? referenceDamping, this.#natural)) return Number.NaN;
    return cosine(own, this.#natural.subarray(0, columns));
  }

  /** theta -= stepSize x direction; returns the norm of what changed. */
  step(stepSize: number): number {
    const { columns } = this.#setup.problem.train.design;
    const change = this.#change;
    for (let i = 0; i < columns; i++) {
      const before = this.#theta[i]!;
      this.#theta[i] = before - stepSize * this.#direction[i]!;
      change[i] = this.#theta[i]! - before;
    }
    return norm(change);
  }

  /** x = (B + lambda I)^{-1} g; false where no damping makes B positive definite. */
  #solve(matrix: 'fisher' | 'empirical-fisher', damping: Damping, x: Float64Array): boolean {
    const { objective, problem } = this.#setup;
    const { rows, columns } = problem.train.design;
    const { l2 } = objective;
    this.#weigh(matrix);
    this.#kernels.gram(rows, columns, this.#panels, this.#weights, this.#tiles, false);
    const trace = () => {
      const width = padded(columns);
      let sum = l2 * columns;
      for (let i = 0; i < columns; i++) sum += this.#tiles[(i >> 2) * 4 * width + 4 * i + (i & 3)]!;
      return sum;
    };
    const asked = typeof damping === 'number' ? damping : (damping.relative * trace()) / columns;
    try {
      raiseDamping(
        asked,
        trace,
        columns,
        (lambda) =>
          this.#kernels.cholesky(columns, this.#tiles, this.#lower, this.#reciprocals, lambda + l2) === 0,
      );
    } catch (error) {
      if (error instanceof SingularMatrixError) return false;
      throw error;
    }
    x.set(this.#g);
    this.#kernels.solveCholesky(columns, this.#lower, this.#reciprocals, x);
    return true;
  }

  /** The rows' weights in a matrix. */
  #weigh(matrix: 'fisher' | 'empirical-fisher'): void {
    const { objective, problem } = this.#setup;
    const { rows } = problem.train.design;
    const { weight } = objective;
    const w = this.#weights;
    const r = this.#residuals;
    if (matrix === 'empirical-fisher') for (let n = 0; n < rows; n++) w[n] = weight * r[n]! * r[n]!;
    else if (objective.likelihood.name === 'gaussian') w.fill(weight * this.#precision);
    else {
      for (let n = 0; n < rows; n++) w[n] = -Math.abs(this.#outputs[n]!);
      this.#kernels.sigmoid(w, w);
      for (let n = 0; n < rows; n++) w[n] = weight * w[n]! * (1 - w[n]!);
    }
  }
}
