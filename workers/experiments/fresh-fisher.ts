/** Kind curvature: the Fisher of the joint distribution (Eq. 5), from fresh rows of a synthetic set's generator. */

import type { ExperimentOf } from '#contract/experiment.ts';
import type { CurvatureResult } from '#contract/results.ts';
import { jointFisher } from '../curvature/joint-fisher.ts';
import { prepareSynthetic } from '../data/synthetic.ts';
import { toRows } from '../linalg/dense.ts';
import { createObjective } from '../models/create-objective.ts';
import type { Objective } from '../models/objective.ts';
import { RandomStream } from '../random.ts';

/** Rows drawn for the Fisher of the joint distribution. */
const jointDraws = 10_000;

/** Only a generator can give fresh inputs, and only as it made them: standardized or split data have none. */
export function jointFisherOf(
  { dataset, model, scaling }: Pick<ExperimentOf<'curvature'>, 'dataset' | 'model' | 'scaling'>,
  objective: Objective,
  theta: Float64Array,
  classes: number,
  dense: boolean,
): CurvatureResult['jointFisher'] | null {
  if (!('synthetic' in dataset) || dataset.standardize) return null;
  const seed = new RandomStream(dataset.seed, 'joint-fisher').below(2 ** 32);
  const { problem } = prepareSynthetic({
    ...dataset,
    n: jointDraws,
    seed,
    rows: null,
    testFraction: 0,
    standardizeTarget: false,
  });
  const fresh = createObjective(model, problem.train, classes, scaling);
  const matrix = jointFisher(fresh, theta, objective.rows, dense ? 'full' : 'diagonal');
  const d = objective.dimension;
  return {
    draws: jointDraws,
    matrix: dense ? toRows(matrix.toDense(), d, d) : [Array.from(matrix.diagonal())],
  };
}
