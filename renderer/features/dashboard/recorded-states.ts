/** The rows of a table of numbers: the states at which any of the runs has a value. */

import type { QuantityName } from '#contract/quantities.ts';
import { strideOf, type FigureRun } from '#figures/runs.ts';

/** Ascending; each run has values at the multiples of its own stride, up to its end. */
export function recordedStates(runs: readonly FigureRun[], quantity: QuantityName): number[] {
  const states = new Set<number>();
  for (const run of runs) {
    const { length } = run.series[quantity] ?? [];
    for (let k = 0; k < length; k += strideOf(run, quantity)) states.add(k);
  }
  return [...states].sort((a, b) => a - b);
}

/** At most `limit` of the entries, evenly spread, the first among them. */
export function everyNth<T>(entries: readonly T[], limit: number): T[] {
  const stride = Math.max(1, Math.ceil(entries.length / limit));
  return entries.filter((_, i) => i % stride === 0);
}
