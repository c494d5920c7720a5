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

/** Runs of one optimizer with one step size and damping are repeats of each other, in the order of their first. */
export function meanRuns<R extends FigureRun>(
  runs: readonly R[],
  spread: Exclude<Spread, 'runs'>,
): MeanRun<R>[] {
  const groups = new Map<string, R[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.optimizer, run.label, run.stepSize, run.damping]);
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
      series[name] = new Float64Array(length);
      low[name] = new Float64Array(length);
      high[name] = new Float64Array(length);
      for (let k = 0; k < length; k++) {
        const summary = summarize(
          values.map((entries) => entries[k] ?? Number.NaN),
          spread,
        );
        series[name][k] = summary.mean;
        low[name][k] = summary.low;
        high[name][k] = summary.high;
      }
    }
    return { run: { ...group[0]!, series }, repeats: group.length, low, high };
  });
}

/** Of the values that are numbers: a repeat that ended earlier no longer counts. Standard deviation with ddof 1. */
function summarize(
  values: readonly number[],
  spread: Exclude<Spread, 'runs'>,
): { mean: number; low: number; high: number } {
  const known = values.filter((value) => Number.isFinite(value));
  const count = known.length;
  if (count === 0) return { mean: Number.NaN, low: Number.NaN, high: Number.NaN };
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  if (spread === 'range') return { mean, low: Math.min(...known), high: Math.max(...known) };
  const variance = count < 2 ? 0 : known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const reach = Math.sqrt(spread === 'error' ? variance / count : variance);
  return { mean, low: mean - reach, high: mean + reach };
}
