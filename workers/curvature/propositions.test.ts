import { describe, expect, it } from 'vitest';
import { activationNames } from '#contract/model.ts';
import { symmetricEigenvalues } from '../linalg/eigen.ts';
import { RandomStream } from '../random.ts';
import { differenceJacobian } from '../testing/numeric.ts';
import {
  dense,
  linearModel,
  mlpModel,
  normals,
  objectiveOf,
  outputKinds,
  randomSample,
} from '../testing/problems.ts';
import type { Predictor } from '../models/predictor.ts';
import { gaussian } from '../likelihoods/gaussian.ts';
import { predictorObjective } from '../models/predictor-objective.ts';
import { admissibleSplits } from './admissible-splits.ts';
import { curvatureFor } from './curvature-for.ts';
import { proposition1, proposition2 } from './propositions.ts';

describe('Proposition 1', () => {
  it.each(outputKinds)('F by its definition is the canonical GGN: %s', (output) => {
    for (const model of [linearModel(output), mlpModel([3], output)]) {
      const objective = objectiveOf(model, randomSample(output, 9, 2));
      const theta = normals(objective.dimension, new RandomStream(1, 'test'));
      const size = curvatureFor(objective, theta, { matrix: 'fisher' }).trace();
      expect(proposition1(objective, theta)).toBeLessThan(1e-12 * Math.max(1, size));
    }
  });
});

describe('Proposition 2', () => {
  const networks = Array.from({ length: 50 }, (_, i) => i);

  it.each(networks)('|H - G| <= beta r on random network %i', (i) => {
    const random = new RandomStream(i, 'network');
    const output = outputKinds[i % 4]!;
    const activation = activationNames.filter((name) => name !== 'identity')[Math.floor(i / 4) % 4]!;
    const hidden = Array.from({ length: 1 + random.below(2) }, () => 1 + random.below(4));
    const scaling = i % 2 === 0 ? 'mean' : 'sum';
    const objective = objectiveOf(
      mlpModel(hidden, output, activation),
      randomSample(output, 6, 2, i),
      scaling,
    );
    const theta = normals(objective.dimension, random);
    const d = objective.dimension;
    const result = proposition2(objective, theta);
    // The left side again, from the dense matrices.
    const h = curvatureFor(objective, theta, { matrix: 'hessian' }).toDense();
    const g = curvatureFor(objective, theta, { matrix: 'ggn' }).toDense();
    const eigenvalues = symmetricEigenvalues(h.map((entry, k) => entry - g[k]!), d); // prettier-ignore
    const norm = Math.max(Math.abs(eigenvalues[0]!), Math.abs(eigenvalues[d - 1]!));
    const size = Math.max(1, norm);
    expect(Math.abs(result.left - norm) / size).toBeLessThan(1e-8);
    expect(result.left).toBeLessThanOrEqual(result.right * (1 + 1e-9) + 1e-12);
    // beta, from the derivative of the Jacobian of each output.
    if (activation === 'relu') return;
    const m = objective.outputs;
    let beta = 0;
    for (let n = 0; n < 6; n++) {
      for (let c = 0; c < m; c++) {
        const jacobian = (at: Float64Array, out: Float64Array) => {
          const all = new Float64Array(m * d);
          objective.linearize(at).jacobian(n, all);
          out.set(all.subarray(c * d, (c + 1) * d));
        };
        const hessian = differenceJacobian(jacobian, theta, d);
        const values = symmetricEigenvalues(hessian, d);
        beta = Math.max(beta, Math.abs(values[0]!), Math.abs(values[d - 1]!));
      }
    }
    expect(Math.abs(result.beta - beta) / Math.max(1, beta)).toBeLessThan(1e-7);
  });

  it('its squared form is false: f = theta^2/2, y = -9 at theta = 0 gives 81 > 9', () => {
    // H - G = r f'' = 9, beta = |f''| = 1, r = |f - y| = 9.
    const objective = predictorObjective({
      predictor: halfSquare,
      likelihood: gaussian(1),
      target: Float64Array.of(-9),
      scaling: 'mean',
      l2: 0,
    });
    const { left, right, beta } = proposition2(objective, Float64Array.of(0));
    expect(left).toBeCloseTo(9, 12);
    expect(beta).toBeCloseTo(1, 12);
    expect(left).toBeLessThanOrEqual(right + 1e-12);
    expect(left ** 2).toBeGreaterThan(right);
  });

  it('both sides are 0 for a linear predictor', () => {
    const objective = objectiveOf(linearModel('softmax'), randomSample('softmax', 6, 2));
    expect(proposition2(objective, new Float64Array(6))).toMatchObject({ left: 0, right: 0, beta: 0 });
  });
});

/** f(theta) = theta^2/2, one row, one parameter. */
const halfSquare: Predictor = (() => {
  let theta = 0;
  const predictor: Predictor = {
    dimension: 1,
    rows: 1,
    outputs: 1,
    linear: false,
    layers: [{ offset: 0, inputs: 1, outputs: 1, bias: false }],
    forward(at, out) {
      theta = at[0]!;
      out[0] = theta ** 2 / 2;
    },
    jacobianProduct: (v, out) => (out[0] = theta * v[0]!),
    transposedProduct: (u, out) => (out[0] = theta * u[0]!),
    rowProducts: (u, _from, _to, out) => (out[0] = theta * u[0]!),
    gram: (factors, out) => {
      factors.weights(0, 1, out);
      out[0]! *= theta ** 2;
    },
    sweep: () => undefined,
    transposedTangent: (u, du, v, out) => (out[0] = theta * du[0]! + u[0]! * v[0]!),
    onRows: () => predictor,
  };
  return predictor;
})();

describe('Definition 1', () => {
  const verdicts = (model: Parameters<typeof objectiveOf>[0], target: number[]) => {
    const rows = target.length;
    const design = dense(rows, 1, target.map((_, i) => i + 1)); // prettier-ignore
    const { canonical, trivial, empirical } = admissibleSplits(
      objectiveOf(model, { design, target: Float64Array.from(target) }),
    );
    return [canonical.admissible, trivial.admissible, empirical.admissible];
  };

  it('gives the verdict of each split', () => {
    expect(verdicts(linearModel('linear'), [1, 2])).toEqual(['yes', 'yes', 'no']);
    expect(verdicts(linearModel('poisson'), [1, 2])).toEqual(['yes', 'yes', 'no']);
    expect(verdicts(linearModel('poisson'), [0, 2])).toEqual(['in the limit', 'in the limit', 'no']);
    expect(verdicts(linearModel('logistic'), [0, 1])).toEqual(['in the limit', 'in the limit', 'no']);
    expect(verdicts(linearModel('softmax'), [0, 2])).toEqual(['in the limit', 'in the limit', 'no']);
    expect(verdicts(mlpModel([2], 'linear'), [1, 2])).toEqual(['yes', 'no', 'no']);
    expect(verdicts(mlpModel([2], 'softmax'), [0, 1])).toEqual(['in the limit', 'no', 'no']);
  });
});
