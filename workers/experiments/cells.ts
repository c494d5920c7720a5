/** Grid cells: runs without series, and whether they are fragile. */

import type { Damping } from '#contract/ranges.ts';
import type { GridCell, RunStatus } from '#contract/results.ts';
import type { CellsJob, FragilityJob, MessagePort } from '../jobs.ts';
import { batchedPreconditioner } from './batched/batch-support.ts';
import { runBatch } from './batched/run-batch.ts';
import { cellAt, dampingNumber, gridOf } from './grid.ts';
import { CellsProgress } from './progress.ts';
import { runInput } from './run-job.ts';
import { runOptimizer, type RunOutcome } from './run.ts';
import type { Setup } from './setup.ts';
import type { Running } from './slots.ts';

interface Cell {
  readonly optimizer: number;
  readonly stepSize: number;
  readonly damping: Damping | null;
  readonly minimum: Float64Array | null;
}

/** The cells of a job that are not known, by position; when cancelled, those before the first unfinished one. */
export function executeCells(
  experiment: Running,
  job: CellsJob,
  setup: Setup,
  port: MessagePort | null,
  cancelled: () => boolean,
): GridCell[] {
  const grid = gridOf(experiment.optimizers[job.optimizer]!);
  const known = new Set(job.known);
  const positions = Array.from({ length: job.to - job.from }, (_, i) => job.from + i);
  const asked = positions
    .filter((position) => !known.has(position))
    .map((position) => ({ ...job, ...cellAt(grid, position) }));
  const progress = new CellsProgress(port, asked.length);
  const cells = runCells(experiment, setup, asked, cancelled, (cell) => progress.cell(cell));
  progress.finished();
  return cells;
}

/**
 * Cells of one optimizer, batched where the batched path can do them (batched/batch-support.ts), else one by one.
 * When cancelled, those before the first unfinished one.
 */
export function runCells(
  experiment: Running,
  setup: Setup,
  asked: readonly Cell[],
  cancelled: () => boolean,
  finished: (cell: GridCell) => void,
): GridCell[] {
  if (asked.length === 0) return [];
  const { optimizer, minimum } = asked[0]!;
  const spec = experiment.optimizers[optimizer]!;
  const preconditioner = batchedPreconditioner(experiment, spec, setup.problem);
  const cells: GridCell[] = [];
  if (preconditioner === null) {
    for (const cell of asked) {
      if (cancelled()) break;
      const done = runCell(experiment, setup, cell, cancelled);
      if (done.status === 'cancelled') break;
      cells.push(done);
      finished(done);
    }
    return cells;
  }
  const input = {
    kernels: setup.kernels,
    design: setup.problem.train.design,
    objective: setup.objective,
    spec,
    preconditioner,
    start: setup.startAt(0, minimum, null),
    iterations: experiment.iterations,
    stop: experiment.stop,
  };
  runBatch(input, asked, {
    cancelled,
    finished: (i, outcome) => {
      const { stepSize, damping } = asked[i]!;
      const cell = { optimizer: spec.id, stepSize, damping: dampingNumber(damping), ...outcome };
      cells[i] = { ...cell, tied: false, fragile: null };
      finished(cells[i]);
    },
  });
  const unfinished = asked.findIndex((_, i) => cells[i] === undefined);
  return unfinished < 0 ? cells : cells.slice(0, unfinished);
}

/**
 * One cell. With selection "median" it stands for all repeats: the medians of last and lowest losses, `completed`
 * only when all completed; otherwise for the first repeat.
 */
export function runCell(experiment: Running, setup: Setup, cell: Cell, cancelled: () => boolean): GridCell {
  const repeats = experiment.kind === 'compare' && experiment.selection === 'median' ? experiment.repeats : 1;
  const hooks = { cancelled, advanced: () => undefined };
  const outcomes = Array.from({ length: repeats }, (_, repeat) =>
    runOptimizer(
      { ...runInput(experiment, setup, { ...cell, repeat, factor: null }), record: [], recordEvery: 1 },
      hooks,
    ),
  );
  return {
    optimizer: experiment.optimizers[cell.optimizer]!.id,
    stepSize: cell.stepSize,
    damping: dampingNumber(cell.damping),
    status: worstStatus(outcomes),
    iterations: Math.min(...outcomes.map((outcome) => outcome.iterations)),
    finalLoss: median(outcomes.map((outcome) => outcome.finalLoss)),
    bestLoss: median(outcomes.map((outcome) => outcome.bestLoss)),
    tied: false,
    fragile: null,
    dampingRaised: outcomes.some((outcome) => outcome.dampingRaised),
  };
}

function worstStatus(outcomes: readonly RunOutcome[]): RunStatus {
  const order: readonly RunStatus[] = ['cancelled', 'failed', 'diverged'];
  return order.find((status) => outcomes.some((outcome) => outcome.status === status)) ?? 'completed';
}

/** The median; of an even count the mean of the middle two. NaN counts as above everything. */
function median(values: readonly number[]): number {
  const sorted = values.map((value) => (Number.isNaN(value) ? Infinity : value)).sort((a, b) => a - b);
  if (sorted.length === 1) return values[0]!;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A step size is perturbed by this share of itself. */
const perturbation = 1e-12;
/** The last loss of a robust cell moves by at most this share. */
const tolerance = 1e-8;

/**
 * Which cells are fragile: a relative perturbation of 1e-12 of the step size changes the last loss by more than 1e-8
 * relative, or the status or the length of the run. When cancelled, those that were tested.
 */
export function executeFragility(
  experiment: Running,
  job: FragilityJob,
  setup: Setup,
  cancelled: () => boolean,
): boolean[] {
  const grid = gridOf(experiment.optimizers[job.optimizer]!);
  const moved = job.cells.map((position) => {
    const { stepSize, damping } = cellAt(grid, position);
    return { ...job, stepSize: stepSize * (1 + perturbation), damping };
  });
  return runCells(experiment, setup, moved, cancelled, () => undefined).map((cell, i) =>
    differs(job.outcomes[i]!, cell),
  );
}

/** Whether two outcomes of a cell differ by more than rounding does. */
export function differs(a: GridCell, b: GridCell): boolean {
  if (a.status !== b.status || a.iterations !== b.iterations) return true;
  if (Object.is(a.finalLoss, b.finalLoss)) return false;
  return !(Math.abs(a.finalLoss - b.finalLoss) <= tolerance * Math.abs(a.finalLoss));
}
