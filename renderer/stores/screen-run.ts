/** A run on screen: what the lab has told of it so far, its curves growing in place. */

import type { RunProgress, StoredRun } from '#contract/api/experiments.ts';
import { quantityInfo, type QuantityName } from '#contract/quantities.ts';
import type { Terminology } from '#contract/terminology.ts';
import { runLabel, variants } from '#figures/method-style.ts';

export interface ScreenRun extends Omit<StoredRun, 'series'> {
  /** Unique over all experiments on screen. */
  readonly key: string;
  readonly experiment: string;
  /** Method and experiment, where several experiments are on screen. */
  readonly label?: string;
  /** Which of the looks of its kind it has, whatever else is hidden. */
  readonly variant?: number;
  /** Of its experiment: expensive quantities have values at its multiples. */
  readonly recordEvery: number;
  /** Exactly the values known so far. */
  readonly series: Readonly<Record<string, Float64Array>>;
}

/** Room behind the views in `series`, so that appending does not copy. */
const rooms = new WeakMap<ScreenRun, Map<string, Float64Array>>();

export function screenRun(experiment: string, run: StoredRun, recordEvery: number): ScreenRun {
  return { ...run, key: runKey(experiment, run.index), experiment, recordEvery };
}

/** Of a document or an experiment as it was run; 1 where it says nothing else. */
export function recordEveryOf(spec: unknown): number {
  return (spec as { recordEvery?: number } | null | undefined)?.recordEvery ?? 1;
}

export function runKey(experiment: string, index: number): string {
  return `${experiment}:${index}`;
}

/** The run after a piece of progress; a run not seen before begins with it. */
export function withProgress(
  experiment: string,
  previous: ScreenRun | undefined,
  progress: RunProgress,
  recordEvery: number,
): ScreenRun {
  const room = (previous === undefined ? undefined : rooms.get(previous)) ?? new Map<string, Float64Array>();
  const series: Record<string, Float64Array> = { ...previous?.series };
  for (const [name, chunk] of Object.entries(progress.series)) {
    const known = series[name] ?? new Float64Array(0);
    const isStep = name in quantityInfo && quantityInfo[name as QuantityName].per === 'step';
    // Step k arrives with state k + 1: a chunk of states from k brings the steps from k - 1.
    const from = isStep ? Math.max(0, progress.from - 1) : progress.from;
    const length = from + chunk.length;
    let values = room.get(name) ?? known;
    if (values.length < length) {
      const larger = new Float64Array(Math.max(length, progress.totalIterations + 1)).fill(Number.NaN);
      larger.set(known);
      values = larger;
    }
    values.set(chunk, from);
    room.set(name, values);
    series[name] = values.subarray(0, length);
  }
  const losses = series['loss'];
  const run: ScreenRun = {
    index: progress.index,
    optimizer: progress.optimizer,
    kind: progress.kind,
    repeat: progress.repeat,
    stepSize: progress.stepSize,
    damping: progress.damping,
    factor: progress.factor,
    status: progress.status,
    iterations: progress.iterations,
    totalIterations: progress.totalIterations,
    reason: progress.reason,
    stoppedBy: previous?.stoppedBy ?? null,
    finalLoss: losses?.at(-1) ?? Number.NaN,
    bestLoss: lowest(losses),
    theta: previous?.theta ?? new Float64Array(0),
    path: previous?.path ?? null,
    events: [...(previous?.events ?? []), ...progress.events],
    seconds: series['seconds']?.at(-1) ?? previous?.seconds ?? Number.NaN,
    notes: previous?.notes ?? '',
    tags: previous?.tags ?? [],
    key: runKey(experiment, progress.index),
    experiment,
    recordEvery,
    series,
  };
  rooms.set(run, room);
  return run;
}

/** The same runs, labelled where a terminology calls a method otherwise than its kind does. */
export function withNames(runs: readonly ScreenRun[], terminology: Terminology): readonly ScreenRun[] {
  if (terminology === 'machine-learning') return runs;
  return runs.map((run) => {
    const label = runLabel(run, terminology);
    return label === runLabel(run) ? run : { ...run, label };
  });
}

/** The same runs, each with its look, so that one keeps it when others are hidden. */
export function withVariants(runs: readonly ScreenRun[]): readonly ScreenRun[] {
  const positions = variants(runs);
  if (positions.every((position) => position === 0)) return runs;
  return runs.map((run, i) => ({ ...run, variant: positions[i]! }));
}

/** The lowest of the values that are numbers; NaN of none. */
export function lowest(values: Float64Array | undefined): number {
  if (values === undefined) return Number.NaN;
  let best = Number.NaN;
  for (const value of values) if (!(value >= best) && !Number.isNaN(value)) best = value;
  return best;
}

export function isActive(status: ScreenRun['status']): boolean {
  return status === 'running' || status === 'queued';
}
