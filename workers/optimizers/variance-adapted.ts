/**
 * The stochastic gradient scaled back where it is noise (section 5): theta <- theta - gamma M ghat, M one of four
 * forms made from the expectation g and the covariance Sigma_b of ghat.
 */

import type { Adaptation } from '#contract/optimizers.ts';
import {
  diagonalAdaptation,
  miniBatchFactor,
  scalarAdaptation,
  secondMomentSolve,
} from '../curvature/variance-adaptation.ts';
import { dot } from '../linalg/vector.ts';
import type { OptimizerFactory } from './optimizer.ts';
import type { Point } from './point.ts';
import { meanRowGradient, RunningMoments } from './running-moments.ts';
import { steppingRule, undamped } from './stepping.ts';

/** Moments of one-row gradients, data terms: mean (D) and covariance (D x D row-major, or its diagonal). */
interface Moments {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

export const varianceAdapted: OptimizerFactory<'variance-adapted'> = (options, context) => {
  const { adaptation, estimator, decay, replacement } = options;
  const form = adaptation === 'scalar' || adaptation === 'diagonal' ? 'diagonal' : 'full';
  const full = context.point;
  const running = new RunningMoments(decay, form);
  let updated = 0;
  return steppingRule(options, context, {
    propose(point, t, out) {
      let moments: Moments;
      if (estimator === 'oracle') {
        moments = exactMoments(full.moveTo(point.theta), form);
      } else {
        if (t !== updated) running.update(point);
        updated = t;
        moments = { mean: running.mean(), covariance: running.covariance() };
      }
      const { g, sigma } = batchMoments(moments, point, full.objective.rows, replacement === true);
      adapt(adaptation, g, sigma, point.gradient, out);
      return undamped;
    },
    preconditioner: () => null,
    commit: () => undefined,
    observesRatio: false,
    gradientEvaluations: (rows) => rows + (estimator === 'oracle' ? full.objective.rows : 0),
  });
};

/** Of all N rows, at every step: the paper's thought experiment. */
function exactMoments(full: Point, form: 'diagonal' | 'full'): Moments {
  const { scaling, rows } = full.objective;
  const matrix = full.matrix({ matrix: 'covariance', structure: form });
  const sigma = form === 'full' ? matrix.toDense() : matrix.diagonal();
  // With sum scaling Sigma is that of N g_n.
  const factor = scaling === 'mean' ? 1 : 1 / rows ** 2;
  return { mean: meanRowGradient(full), covariance: sigma.map((entry) => factor * entry) };
}

/** g and Sigma_b of the batch's gradient, in its own scaling (with "sum" it is a sum over b rows), penalty included. */
function batchMoments(
  { mean, covariance }: Moments,
  { objective, theta }: Point,
  rows: number,
  replacement: boolean,
): { g: Float64Array; sigma: Float64Array } {
  const c = objective.weight * objective.rows;
  const factor = c * c * miniBatchFactor(objective.rows, rows, replacement);
  return {
    g: mean.map((value, i) => c * value + objective.l2 * theta[i]!),
    sigma: covariance.map((entry) => factor * entry),
  };
}

/** out = M ghat. `sigma` is Sigma_b for the full forms, else its diagonal. */
function adapt(
  form: Adaptation,
  g: Float64Array,
  sigma: Float64Array,
  gradient: Float64Array,
  out: Float64Array,
): void {
  switch (form) {
    case 'scalar': {
      const factor = scalarAdaptation(
        g,
        sigma.reduce((sum, entry) => sum + entry, 0),
      );
      for (let i = 0; i < out.length; i++) out[i] = factor * gradient[i]!;
      return;
    }
    case 'diagonal': {
      const factors = diagonalAdaptation(g, sigma);
      for (let i = 0; i < out.length; i++) out[i] = factors[i]! * gradient[i]!;
      return;
    }
    case 'full':
    case 'full-optimal': {
      const w = secondMomentSolve(g, sigma);
      const [vector, other] = form === 'full' ? [w, g] : [g, w];
      const size = dot(other, gradient);
      for (let i = 0; i < out.length; i++) out[i] = vector[i]! * size;
    }
  }
}
