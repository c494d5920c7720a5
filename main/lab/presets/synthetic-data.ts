/** The rows of a synthetic data set, for the scatter plots of figures. */

import type { Experiment } from '#contract/experiment.ts';
import { drawSynthetic } from '#workers/data/synthetic.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlaneRow extends Point {
  readonly target: number;
}

/** The first two features of each row, and its target; none when the data are not synthetic. */
export function syntheticRows({ dataset }: Experiment): PlaneRow[] {
  if (!('synthetic' in dataset)) return [];
  const { features, target } = drawSynthetic(dataset.synthetic, dataset.n, dataset.d, dataset.seed);
  if (features.kind !== 'columns') return [];
  const first = features.column(0).slice();
  const second = features.column(1).slice();
  return Array.from(target, (value, row) => ({ x: first[row]!, y: second[row]!, target: value }));
}
