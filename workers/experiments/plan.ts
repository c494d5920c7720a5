/** From an experiment to its jobs. Pure: what can start depends on the experiment and the finished jobs alone. */

import { LabError } from '#contract/errors.ts';
import type { DataFacts, ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { isSearched } from '#contract/optimizers.ts';
import { remarkAt } from '#contract/issues.ts';
import { parameterCount } from '#contract/model.ts';
import type { GridCell, Minimum } from '#contract/results.ts';
import {
  jobKey,
  type AnalysisJob,
  type CellsJob,
  type FinishedJob,
  type FragilityJob,
  type Job,
  type RunJob,
} from '../jobs.ts';
import { cellAt, cellCount, gridBlocks, gridOf, selectBest } from './grid.ts';
import { runSlots, type Running } from './slots.ts';

/**
 * The jobs that can start now, in the order in which they should, the finished ones left out. Jobs that are still
 * running are named again (tell them by `jobKey`), so it may be called whenever a job has finished; when it names
 * none, everything is done.
 *
 * Throws a LabError "not-available" where the experiment needs a minimum and the data have none, with the reason.
 *
 * @param facts what is known of the data; the same as given to `resolveExperiment`
 */
export function nextJobs(
  experiment: ResolvedExperiment,
  facts: DataFacts,
  finished: readonly FinishedJob[],
): Job[] {
  const done = new Set(finished.map(({ job }) => jobKey(job)));
  const open = (jobs: readonly Job[]) => jobs.filter((job) => !done.has(jobKey(job)));
  const need = needOfMinimum(experiment);
  if (need !== null && !done.has('minimum')) return [{ kind: 'minimum' }];
  const minimum = minimumOf(finished);
  if (need?.required === true) requireMinimum(minimum, need, finished);
  if (experiment.kind !== 'compare' && experiment.kind !== 'starting-points') {
    return open(analyses(experiment, minimum));
  }
  // Where no run waits for it, the minimum is reported all the same, if it is cheap, and computed last.
  const last: Job[] = need === null && minimumIsCheap(experiment, facts) ? [{ kind: 'minimum' }] : [];
  const theta =
    need === null || minimum === null || minimum.status === 'none' ? null : Float64Array.from(minimum.theta);
  return open([...runsAndCells(experiment, finished, theta), ...last]);
}

/** Whether some thirty Newton steps on a convex loss take about a second at most. */
function minimumIsCheap({ model }: ResolvedExperiment, facts: DataFacts): boolean {
  if (model.kind === 'mlp') return false;
  const parameters = parameterCount(model, facts.columns, facts.classes);
  return parameters <= 200 && facts.rows * parameters ** 2 <= 1e8;
}

/** Why an experiment needs theta*, or null when it does not. */
function needOfMinimum(experiment: ResolvedExperiment): MinimumNeed | null {
  if (experiment.kind === 'consistency') return null; // each part finds its own
  if (experiment.start.kind === 'minimum') return { path: 'start', what: 'the start', required: true };
  switch (experiment.kind) {
    case 'starting-points':
      return { path: 'factors', what: 'starting-points', required: true };
    case 'quadratic':
      return { path: 'kind', what: 'quadratic', required: true };
    case 'vector-field':
      return { path: 'kind', what: 'vector-field', required: false }; // only marked in the figure
    case 'curvature':
      if (experiment.at.kind === 'minimum') return { path: 'at', what: 'the point', required: true };
      return experiment.informationMatrixTest
        ? { path: 'informationMatrixTest', what: 'the information-matrix test', required: true }
        : null;
    case 'compare':
      return experiment.record?.includes('distanceToMinimum') === true
        ? { path: 'record', what: 'distanceToMinimum', required: true }
        : null;
  }
}

interface MinimumNeed {
  readonly path: string;
  /** Who needs it, in the message. */
  readonly what: string;
  /** Whether the experiment is refused without it. */
  readonly required: boolean;
}

/** The minimum among the finished jobs, or null. */
export function minimumOf(finished: readonly FinishedJob[]): Minimum | null {
  for (const { result } of finished) if (result?.kind === 'minimum') return result.minimum;
  return null;
}

function requireMinimum(minimum: Minimum | null, need: MinimumNeed, finished: readonly FinishedJob[]): void {
  const reason =
    minimum === null ? finished.find(({ job }) => job.kind === 'minimum')?.reason : minimum.reason;
  if (minimum !== null && minimum.status !== 'none') return;
  const issue = remarkAt(
    need.path,
    `${need.what} needs the minimum, and there is none: ${reason ?? 'its search failed'}`,
  );
  throw new LabError('not-available', issue.message, [issue]);
}

function runsAndCells(experiment: Running, finished: readonly FinishedJob[], minimum: Float64Array | null) {
  const jobs: Job[] = [];
  runSlots(experiment).forEach((slot, index) => {
    const optimizer = experiment.optimizers[slot.optimizer]!;
    const cell = isSearched(optimizer)
      ? winningCell(experiment, slot.optimizer, finished)
      : cellAt(gridOf(optimizer), 0);
    if (cell !== null) jobs.push({ kind: 'run', index, ...slot, ...cell, minimum } satisfies RunJob);
  });
  experiment.optimizers.forEach((optimizer, i) => {
    if (!isSearched(optimizer)) return;
    const blocks = gridBlocks(gridOf(optimizer));
    jobs.push(
      ...blocks.map((block) => ({ kind: 'cells', optimizer: i, ...block, minimum }) satisfies CellsJob),
      ...fragilityJobs(experiment, i, finished, minimum),
    );
  });
  return jobs;
}

/** The cells of an optimizer's grid so far, by position; undefined where not computed. */
export function cellsOf(
  optimizer: number,
  count: number,
  finished: readonly FinishedJob[],
): (GridCell | undefined)[] {
  const cells = new Array<GridCell | undefined>(count).fill(undefined);
  for (const { job, result } of finished) {
    if (job.kind !== 'cells' || job.optimizer !== optimizer || result?.kind !== 'cells') continue;
    result.cells.forEach((cell, i) => (cells[job.from + i] = cell));
  }
  return cells;
}

/** Whether all blocks of a search have come back (some perhaps empty, their worker having crashed). */
function searchIsOver(experiment: Running, optimizer: number, finished: readonly FinishedJob[]): boolean {
  const blocks = gridBlocks(gridOf(experiment.optimizers[optimizer]!));
  const back = finished.filter(({ job }) => job.kind === 'cells' && job.optimizer === optimizer);
  return back.length >= blocks.length;
}

function winningCell(experiment: Running, optimizer: number, finished: readonly FinishedJob[]) {
  if (!searchIsOver(experiment, optimizer, finished)) return null;
  const grid = gridOf(experiment.optimizers[optimizer]!);
  const cells = cellsOf(optimizer, cellCount(grid), finished);
  return cellAt(grid, selectBest(cells, selectionOf(experiment)).winner);
}

/** `selection` of a compare experiment; the last loss for kinds without one. */
export function selectionOf(experiment: Running): 'last' | 'best' | 'median' {
  return experiment.kind === 'compare' ? experiment.selection : 'last';
}

/** At most this many cells are tested by one job, so that a long test spreads over the threads. */
const fragilityBlock = 64;

function fragilityJobs(
  experiment: Running,
  optimizer: number,
  finished: readonly FinishedJob[],
  minimum: Float64Array | null,
): FragilityJob[] {
  if (experiment.kind !== 'compare' || experiment.fragility === 'none') return [];
  if (!searchIsOver(experiment, optimizer, finished)) return [];
  const cells = cellsOf(optimizer, cellCount(gridOf(experiment.optimizers[optimizer]!)), finished);
  const tested =
    experiment.fragility === 'all'
      ? cells.flatMap((cell, i) => (cell === undefined ? [] : [i]))
      : selectBest(cells, experiment.selection).tied;
  const jobs: FragilityJob[] = [];
  for (let at = 0; at < tested.length; at += fragilityBlock) {
    const block = tested.slice(at, at + fragilityBlock);
    jobs.push({
      kind: 'fragility',
      optimizer,
      cells: block,
      outcomes: block.map((cell) => cells[cell]!),
      minimum,
    });
  }
  return jobs;
}

function analyses(experiment: Exclude<ResolvedExperiment, Running>, minimum: Minimum | null): AnalysisJob[] {
  const parts =
    experiment.kind === 'consistency'
      ? experiment.sizes.length * experiment.seeds
      : experiment.kind === 'vector-field'
        ? experiment.optimizers.length
        : 1;
  return Array.from({ length: parts }, (_, part) => ({ kind: 'analysis', minimum, part }));
}
