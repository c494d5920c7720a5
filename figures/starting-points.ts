/** Runs from several starting points: each labelled with its factor of theta*. */

import type { Terminology } from '#contract/terminology.ts';
import { shortNumber } from './format.ts';
import { runLabel } from './method-style.ts';
import type { FigureRun } from './runs.ts';

export interface FactorRun extends FigureRun {
  readonly factor?: number | null | undefined;
}

/** The runs with labels such as `NGD from 0.75 θ*`; runs without a factor keep theirs. */
export function factorRuns(runs: readonly FactorRun[], terminology?: Terminology): FactorRun[] {
  return runs.map((run) => {
    if (run.factor === undefined || run.factor === null || run.label !== undefined) return run;
    const place = run.factor === 0 ? '0' : `${shortNumber(run.factor)} θ*`;
    return { ...run, label: `${runLabel(run, terminology)} from ${place}` };
  });
}
