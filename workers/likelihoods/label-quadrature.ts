/**
 * Expectations over labels: finitely many labels and weights that integrate every polynomial in y of degree 5 exactly
 * under p(y | f) (classes: every function).
 */

import type { Likelihood } from './likelihood.ts';

export interface LabelNodes {
  readonly labels: Float64Array;
  readonly weights: Float64Array;
}

/** How many labels `labelNodes` gives. */
export function nodeCount(likelihood: Likelihood): number {
  return likelihood.name === 'categorical' ? likelihood.outputs : likelihood.name === 'bernoulli' ? 2 : 3;
}

/** Labels and weights for row `row` of f (N x M). */
export function labelNodes(likelihood: Likelihood, f: Float64Array, row: number): LabelNodes {
  switch (likelihood.name) {
    case 'bernoulli':
    case 'categorical': {
      const m = likelihood.outputs;
      const outputs = f.subarray(row * m, (row + 1) * m);
      const labels = Float64Array.from({ length: nodeCount(likelihood) }, (_, c) => c);
      const one = new Float64Array(1);
      const weights = labels.map((label) => {
        one[0] = label;
        return Math.exp(-likelihood.value(outputs, one, 0, 1));
      });
      return { labels, weights };
    }
    case 'gaussian': {
      // Gauss-Hermite: f and f +- sqrt(3) s, weights 2/3, 1/6, 1/6.
      const precision = new Float64Array(1);
      likelihood.curvature(precision, 0, 1, precision);
      const far = Math.sqrt(3 / precision[0]!);
      const mean = f[row]!;
      return { labels: Float64Array.of(mean, mean - far, mean + far), weights: hermiteWeights };
    }
    case 'poisson':
      return poissonNodes(Math.exp(f[row]!));
  }
}

const hermiteWeights = Float64Array.of(2 / 3, 1 / 6, 1 / 6);

/**
 * Gauss quadrature of the Poisson distribution: the zeros of Charlier's third polynomial, which in t = y - mean - 1
 * is t^3 - (3 mean + 1) t - mean, and weights 1/(1 + p1^2 + p2^2) of the orthonormal ones below it.
 */
function poissonNodes(mean: number): LabelNodes {
  const slope = 3 * mean + 1;
  const radius = 2 * Math.sqrt(slope / 3);
  const angle = Math.acos(Math.min(1, ((1.5 * mean) / slope) * Math.sqrt(3 / slope))) / 3;
  const labels = new Float64Array(3);
  const weights = new Float64Array(3);
  for (let k = 0; k < 3; k++) {
    const t = radius * Math.cos(angle - (2 * Math.PI * k) / 3);
    const first = (t + 1) / Math.sqrt(mean);
    const second = (t * t + t - mean) / (Math.SQRT2 * mean);
    labels[k] = t + mean + 1;
    weights[k] = 1 / (1 + first * first + second * second);
  }
  return { labels, weights };
}
