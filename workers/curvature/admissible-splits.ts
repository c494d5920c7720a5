/**
 * Definition 1: a split l_n = a_n(b_n(theta)) makes a generalized Gauss-Newton matrix when a_n is convex and its
 * gradient vanishes somewhere in the image of b_n, for every row n.
 */

import type { Objective } from '../models/objective.ts';

export interface Verdict {
  readonly admissible: 'yes' | 'in the limit' | 'no';
  readonly reason: string;
}

export interface SplitVerdicts {
  readonly canonical: Verdict;
  readonly trivial: Verdict;
  readonly empirical: Verdict;
}

export function admissibleSplits(objective: Objective): SplitVerdicts {
  const canonical = canonicalVerdict(objective);
  return {
    canonical,
    trivial: trivialVerdict(objective, canonical),
    empirical: {
      admissible: 'no',
      reason: 'a = -log b has the gradient -1/b, which vanishes for no probability b',
    },
  };
}

/** a = -log p(y | b) is convex for every exponential family; its gradient is the residual. */
function canonicalVerdict({ likelihood, target }: Objective): Verdict {
  switch (likelihood.name) {
    case 'gaussian':
      return { admissible: 'yes', reason: 'the residual (b - y)/s2 vanishes at b = y' };
    case 'poisson':
      return target.every((y) => y > 0)
        ? { admissible: 'yes', reason: 'the residual exp(b) - y vanishes at b = log y' }
        : {
            admissible: 'in the limit',
            reason: 'the residual exp(b) - y of a row with y = 0 vanishes only as b goes to minus infinity',
          };
    case 'bernoulli':
    case 'categorical':
      return {
        admissible: 'in the limit',
        reason: 'the residual p - y vanishes only as the probability of the label goes to 1',
      };
  }
}

/** b = theta, a_n = l_n: the gradient of a_n is J_n^T r_n. */
function trivialVerdict({ linear }: Objective, canonical: Verdict): Verdict {
  if (!linear) {
    return {
      admissible: 'no',
      reason: 'the loss of one row is not convex in the parameters of a multi-layer perceptron in general',
    };
  }
  return canonical.admissible === 'yes'
    ? { admissible: 'yes', reason: 'the loss of one row is convex in theta, and its residual vanishes' }
    : {
        admissible: 'in the limit',
        reason:
          'the loss of one row is convex in theta, and its residual vanishes only at infinity ' +
          '(in all rows at once only where the model separates the data)',
      };
}
