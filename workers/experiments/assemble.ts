/** From finished jobs to the results of an experiment. Pure. */

import type { DataFacts, ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { isSearched } from '#contract/optimizers.ts';
import type {
  Best,
  ConsistencyResult,
  GridCell,
  Results,
  RunResult,
  VectorFieldResult,
} from '#contract/results.ts';
import type { FinishedJob, RunJob } from '../jobs.ts';
import { cellCount, dampingNumber, gridOf, selectBest } from './grid.ts';
import { cellsOf, minimumOf, selectionOf } from './plan.ts';
import { runSlots } from './slots.ts';

/** The computed part of results.json, and every grid cell (the rows of grid.csv, optimizer by optimizer). */
export type Assembled = Pick<
  Results,
  'runs' | 'best' | 'minimum' | 'curvature' | 'vectorField' | 'quadratic' | 'consistency'
> & { readonly grid: readonly GridCell[] };

/**
 * Puts the results together. Works on any subset of the jobs, so that a cancelled experiment keeps what it has:
 * runs that never came back are missing from `runs`; a run whose worker crashed is there as `failed`, with the
 * reason.
 */
export function assemble(
  experiment: ResolvedExperiment,
  _facts: DataFacts,
  finished: readonly FinishedJob[],
): Assembled {
  const minimum = minimumOf(finished);
  const runs: RunResult[] = [];
  const positions = new Map<number, number>();
  const grid: GridCell[] = [];
  const best: Best = {};
  if (experiment.kind === 'compare' || experiment.kind === 'starting-points') {
    runSlots(experiment).forEach((_, index) => {
      const run = runAt(experiment, index, finished);
      if (run === null) return;
      positions.set(index, runs.length);
      runs.push(run);
    });
    experiment.optimizers.forEach((optimizer, i) => {
      const slots = runSlots(experiment).flatMap((slot, index) =>
        slot.optimizer === i && positions.has(index) ? [positions.get(index)!] : [],
      );
      let tied = 1;
      if (isSearched(optimizer)) {
        const cells = cellsOf(i, cellCount(gridOf(optimizer)), finished);
        const selection = selectBest(cells, selectionOf(experiment));
        tied = selection.tied.length;
        grid.push(...markedCells(i, cells, selection.tied, finished));
      }
      const run = isSearched(optimizer) ? slots[0] : lowest(runs, slots, selectionOf(experiment));
      if (run === undefined) return;
      best[optimizer.id] = { run, stepSize: runs[run]!.stepSize, damping: runs[run]!.damping, tied };
    });
  }
  return { runs, best, minimum, grid, ...analysisOf(experiment, finished) };
}

function runAt(
  experiment: ResolvedExperiment,
  index: number,
  finished: readonly FinishedJob[],
): RunResult | null {
  for (const { job, result, reason } of finished) {
    if (job.kind !== 'run' || job.index !== index) continue;
    return result?.kind === 'run'
      ? result.run
      : crashedRun(experiment, job, reason ?? 'the worker thread ended without a result');
  }
  return null;
}

/** What is left of a run whose worker is gone. */
function crashedRun(experiment: ResolvedExperiment, job: RunJob, reason: string): RunResult {
  const optimizer = 'optimizers' in experiment ? experiment.optimizers[job.optimizer] : undefined;
  return {
    optimizer: optimizer?.id ?? '',
    kind: optimizer?.kind ?? '',
    repeat: job.repeat,
    stepSize: job.stepSize,
    damping: dampingNumber(job.damping),
    status: 'failed',
    stoppedBy: null,
    iterations: 0,
    finalLoss: Number.NaN,
    bestLoss: Number.NaN,
    series: { loss: [] },
    theta: [],
    events: [{ iteration: 0, kind: 'failed', message: reason }],
    seconds: 0,
    reason,
    ...(job.factor === null ? {} : { factor: job.factor }),
  };
}

/** The run with the lowest loss among some, completed ones first. */
function lowest(
  runs: readonly RunResult[],
  among: readonly number[],
  selection: 'last' | 'best' | 'median',
): number | undefined {
  const rank = (run: RunResult) => (run.status === 'completed' ? 0 : 1);
  const loss = (run: RunResult) => {
    const value = selection === 'best' ? run.bestLoss : run.finalLoss;
    return Number.isNaN(value) ? Infinity : value;
  };
  return [...among].sort(
    (a, b) => rank(runs[a]!) - rank(runs[b]!) || loss(runs[a]!) - loss(runs[b]!) || a - b,
  )[0];
}

function markedCells(
  optimizer: number,
  cells: readonly (GridCell | undefined)[],
  tied: readonly number[],
  finished: readonly FinishedJob[],
): GridCell[] {
  const isTied = new Set(tied);
  const fragile = new Map<number, boolean>();
  for (const { job, result } of finished) {
    if (job.kind !== 'fragility' || job.optimizer !== optimizer || result?.kind !== 'fragility') continue;
    result.fragile.forEach((value, i) => fragile.set(job.cells[i]!, value));
  }
  return cells.flatMap((cell, i) =>
    cell === undefined ? [] : [{ ...cell, tied: isTied.has(i), fragile: fragile.get(i) ?? null }],
  );
}

function analysisOf(
  experiment: ResolvedExperiment,
  finished: readonly FinishedJob[],
): Pick<Assembled, 'curvature' | 'vectorField' | 'quadratic' | 'consistency'> {
  if (experiment.kind === 'consistency') return { consistency: consistencyOf(experiment, finished) };
  const parts = finished
    .filter(({ job }) => job.kind === 'analysis')
    .sort((a, b) => partOf(a) - partOf(b))
    .flatMap(({ result }) => (result?.kind === 'analysis' ? [result] : []));
  const fields = parts.flatMap(({ vectorField }) => (vectorField === undefined ? [] : [vectorField]));
  if (fields.length > 0) return { vectorField: joinFields(fields) };
  const { curvature, quadratic } = parts[0] ?? {};
  return {
    ...(curvature === undefined ? {} : { curvature }),
    ...(quadratic === undefined ? {} : { quadratic }),
  };
}

function partOf({ job }: FinishedJob): number {
  return job.kind === 'analysis' ? job.part : 0;
}

/** One vector field of the parts that its optimizers made. */
function joinFields(parts: readonly VectorFieldResult[]): VectorFieldResult {
  return {
    ...parts[0]!,
    fields: Object.assign({}, ...parts.map(({ fields }) => fields)) as VectorFieldResult['fields'],
    flows: Object.assign({}, ...parts.map(({ flows }) => flows)) as VectorFieldResult['flows'],
  };
}

/**
 * |EF - F|/|F| at the minimum by size and seed, and the least-squares slope of its logarithm over log N: about -1/2
 * when the model is well specified, about 0 when it is not (section 4.1). NaN where a part is missing.
 */
function consistencyOf(
  experiment: Extract<ResolvedExperiment, { kind: 'consistency' }>,
  finished: readonly FinishedJob[],
): ConsistencyResult {
  const rows = experiment.sizes.map(() => new Array<number>(experiment.seeds).fill(Number.NaN));
  for (const { job, result } of finished) {
    if (job.kind !== 'analysis' || result?.kind !== 'analysis' || result.consistency === undefined) continue;
    const row = rows[Math.floor(job.part / experiment.seeds)];
    if (row !== undefined) row[job.part % experiment.seeds] = result.consistency.relativeDifference;
  }
  const points = experiment.sizes.flatMap((size, i) =>
    rows[i]!.filter((value) => value > 0).map((value) => [Math.log(size), Math.log(value)] as const),
  );
  return { sizes: [...experiment.sizes], relativeDifference: rows, slope: slopeOf(points) };
}

function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, [px, py]) => sum + (px - x) * (py - y), 0);
  const below = points.reduce((sum, [px]) => sum + (px - x) ** 2, 0);
  return below > 0 ? above / below : Number.NaN;
}
