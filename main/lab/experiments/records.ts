/** From the store's rows to a whole experiment: as the renderer opens it, and as results.json has it. */

import type { ExperimentRecord, GridColumns, StoredRun } from '#contract/api/experiments.ts';
import type { Results, RunResult } from '#contract/results.ts';
import { assemble, type Assembled } from '#workers/experiments/assemble.ts';
import type { FinishedJob, RunJob } from '#workers/jobs.ts';
import type { StoredExperiment } from '../store/experiment-table.ts';
import type { LogEntry, RunStore } from '../store/run-store.ts';
import { GridRecorder } from './grid-recorder.ts';

/** Everything that a results folder is written from. */
export interface ExperimentOutcome {
  readonly stored: StoredExperiment;
  readonly results: Results;
  /** The index (slot) of each of `results.runs`: a cancelled experiment lacks those that never started. */
  readonly indices: readonly number[];
  readonly grid: Assembled['grid'];
  readonly grids: readonly GridColumns[];
  readonly log: readonly LogEntry[];
}

interface Loaded {
  readonly stored: StoredExperiment;
  readonly runs: StoredRun[];
  /** Finished jobs with the results that other tables keep put back. */
  readonly finished: FinishedJob[];
}

/** Finished jobs and cells of an experiment, to go on from. What failed or crashed is left out, to be tried again. */
export function loadEarlierWork(store: RunStore, id: string) {
  const { finished } = load(store, id);
  return {
    finished: finished.filter(
      ({ job, result, reason }) =>
        reason === null &&
        (job.kind !== 'run' || (result?.kind === 'run' && result.run.status !== 'cancelled')),
    ),
    cells: store.jobs.loadCells(id),
  };
}

/** Throws LabError 'not-found'. */
export function openRecord(store: RunStore, id: string): ExperimentRecord {
  return store.read(() => {
    const { stored, runs, finished } = load(store, id);
    const { spec, facts, dataset, environment, summary } = stored;
    const { best, minimum, curvature, vectorField, quadratic, consistency } = assemble(spec, facts, [
      ...finished,
      ...unfinishedRuns(runs, finished),
    ]);
    return {
      summary,
      spec,
      dataset,
      environment,
      runs,
      best: withSlots(best, runs),
      minimum,
      grids: new GridRecorder(spec, finished, store.jobs.loadCells(id)).columns(),
      curvature: curvature ?? null,
      vectorField: vectorField ?? null,
      quadratic: quadratic ?? null,
      consistency: consistency ?? null,
    };
  });
}

/** Throws LabError 'not-found'. */
export function loadOutcome(store: RunStore, id: string): ExperimentOutcome {
  return store.read(() => {
    const { stored, runs, finished } = load(store, id);
    const { spec, facts, dataset, environment } = stored;
    const { grid, ...computed } = assemble(spec, facts, [...finished, ...unfinishedRuns(runs, finished)]);
    return {
      stored,
      results: { version: 1, spec, environment, dataset, ...computed },
      indices: runs.map((run) => run.index),
      grid,
      grids: new GridRecorder(spec, finished).columns(),
      log: store.loadLog(id),
    };
  });
}

function load(store: RunStore, id: string): Loaded {
  const stored = store.experiments.get(id);
  const runs = store.runs.load(id);
  const cells = new GridRecorder(stored.spec, [], store.jobs.loadCells(id));
  const byIndex = new Map(runs.map((run) => [run.index, run]));
  const finished = store.jobs.load(id).map((entry): FinishedJob => {
    const { job, reason } = entry;
    if (job.kind === 'run') {
      const run = byIndex.get(job.index);
      return run === undefined ? entry : { job, result: { kind: 'run', run: runResult(run) }, reason };
    }
    if (job.kind === 'cells' && reason === null) {
      return { job, result: { kind: 'cells', cells: cells.block(job) }, reason };
    }
    return entry;
  });
  return { stored, runs, finished };
}

/** Runs with iterations but no finished job (running now, cancelled, interrupted), as jobs for `assemble`. */
function unfinishedRuns(runs: readonly StoredRun[], finished: readonly FinishedJob[]): FinishedJob[] {
  const done = new Set(finished.map(({ job }) => (job.kind === 'run' ? job.index : -1)));
  return runs
    .filter((run) => !done.has(run.index))
    .map((run) => ({ job: jobOf(run), result: { kind: 'run', run: runResult(run) }, reason: null }));
}

function jobOf(run: StoredRun): RunJob {
  const { index, repeat, stepSize, damping, factor } = run;
  // `assemble` looks at the index and the result alone.
  return { kind: 'run', index, optimizer: 0, repeat, stepSize, damping, factor, minimum: null };
}

/** A stored run as results.json has it. One that is still going on is `interrupted` there. */
function runResult(run: StoredRun): RunResult {
  const { optimizer, kind, repeat, stepSize, damping, stoppedBy, iterations, finalLoss, bestLoss } = run;
  const { status, series, theta, path, events, seconds, reason, factor } = run;
  const dimension = theta.length;
  return {
    optimizer,
    kind,
    repeat,
    stepSize,
    damping,
    status: status === 'queued' || status === 'running' ? 'interrupted' : status,
    stoppedBy,
    iterations,
    finalLoss,
    bestLoss,
    series: Object.fromEntries(Object.entries(series).map(([name, values]) => [name, Array.from(values)])),
    theta: Array.from(theta),
    ...(path === null || dimension === 0
      ? {}
      : {
          path: Array.from({ length: path.length / dimension }, (_, k) =>
            Array.from(path.subarray(k * dimension, (k + 1) * dimension)),
          ),
        }),
    events,
    seconds,
    ...(reason === null ? {} : { reason }),
    ...(factor === null ? {} : { factor }),
  };
}

/** `best` counts the runs that are there; the record's runs are found by their index. */
function withSlots(best: Results['best'], runs: readonly StoredRun[]): Results['best'] {
  return Object.fromEntries(
    Object.entries(best).map(([id, entry]) => [id, { ...entry, run: runs[entry.run]!.index }]),
  );
}
