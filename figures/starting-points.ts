/** Runs from several starting points: each labelled with its factor of theta*. */

import { optimizerInfo } from '#contract/optimizer-info.ts';
import type { OptimizerKind } from '#contract/optimizers.ts';
import { shortNumber } from './format.ts';
import type { FigureRun } from './runs.ts';

export interface FactorRun extends FigureRun {
  readonly factor?: number | null | undefined;
}

/** The runs with labels such as `NGD from 0.75 θ*`; runs without a factor keep theirs. */
export function factorRuns(runs: readonly FactorRun[]): FactorRun[] {
  return runs.map((run) => {
    if (run.factor === undefined || run.factor === null || run.label !== undefined) return run;
    const name =
      run.optimizer === run.kind && run.kind in optimizerInfo
        ? optimizerInfo[run.kind as OptimizerKind].short
        : run.optimizer;
    return { ...run, label: `${name} from ${run.factor === 0 ? '0' : `${shortNumber(run.factor)} θ*`}` };
  });
}
