/**
 * The empirical Fisher as the GGN of the split a = -log b, b = p(y_n | f_n) (Eq. 14), without a line of the
 * engine's derivatives: a"(b) = 1/b^2, probabilities written out from the outputs, their gradients by differences.
 */

import { describe, expect, it } from 'vitest';
import type { ModelSpec, OutputName } from '#contract/model.ts';
import { RandomStream } from '../random.ts';
import { differenceJacobian, expectClose } from '../testing/numeric.ts';
import {
  classes,
  linearModel,
  mlpModel,
  normals,
  objectiveOf,
  outputKinds,
  randomSample,
} from '../testing/problems.ts';
import { addOuter } from '../testing/references.ts';
import { curvatureFor } from './curvature-for.ts';
import { empiricalSplit } from './propositions.ts';

const rows = 8;
/** Of linearModel and of a linear output of mlpModel. */
const noiseVariance = { linear: 0.7, mlp: 1 };

/** p(y | f) up to a constant factor, which a GGN of this split does not see. */
function probability(output: OutputName, f: Float64Array, y: number, variance: number): number {
  switch (output) {
    case 'linear':
      return Math.exp((-0.5 * (f[0]! - y) ** 2) / variance);
    case 'logistic':
      return 1 / (1 + Math.exp(y === 1 ? -f[0]! : f[0]!));
    case 'softmax':
      return Math.exp(f[y]!) / f.reduce((sum, fc) => sum + Math.exp(fc), 0);
    case 'poisson':
      return Math.exp(y * f[0]! - Math.exp(f[0]!));
  }
}

const models = outputKinds.flatMap((output): (readonly [string, OutputName, ModelSpec, number])[] => [
  [output, output, linearModel(output), noiseVariance.linear],
  [`mlp ${output}`, output, mlpModel([3], output), noiseVariance.mlp],
]);

describe.each(models)('%s', (_name, output, model, variance) => {
  const sample = randomSample(output, rows, 2);
  const objective = objectiveOf(model, sample);
  const { dimension: d } = objective;
  const width = output === 'softmax' ? classes : 1;
  const theta = normals(d, new RandomStream(3, 'test'), 0.4);

  function probabilities(at: Float64Array, out: Float64Array): void {
    const f = new Float64Array(rows * width);
    objective.outputsAt(at, f);
    for (let n = 0; n < rows; n++) {
      out[n] = probability(output, f.subarray(n * width, (n + 1) * width), sample.target[n]!, variance);
    }
  }

  it('sums a"(b) grad b grad b^T over the rows (Eq. 10 and 14)', () => {
    const b = new Float64Array(rows);
    probabilities(theta, b);
    const gradients = differenceJacobian(probabilities, theta, rows);
    const expected = new Float64Array(d * d);
    for (let n = 0; n < rows; n++) {
      addOuter(expected, gradients.slice(n * d, (n + 1) * d), 1 / (rows * b[n]! ** 2));
    }
    expectClose(empiricalSplit(objective, theta, 'full'), expected, 1e-8);
    expectClose(
      empiricalSplit(objective, theta, 'diagonal'),
      Float64Array.from({ length: d }, (_, i) => expected[i * (d + 1)]!),
      1e-8,
    );
    // What an optimizer of this split uses.
    expectClose(
      curvatureFor(objective, theta, { matrix: 'ggn', split: 'empirical' }).toDense(),
      expected,
      1e-8,
    );
  });

  it('is the empirical Fisher (footnote 3), also where the probabilities underflow', () => {
    for (const factor of output === 'poisson' ? [1] : [1, 3000]) {
      const at = theta.map((entry) => factor * entry);
      const fisher = curvatureFor(objective, at, { matrix: 'empirical-fisher' }).toDense();
      const size = Math.max(...fisher.map(Math.abs));
      const split = empiricalSplit(objective, at, 'full');
      split.forEach((entry, i) => expect(Math.abs(entry - fisher[i]!)).toBeLessThanOrEqual(1e-12 * size));
    }
  });
});
