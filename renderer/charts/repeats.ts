/** Repeats of one optimizer as one curve: their mean, with a band around it. */

import type { FigureRun } from '#figures/runs.ts';

export const spreadNames = ['runs', 'deviation', 'error', 'range'] as const;
/** Every run by itself; or the mean with its standard deviation, its standard error, or from lowest to highest. */
export type Spread = (typeof spreadNames)[number];

export const spreadTitles: Readonly<Record<Spread, string>> = {
  runs: 'Every repeat',
  deviation: 'Mean ± standard deviation',
  error: 'Mean ± standard error',
  range: 'Mean, minimum to maximum',
};

export interface MeanRun<R extends FigureRun> {
  /** The first of the repeats with the means as its series. */
  readonly run: R;
  readonly repeats: number;
  readonly low: Readonly<Record<string, Float64Array>>;
  readonly high: Readonly<Record<string, Float64Array>>;
}

/** What tells runs apart that are not repeats of each other, beyond their optimizer and its numbers. */
interface Origin {
  readonly experiment?: string;
  /** Where it started, as a multiple of the minimum. */
  readonly factor?: number | null;
}

/**
 * Runs of one optimizer of one experiment with one step size, damping and start are repeats of each other, in the order
 * of their first. The same optimizer in another experiment had other data, or another model: it is no repeat.
 */
export function meanRuns<R extends FigureRun & Origin>(
  runs: readonly R[],
  spread: Exclude<Spread, 'runs'>,
): MeanRun<R>[] {
  const groups = new Map<string, R[]>();
  for (const run of runs) {
    const key = JSON.stringify([
      run.experiment,
      run.optimizer,
      run.label,
      run.stepSize,
      run.damping,
      run.factor,
    ]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups.values()].map((group) => {
    const series: Record<string, Float64Array> = {};
    const low: Record<string, Float64Array> = {};
    const high: Record<string, Float64Array> = {};
    for (const name of Object.keys(group[0]!.series)) {
      const values = group.map((run) => run.series[name] ?? []);
      const length = Math.max(...values.map((entries) => entries.length));
      const mean = new Float64Array(length);
      const lower = new Float64Array(length);
      const upper = new Float64Array(length);
      for (let k = 0; k < length; k++) summarize(values, k, spread, mean, lower, upper);
      series[name] = mean;
      low[name] = lower;
      high[name] = upper;
    }
    return { run: { ...group[0]!, series }, repeats: group.length, low, high };
  });
}

/**
 * Entry k of the mean and its band, of the values that are numbers: a repeat that ended earlier no longer counts.
 * Standard deviation with ddof 1. No allocation: this runs over hundreds of repeats at once.
 */
function summarize(
  values: readonly ArrayLike<number>[],
  k: number,
  spread: Exclude<Spread, 'runs'>,
  mean: Float64Array,
  low: Float64Array,
  high: Float64Array,
): void {
  let count = 0;
  let sum = 0;
  let least = Infinity;
  let most = -Infinity;
  for (const entries of values) {
    const value = entries[k];
    if (value === undefined || !Number.isFinite(value)) continue;
    count++;
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (count === 0) {
    mean[k] = low[k] = high[k] = Number.NaN;
    return;
  }
  const centre = sum / count;
  mean[k] = centre;
  if (spread === 'range') {
    low[k] = least;
    high[k] = most;
    return;
  }
  let squares = 0;
  for (const entries of values) {
    const value = entries[k];
    if (value !== undefined && Number.isFinite(value)) squares += (value - centre) ** 2;
  }
  const variance = count < 2 ? 0 : squares / (count - 1);
  const reach = Math.sqrt(spread === 'error' ? variance / count : variance);
  low[k] = centre - reach;
  high[k] = centre + reach;
}
