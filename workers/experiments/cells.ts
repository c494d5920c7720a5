/** Grid cells: runs without series, and whether they are fragile. */

import type { Damping } from '#contract/optimizers.ts';
import type { GridCell, RunStatus } from '#contract/results.ts';
import type { CellsJob, FragilityJob, MessagePort } from '../jobs.ts';
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

/** The cells [from, to) of a job in order; when cancelled, those that were finished. */
export function executeCells(
  experiment: Running,
  job: CellsJob,
  setup: Setup,
  port: MessagePort | null,
  cancelled: () => boolean,
): GridCell[] {
  const grid = gridOf(experiment.optimizers[job.optimizer]!);
  const progress = new CellsProgress(port, job.to - job.from);
  const cells: GridCell[] = [];
  for (let i = job.from; i < job.to && !cancelled(); i++) {
    const cell = runCell(experiment, setup, { ...job, ...cellAt(grid, i) }, cancelled);
    if (cell.status === 'cancelled') break;
    cells.push(cell);
    progress.cell(cell);
  }
  progress.finished();
  return cells;
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
  const fragile: boolean[] = [];
  for (const [i, position] of job.cells.entries()) {
    const { stepSize, damping } = cellAt(grid, position);
    const moved = { ...job, stepSize: stepSize * (1 + perturbation), damping };
    const cell = runCell(experiment, setup, moved, cancelled);
    if (cell.status === 'cancelled') break;
    fragile.push(differs(job.outcomes[i]!, cell));
  }
  return fragile;
}

/** Whether two outcomes of a cell differ by more than rounding does. */
export function differs(a: GridCell, b: GridCell): boolean {
  if (a.status !== b.status || a.iterations !== b.iterations) return true;
  if (Object.is(a.finalLoss, b.finalLoss)) return false;
  return !(Math.abs(a.finalLoss - b.finalLoss) <= tolerance * Math.abs(a.finalLoss));
}
