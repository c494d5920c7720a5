/** The statistic of the information-matrix test, from the moments of scores and indicators under the model. */

import { gaussian } from '../likelihoods/gaussian.ts';
import { labelNodes, nodeCount } from '../likelihoods/label-quadrature.ts';
import type { Likelihood } from '../likelihoods/likelihood.ts';
import { choleskyFactor } from '../linalg/cholesky.ts';
import { addWeightedGram } from '../linalg/dense.ts';
import { symmetricEigen } from '../linalg/eigen.ts';
import type { TestDesign } from './information-matrix-design.ts';
import type { LinearFit } from './maximum-likelihood.ts';

/** Relative tolerance of the rank of V, whose indicators are scaled to variance 1. */
const rankTolerance = 1e-10;

export interface Statistic {
  readonly statistic: number;
  readonly rank: number;
  readonly indicators: number;
}

/** Least squares at the estimated variance RSS/N; any other likelihood as it is. */
export function estimated(likelihood: Likelihood, { outputs }: LinearFit, y: Float64Array): Likelihood {
  if (likelihood.name !== 'gaussian') return likelihood;
  const variance = outputs.reduce((sum, f, n) => sum + (f - y[n]!) ** 2, 0) / y.length;
  return gaussian(variance);
}

/**
 * N dbar^T V^+ dbar. V = E d d^T - E d s^T (E s s^T)^{-1} E s d^T, expectations over labels given x at the fit, d the
 * indicators and s the scores (for least squares the score of s2 among them).
 */
export function statisticOf(
  design: TestDesign,
  likelihood: Likelihood,
  fit: LinearFit,
  y: Float64Array,
): Statistic {
  const { x, rows, columns, products, diagonal } = design;
  const { free, outputs } = fit;
  const m = likelihood.outputs;
  const q = products.length / rows;
  const outputPairs = pairsOf(free, diagonal);
  const indicators = outputPairs.length * q;
  const withVariance = likelihood.name === 'gaussian';
  const scores = free * columns + (withVariance ? 1 : 0);
  const width = scores + indicators;

  const lambda = new Float64Array(m * m);
  const r = new Float64Array(m);
  const label = new Float64Array(1);
  /** Writes the scores, then the indicators, of row n at one label. */
  function write(n: number, y: number, out: Float64Array, at: number): void {
    label[0] = y;
    likelihood.residual(outputs.subarray(n * m, (n + 1) * m), label, 0, 1, r);
    let to = at;
    for (let c = 0; c < free; c++) for (let j = 0; j < columns; j++) out[to++] = r[c]! * x[n * columns + j]!;
    if (withVariance) out[to++] = r[0]! * r[0]! - lambda[0]!;
    for (const [c, k] of outputPairs) {
      const excess = r[c]! * r[k]! - lambda[c * m + k]!;
      for (let j = 0; j < q; j++) out[to++] = excess * products[n * q + j]!;
    }
  }

  const nodes = nodeCount(likelihood);
  const chunk = Math.max(1, Math.floor(65536 / (nodes * width)));
  const terms = new Float64Array(chunk * nodes * width);
  const weights = new Float64Array(chunk * nodes);
  const moments = new Float64Array(width * width);
  const observed = new Float64Array(width);
  const one = new Float64Array(width);
  for (let from = 0; from < rows; from += chunk) {
    const to = Math.min(rows, from + chunk);
    for (let n = from; n < to; n++) {
      likelihood.curvature(outputs.subarray(n * m, (n + 1) * m), 0, 1, lambda);
      const { labels, weights: p } = labelNodes(likelihood, outputs, n);
      for (let k = 0; k < nodes; k++) {
        weights[(n - from) * nodes + k] = p[k]!;
        write(n, labels[k]!, terms, ((n - from) * nodes + k) * width);
      }
      write(n, y[n]!, one, 0);
      for (let i = 0; i < width; i++) observed[i]! += one[i]!;
    }
    addWeightedGram(terms, (to - from) * nodes, width, weights, moments);
  }
  return quadraticForm(moments, observed, width, scores);
}

/** Output pairs (c, k), c >= k, of the entries of r r^T - Lambda. */
function pairsOf(free: number, diagonal: boolean): (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (let c = 0; c < free; c++) for (let k = diagonal ? c : 0; k <= c; k++) pairs.push([c, k]);
  return pairs;
}

/**
 * From the lower triangle of sum E [s; d][s; d]^T and the observed sums: everything scaled to variance 1, the scores
 * eliminated by a Cholesky factor, the rest inverted on its numerical range.
 */
function quadraticForm(
  moments: Float64Array,
  observed: Float64Array,
  width: number,
  scores: number,
): Statistic {
  const indicators = width - scores;
  const scale = Float64Array.from({ length: width }, (_, i) => 1 / Math.sqrt(moments[i * (width + 1)]! || 1));
  const entry = (i: number, j: number) => moments[i * width + j]! * scale[i]! * scale[j]!;
  const lower = new Float64Array(scores * scores);
  for (let i = 0; i < scores; i++) for (let j = 0; j <= i; j++) lower[i * scores + j] = entry(i, j);
  if (!choleskyFactor(lower, scores)) return { statistic: Number.NaN, rank: 0, indicators };
  // Row i of `eliminated` is L^{-1} E s d_i.
  const eliminated = new Float64Array(indicators * scores);
  for (let i = 0; i < indicators; i++) {
    for (let j = 0; j < scores; j++) {
      let rest = entry(scores + i, j);
      for (let k = 0; k < j; k++) rest -= lower[j * scores + k]! * eliminated[i * scores + k]!;
      eliminated[i * scores + j] = rest / lower[j * (scores + 1)]!;
    }
  }
  const v = new Float64Array(indicators * indicators);
  for (let i = 0; i < indicators; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = entry(scores + i, scores + j);
      for (let k = 0; k < scores; k++) rest -= eliminated[i * scores + k]! * eliminated[j * scores + k]!;
      v[i * indicators + j] = rest;
      v[j * indicators + i] = rest;
    }
  }
  const { values, vectors } = symmetricEigen(v, indicators);
  const smallest = rankTolerance * Math.max(1, values[indicators - 1]!);
  let statistic = 0;
  let rank = 0;
  for (let k = 0; k < indicators; k++) {
    if (!(values[k]! > smallest)) continue;
    rank += 1;
    let along = 0;
    for (let i = 0; i < indicators; i++) {
      along += vectors[i * indicators + k]! * observed[scores + i]! * scale[scores + i]!;
    }
    statistic += (along * along) / values[k]!;
  }
  return { statistic, rank, indicators };
}
