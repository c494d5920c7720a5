/** From an experiment's model to its objective on a sample: the one factory that everything else goes through. */

import { outputCount, outputOf, type ModelSpec } from '#contract/model.ts';
import type { Sample } from '../data/problem.ts';
import { bernoulli } from '../likelihoods/bernoulli.ts';
import { categorical } from '../likelihoods/categorical.ts';
import { gaussian } from '../likelihoods/gaussian.ts';
import type { Likelihood } from '../likelihoods/likelihood.ts';
import { poisson } from '../likelihoods/poisson.ts';
import { activations } from './activation.ts';
import { linearPredictor } from './linear.ts';
import { mlpPredictor } from './mlp.ts';
import type { Objective } from './objective.ts';
import { predictorObjective } from './predictor-objective.ts';

/**
 * @param sample N rows and targets (a number, or a class index 0..C-1)
 * @param classes C for a classifier's target (2 for binary), otherwise not used
 * @param scaling "mean": 1/N in loss, gradient and matrices; "sum": none
 */
export function createObjective(
  model: ModelSpec,
  sample: Sample,
  classes: number,
  scaling: 'mean' | 'sum',
): Objective {
  const outputs = outputCount(model, classes);
  return predictorObjective({
    predictor:
      model.kind === 'mlp'
        ? mlpPredictor(sample.design, model.hidden, activations[model.activation], outputs)
        : linearPredictor(sample.design, outputs),
    likelihood: likelihoodOf(model, classes),
    target: sample.target,
    scaling,
    l2: model.l2,
  });
}

/** The likelihood at a model's output. */
export function likelihoodOf(model: ModelSpec, classes: number): Likelihood {
  switch (outputOf(model)) {
    case 'linear':
      return gaussian(model.kind === 'linear' ? model.noiseVariance : 1);
    case 'logistic':
      return bernoulli;
    case 'softmax':
      return categorical(classes);
    case 'poisson':
      return poisson;
  }
}
