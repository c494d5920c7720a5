/**
 * A comparison recomputed while a slider moves: all optimizers of an experiment, losses only, within one frame for
 * problems of a few hundred rows and tens of columns. Linear predictors run straight on the kernels, matrices staying
 * in their packed layout from the product to the solve; whatever that path cannot do takes the plain one. The numbers
 * are those of a run, to rounding.
 */

import type { OptimizerSpec } from '#contract/optimizers.ts';
import type { Damping } from '#contract/ranges.ts';
import type { RunStatus } from '#contract/results.ts';
import { SingularMatrixError } from '../curvature/curvature.ts';
import { raiseDamping } from '../curvature/damping.ts';
import { withKernels } from '../kernels/active.ts';
import { padded, panelLength, tileLength, type Kernels } from '../kernels/kernels.ts';
import { denseRows } from '../models/design.ts';
import { batchedPreconditioner } from './batched/batch-support.ts';
import { precisionOf, type Preconditioner } from './batched/lane-evaluator.ts';
import { cellAt, gridOf } from './grid.ts';
import { runInput } from './run-job.ts';
import { runOptimizer } from './run.ts';
import type { Setup } from './setup.ts';
import type { Running } from './slots.ts';

export interface LiveRun {
  readonly optimizer: string;
  readonly status: RunStatus;
  /** iterations + 1 losses; fewer where the run ended early. */
  readonly loss: Float64Array;
}

/**
 * Runs every optimizer once (a searched one at the first point of its ranges).
 * @param cancelled asked before every optimizer: a newer request makes this one worthless. Returns null then.
 */
export function liveComparison(
  experiment: Running,
  setup: Setup,
  cancelled: () => boolean = () => false,
): LiveRun[] | null {
  return withKernels(setup.kernels, () => {
    const runs: LiveRun[] = [];
    let fast: PackedProblem | null = null;
    for (const [optimizer, spec] of experiment.optimizers.entries()) {
      if (cancelled()) return null;
      const preconditioner = batchedPreconditioner(experiment, spec, setup.problem);
      const cell = cellAt(gridOf(spec), 0);
      if (preconditioner === null) {
        runs.push(plainRun(experiment, setup, optimizer, cell));
        continue;
      }
      fast ??= new PackedProblem(setup);
      runs.push({ optimizer: spec.id, ...fast.run(experiment, setup, preconditioner, cell) });
    }
    return runs;
  });
}

interface Cell {
  readonly stepSize: number;
  readonly damping: Damping | null;
}

function plainRun(experiment: Running, setup: Setup, optimizer: number, cell: Cell): LiveRun {
  const input = runInput(experiment, setup, { optimizer, repeat: 0, factor: null, minimum: null, ...cell });
  const outcome = runOptimizer(
    { ...input, record: ['loss'], recordEvery: 1 },
    { cancelled: () => false, advanced: () => undefined },
  );
  const spec: OptimizerSpec = experiment.optimizers[optimizer]!;
  return { optimizer: spec.id, status: outcome.status, loss: Float64Array.from(outcome.series['loss']!) };
}

/** The design in panels and everything that an iteration writes, allocated once a comparison. */
class PackedProblem {
  readonly #kernels: Kernels;
  readonly #setup: Setup;
  readonly #precision: number;
  readonly #panels: Float64Array;
  readonly #theta: Float64Array;
  readonly #outputs: Float64Array;
  readonly #losses: Float64Array;
  readonly #residuals: Float64Array;
  readonly #weights: Float64Array;
  readonly #direction: Float64Array;
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
    this.#direction = arena.float64(padded(columns));
    this.#tiles = arena.float64(tileLength(columns));
    this.#lower = arena.float64(tileLength(columns));
    this.#reciprocals = arena.float64(padded(columns));
    const mark = arena.mark();
    const source = arena.float64(rows * columns);
    source.set(denseRows(design, 0, rows, new Float64Array(design.kind === 'sparse' ? rows * columns : 0)));
    kernels.packPanels(rows, columns, source, this.#panels);
    arena.release(mark);
  }

  run(
    experiment: Running,
    { startAt }: Setup,
    preconditioner: Preconditioner,
    { stepSize, damping }: Cell,
  ): { status: RunStatus; loss: Float64Array } {
    const { iterations, stop } = experiment;
    const losses = new Float64Array(iterations + 1);
    const start = startAt(0, null, null);
    this.#theta.set(start);
    let limit = Infinity;
    for (let k = 0; ; k++) {
      const loss = this.#evaluate();
      losses[k] = loss;
      if (k === 0) limit = loss + (stop.divergenceFactor - 1) * Math.abs(loss);
      const ended = (status: RunStatus) => ({ status, loss: losses.slice(0, k + 1) });
      if (!(loss <= limit && Number.isFinite(loss))) return ended('diverged');
      if (k === iterations) return ended('completed');
      if (this.#gradient() <= stop.gradientNorm) return ended('completed');
      try {
        if (preconditioner !== 'identity') this.#precondition(preconditioner, damping ?? 0);
      } catch (error) {
        if (error instanceof SingularMatrixError) return ended('failed');
        throw error;
      }
      for (let i = 0; i < start.length; i++)
        this.#theta[i] = this.#theta[i]! - stepSize * this.#direction[i]!;
    }
  }

  /** Outputs, residuals and the loss at theta. */
  #evaluate(): number {
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

  /** The gradient at theta, and its norm. */
  #gradient(): number {
    const { objective, problem } = this.#setup;
    const { rows, columns } = problem.train.design;
    const g = this.#direction;
    this.#kernels.multiplyTransposed(rows, columns, this.#panels, this.#residuals, g);
    let square = 0;
    for (let i = 0; i < columns; i++) {
      const entry = objective.weight * g[i]! + objective.l2 * this.#theta[i]!;
      g[i] = entry;
      square += entry * entry;
    }
    return Math.sqrt(square);
  }

  /** Turns the gradient into (B + lambda I)^{-1} g. */
  #precondition(preconditioner: 'fisher' | 'empirical-fisher', damping: Damping): void {
    const { objective, problem } = this.#setup;
    const { rows, columns } = problem.train.design;
    const { weight, l2 } = objective;
    const w = this.#weights;
    const r = this.#residuals;
    if (preconditioner === 'empirical-fisher') for (let n = 0; n < rows; n++) w[n] = weight * r[n]! * r[n]!;
    else if (objective.likelihood.name === 'gaussian') w.fill(weight * this.#precision);
    else {
      for (let n = 0; n < rows; n++) w[n] = -Math.abs(this.#outputs[n]!);
      this.#kernels.sigmoid(w, w);
      for (let n = 0; n < rows; n++) w[n] = weight * w[n]! * (1 - w[n]!);
    }
    this.#kernels.gram(rows, columns, this.#panels, w, this.#tiles, false);
    const trace = () => {
      const width = padded(columns);
      let sum = l2 * columns;
      for (let i = 0; i < columns; i++) sum += this.#tiles[(i >> 2) * 4 * width + 4 * i + (i & 3)]!;
      return sum;
    };
    const asked = typeof damping === 'number' ? damping : (damping.relative * trace()) / columns;
    raiseDamping(asked, trace, columns, (lambda) => {
      const failed = this.#kernels.cholesky(
        columns,
        this.#tiles,
        this.#lower,
        this.#reciprocals,
        lambda + l2,
      );
      return failed === 0;
    });
    this.#kernels.solveCholesky(columns, this.#lower, this.#reciprocals, this.#direction);
  }
}
