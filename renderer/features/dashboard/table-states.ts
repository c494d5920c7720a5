/** The rows of a table of numbers: the states at which any of the runs has a value. */

import type { QuantityName } from '#contract/quantities.ts';
import { recordedStates, type FigureRun } from '#figures/runs.ts';

/** Ascending; each run has values at states of its own. */
export function tableStates(runs: readonly FigureRun[], quantity: QuantityName): number[] {
  const states = new Set<number>();
  for (const run of runs) {
    const { count, at } = recordedStates(run, quantity);
    for (let i = 0; i < count; i++) states.add(at(i));
  }
  return [...states].sort((a, b) => a - b);
}

/** At most `limit` of the entries, evenly spread, the first among them. */
export function everyNth<T>(entries: readonly T[], limit: number): T[] {
  const stride = Math.max(1, Math.ceil(entries.length / limit));
  return entries.filter((_, i) => i % stride === 0);
}
