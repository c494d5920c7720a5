/** Every matrix against its definition, over models, likelihoods and scalings. */

import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '#contract/model.ts';
import { RandomStream } from '../random.ts';
import { expectClose } from '../testing/numeric.ts';
import {
  linearModel,
  mlpModel,
  normals,
  objectiveOf,
  outputKinds,
  randomSample,
} from '../testing/problems.ts';
import {
  addOuter,
  empiricalFisherByDefinition,
  fisherByDefinition,
  numericHessian,
  numericRowGradients,
  plusDiagonal,
} from '../testing/references.ts';
import { curvatureFor, type CurvatureOptions } from './curvature-for.ts';

const l2 = 0.3;
const rows = 9;
const models = outputKinds.flatMap((output): (readonly [string, ModelSpec])[] => [
  [output, linearModel(output, l2)],
  [`mlp ${output}`, { kind: 'mlp', hidden: [3, 2], activation: 'tanh', output, l2 }],
]);
const scalings = ['mean', 'sum'] as const;

describe.each(models.flatMap(([name, model]) => scalings.map((scaling) => [name, scaling, model] as const)))(
  '%s, %s scaling',
  (_name, scaling, model) => {
    const output = model.kind === 'mlp' ? model.output : model.kind;
    const objective = objectiveOf(model, randomSample(output, rows, 2), scaling);
    const d = objective.dimension;
    const theta = normals(d, new RandomStream(1, 'test'), 0.5);
    const dense = (options: CurvatureOptions) => curvatureFor(objective, theta, options).toDense();

    it('exact Fisher: E over y of g g^T (Eq. 2), plus the penalty', () => {
      const expected = plusDiagonal(fisherByDefinition(objective, theta), d, l2);
      expectClose(dense({ matrix: 'fisher' }), expected, 1e-8);
      // Prop. 1: the canonical split gives the same matrix.
      expectClose(dense({ matrix: 'ggn', split: 'canonical' }), expected, 1e-8);
    });

    it('empirical Fisher: g g^T at the labels of the data (Eq. 3), without the penalty', () => {
      const expected = empiricalFisherByDefinition(objective, theta);
      expectClose(dense({ matrix: 'empirical-fisher' }), expected, 1e-8);
      expectClose(dense({ matrix: 'ggn', split: 'empirical' }), expected, 1e-8);
      expectClose(dense({ matrix: 'empirical-fisher', penalty: l2 }), plusDiagonal(expected, d, l2), 1e-8);
    });

    it('Hessian: the derivative of the gradient', () => {
      const expected = numericHessian(objective, theta);
      expectClose(dense({ matrix: 'hessian' }), expected, 1e-8);
      expectClose(dense({ matrix: 'ggn', split: 'trivial' }), expected, 1e-8);
      if (objective.linear) expectClose(dense({ matrix: 'fisher' }), expected, 1e-8);
      expectClose(dense({ matrix: 'hessian', penalty: 0 }), plusDiagonal(expected, d, -l2), 1e-8);
    });

    it('covariance: of the gradient of one uniformly drawn row, and Eq. 18', () => {
      const gradients = numericRowGradients(objective, theta).map((g) =>
        scaling === 'sum' ? g.map((entry) => rows * entry) : g,
      );
      const mean = new Float64Array(d);
      for (const g of gradients) for (let i = 0; i < d; i++) mean[i]! += g[i]! / rows;
      const expected = new Float64Array(d * d);
      for (const g of gradients) addOuter(expected, g.map((entry, i) => entry - mean[i]!), 1 / rows); // prettier-ignore
      const sigma = dense({ matrix: 'covariance' });
      expectClose(sigma, expected, 1e-8);
      expectClose(
        curvatureFor(objective, theta, { matrix: 'covariance', structure: 'diagonal' }).diagonal(),
        expected.filter((_, i) => i % (d + 1) === 0),
        1e-8,
      );
      // Eq. 18: (N) EF = Sigma + g g^T, the N in sum scaling only.
      addOuter(sigma, mean, 1);
      const factor = scaling === 'sum' ? rows : 1;
      expectClose(
        dense({ matrix: 'empirical-fisher' }).map((entry) => factor * entry),
        sigma,
        1e-8,
      );
    });

    it('Monte-Carlo Fisher: within four standard errors of F, entry by entry', () => {
      const draws = 300;
      const sum = new Float64Array(d * d);
      const squares = new Float64Array(d * d);
      for (let i = 0; i < draws; i++) {
        const options = {
          matrix: 'fisher',
          fisher: 'monte-carlo',
          random: new RandomStream(7, 'labels', i),
        } as const;
        dense({ ...options, samples: 2 }).forEach((entry, at) => {
          sum[at]! += entry / draws;
          squares[at]! += entry ** 2 / draws;
        });
      }
      dense({ matrix: 'fisher' }).forEach((expected, at) => {
        const error = Math.sqrt(Math.max(0, squares[at]! - sum[at]! ** 2) / draws);
        expect(Math.abs(sum[at]! - expected)).toBeLessThanOrEqual(4 * error + 1e-12);
      });
    });
  },
);

describe('special cases', () => {
  it('F = EF for logistic regression at theta = 0', () => {
    const objective = objectiveOf(linearModel('logistic'), randomSample('logistic', 40, 3));
    const zero = new Float64Array(3);
    expectClose(
      curvatureFor(objective, zero, { matrix: 'empirical-fisher' }).toDense(),
      curvatureFor(objective, zero, { matrix: 'fisher' }).toDense(),
      1e-14,
    );
  });

  it('EF = 0 and F = H > 0 for least squares that interpolates', () => {
    const sample = randomSample('linear', 6, 2);
    const theta = Float64Array.of(1.5, -0.5);
    const f = new Float64Array(6);
    objectiveOf(linearModel('linear'), sample).outputsAt(theta, f);
    const objective = objectiveOf(linearModel('linear'), { ...sample, target: f });
    expect(curvatureFor(objective, theta, { matrix: 'empirical-fisher' }).trace()).toBe(0);
    const fisher = curvatureFor(objective, theta, { matrix: 'fisher' });
    expectClose(fisher.toDense(), numericHessian(objective, theta), 1e-9);
    expect(fisher.solve(theta, 0, new Float64Array(2)).raised).toBe(0);
  });

  it('the mode-label Fisher is 0 for least squares, and biased for logistic regression', () => {
    const options = { matrix: 'fisher', fisher: 'mode-label' } as const;
    const linear = objectiveOf(linearModel('linear'), randomSample('linear', 9, 2));
    const theta = Float64Array.of(0.7, -0.2);
    expect(curvatureFor(linear, theta, options).trace()).toBe(0);
    const logistic = objectiveOf(linearModel('logistic'), randomSample('logistic', 9, 2));
    const biased = curvatureFor(logistic, theta, options).trace();
    expect(biased).toBeLessThan(curvatureFor(logistic, theta, { matrix: 'fisher' }).trace());
    expect(biased).toBeGreaterThan(0);
  });

  it('duplicated rows leave mean-scaled matrices unchanged and double sum-scaled ones', () => {
    const model = mlpModel([3], 'softmax');
    const sample = randomSample('softmax', 5, 2);
    const twice = Int32Array.of(0, 1, 2, 3, 4, 0, 1, 2, 3, 4);
    for (const scaling of scalings) {
      const objective = objectiveOf(model, sample, scaling);
      const theta = normals(objective.dimension, new RandomStream(2, 'test'));
      for (const matrix of ['fisher', 'empirical-fisher', 'hessian'] as const) {
        const once = curvatureFor(objective, theta, { matrix }).toDense();
        const doubled = curvatureFor(objective.onRows(twice), theta, { matrix }).toDense();
        expectClose(doubled, once.map((entry) => (scaling === 'sum' ? 2 : 1) * entry), 1e-13); // prettier-ignore
      }
    }
  });

  it('a Monte-Carlo Fisher without a stream is refused', () => {
    const objective = objectiveOf(linearModel('logistic'), randomSample('logistic', 9, 2));
    expect(() =>
      curvatureFor(objective, new Float64Array(2), { matrix: 'fisher', fisher: 'monte-carlo' }),
    ).toThrow(TypeError);
  });
});

describe('KL divergence', () => {
  // KL(theta, theta + d) = 1/2 d^T F d up to third order: halving d divides the remainder by about 8.
  it.each(models)('%s: half of the Fisher quadratic up to third order', (_name, model) => {
    const output = model.kind === 'mlp' ? model.output : model.kind;
    const objective = objectiveOf({ ...model, l2: 0 }, randomSample(output, rows, 2));
    const random = new RandomStream(4, 'test');
    const theta = normals(objective.dimension, random, 0.5);
    const direction = normals(objective.dimension, random);
    const fisher = curvatureFor(objective, theta, { matrix: 'fisher' });
    const fd = new Float64Array(objective.dimension);
    fisher.multiply(direction, fd);
    const quadratic = 0.5 * direction.reduce((sum, di, i) => sum + di * fd[i]!, 0);
    const remainder = (h: number) => {
      const moved = theta.map((t, i) => t + h * direction[i]!);
      return divergence(objective, theta, moved) - h * h * quadratic;
    };
    const [coarse, fine] = [remainder(0.02), remainder(0.01)];
    expect(Math.abs(fine)).toBeLessThan(0.02 * 0.01 ** 2 * Math.max(1, Math.abs(quadratic)) * 10);
    if (Math.abs(fine) > 1e-10) expect(Math.abs(coarse / fine)).toBeGreaterThan(6);
  });
});

/** Mean over the rows of KL(p(y | f_n) || p(y | f'_n)), closed forms. */
function divergence(
  objective: ReturnType<typeof objectiveOf>,
  theta: Float64Array,
  moved: Float64Array,
): number {
  const m = objective.outputs;
  const [f, g] = [new Float64Array(rows * m), new Float64Array(rows * m)];
  objective.outputsAt(theta, f);
  objective.outputsAt(moved, g);
  let sum = 0;
  for (let n = 0; n < rows; n++) {
    const [a, b] = [f.subarray(n * m, (n + 1) * m), g.subarray(n * m, (n + 1) * m)];
    // For an exponential family with log-partition A: KL = A(b) - A(a) - A'(a)^T (b - a).
    const [pa, pb] = [partition(objective, a), partition(objective, b)];
    sum += pb.value - pa.value - pa.mean.reduce((total, mean, c) => total + mean * (b[c]! - a[c]!), 0);
  }
  return sum / rows;
}

function partition(
  objective: ReturnType<typeof objectiveOf>,
  f: Float64Array,
): { value: number; mean: number[] } {
  switch (objective.likelihood.name) {
    case 'gaussian': {
      const lambda = new Float64Array(1);
      objective.likelihood.curvature(f, 0, 1, lambda);
      return { value: 0.5 * lambda[0]! * f[0]! ** 2, mean: [lambda[0]! * f[0]!] };
    }
    case 'bernoulli':
      return { value: Math.log(1 + Math.exp(f[0]!)), mean: [1 / (1 + Math.exp(-f[0]!))] };
    case 'poisson':
      return { value: Math.exp(f[0]!), mean: [Math.exp(f[0]!)] };
    case 'categorical': {
      const total = f.reduce((sum, fc) => sum + Math.exp(fc), 0);
      return { value: Math.log(total), mean: Array.from(f, (fc) => Math.exp(fc) / total) };
    }
  }
}
