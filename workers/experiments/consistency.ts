/** Kind consistency: how far the empirical Fisher is from the Fisher at the minimum as data grow (section 4.1). */

import { LabError } from '#contract/errors.ts';
import type { ExperimentOf } from '#contract/experiment.ts';
import { prepareSynthetic } from '../data/synthetic.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { Point } from '../optimizers/point.ts';
import { findMinimum } from './minimum.ts';
import { setUp } from './setup.ts';
import { relativeDifferenceOf } from './spectra.ts';

/** Size and seed of a part; the seeds of one size follow one another. */
function consistencyPart(
  experiment: ExperimentOf<'consistency'>,
  part: number,
): { size: number; seed: number } {
  const size = experiment.sizes[Math.floor(part / experiment.seeds)];
  if (size === undefined) throw new RangeError(`consistency: no part ${part}`);
  return { size, seed: part % experiment.seeds };
}

/**
 * |EF - F|_F/|F|_F at the minimum of one fresh draw: `size` rows with the data seed plus `seed`. NaN where the draw
 * has no minimum (small samples may be separable).
 */
export function measureConsistency(
  experiment: Parameters<typeof setUp>[0] & { kind: 'consistency' },
  part: number,
  kernels: Kernels,
  cancelled: () => boolean,
): { size: number; seed: number; relativeDifference: number } {
  const { dataset } = experiment;
  if (!('synthetic' in dataset)) throw new LabError('internal', 'consistency needs a synthetic data set');
  const { size, seed } = consistencyPart(experiment, part);
  const { problem } = prepareSynthetic({ ...dataset, n: size, seed: dataset.seed + seed });
  const setup = setUp(experiment, problem, kernels);
  const minimum = findMinimum(setup.objective, setup.searchStart(), cancelled);
  if (minimum.status === 'none') return { size, seed, relativeDifference: Number.NaN };
  const point = new Point(setup.objective).moveTo(Float64Array.from(minimum.theta));
  return { size, seed, relativeDifference: relativeDifferenceOf(point) };
}
