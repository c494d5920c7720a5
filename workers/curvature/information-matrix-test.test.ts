import { describe, expect, it } from 'vitest';
import { prepareSynthetic } from '../data/synthetic.ts';
import { choleskyFactor, choleskyInverse } from '../linalg/cholesky.ts';
import { transpose } from '../linalg/dense.ts';
import { matrixProduct } from '../linalg/gemm.ts';
import { createObjective } from '../models/create-objective.ts';
import type { Objective } from '../models/objective.ts';
import { RandomStream } from '../random.ts';
import { dense, linearModel, mlpModel, objectiveOf } from '../testing/problems.ts';
import { specifiedSample } from '../testing/specified.ts';
import { independentColumns } from './independent-columns.ts';
import { informationMatrixTest } from './information-matrix-test.ts';
import { fitLinear } from './maximum-likelihood.ts';

/** A logistic or Poisson objective on (1, x), and its maximum likelihood. */
function simple(
  name: 'logistic' | 'poisson',
  rows: number,
  seed: number,
): { objective: Objective; x: Float64Array } {
  const { design, target } = specifiedSample(name, rows, seed);
  const x = Float64Array.from(
    { length: 2 * rows },
    (_, i) => design.values[Math.floor(i / 2) * 3 + (i % 2)]!,
  );
  return { objective: objectiveOf(linearModel(name), { design: dense(rows, 2, x), target }), x };
}

/**
 * The statistic once more by White's formulas for one output: z = (1, x, x^2), moments of r in closed form
 * (logistic: third p(1-p)(2p-1), fourth p(1-p)((1-p)^3 + p^3); Poisson: -mu and mu + 3 mu^2).
 */
function byFormula(name: 'logistic' | 'poisson', objective: Objective, x: Float64Array): number {
  const { rows, target, likelihood } = objective;
  const fit = fitLinear(likelihood, x, rows, 2, target, new Float64Array(2))!;
  const [dd, ds, ss] = [new Float64Array(9), new Float64Array(6), new Float64Array(4)];
  const sum = new Float64Array(3);
  for (let n = 0; n < rows; n++) {
    const [one, slope] = [x[2 * n]!, x[2 * n + 1]!];
    const z = [one, slope, slope * slope];
    const s = [one, slope];
    const f = fit.outputs[n]!;
    const p = name === 'logistic' ? 1 / (1 + Math.exp(-f)) : Math.exp(f);
    const second = name === 'logistic' ? p * (1 - p) : p;
    const third = name === 'logistic' ? p * (1 - p) * (2 * p - 1) : -p;
    const fourth = name === 'logistic' ? p * (1 - p) * ((1 - p) ** 3 + p ** 3) : p + 3 * p * p;
    const r = p - target[n]!;
    for (let i = 0; i < 3; i++) {
      sum[i]! += (r * r - second) * z[i]!;
      for (let j = 0; j < 3; j++) dd[i * 3 + j]! += (fourth - second ** 2) * z[i]! * z[j]!;
      for (let j = 0; j < 2; j++) ds[i * 2 + j]! += third * z[i]! * s[j]!;
    }
    for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) ss[i * 2 + j]! += second * s[i]! * s[j]!;
  }
  choleskyFactor(ss, 2);
  const projected = matrixProduct(
    matrixProduct(ds, choleskyInverse(ss, 2), 3, 2, 2),
    transpose(ds, 3, 2),
    3,
    2,
    3,
  );
  const v = dd.map((entry, i) => entry - projected[i]!);
  choleskyFactor(v, 3);
  return matrixProduct(matrixProduct(sum, choleskyInverse(v, 3), 1, 3, 3), sum, 1, 3, 1)[0]!;
}

describe('the statistic', () => {
  it.each(['logistic', 'poisson'] as const)('%s: is that of the closed moments', (name) => {
    const { objective, x } = simple(name, 400, 1);
    const result = informationMatrixTest(objective);
    expect(result).toMatchObject({ indicators: 3, degreesOfFreedom: 3, form: 'full', bootstrapPValue: null });
    expect(result.statistic / byFormula(name, objective, x)).toBeCloseTo(1, 8);
  });

  it('does not depend on the units of the columns, nor on copies of them', () => {
    const { objective, x } = simple('logistic', 200, 2);
    const expected = informationMatrixTest(objective);
    const rows = 200;
    const wide = Float64Array.from({ length: 4 * rows }, (_, i) => {
      const [one, slope] = [x[2 * Math.floor(i / 4)]!, x[2 * Math.floor(i / 4) + 1]!];
      return [one, 1000 * slope, slope, slope - 3 * one][i % 4]!;
    });
    const result = informationMatrixTest(
      objectiveOf(linearModel('logistic'), { design: dense(rows, 4, wide), target: objective.target }),
    );
    expect(result.indicators).toBe(3);
    expect(result.degreesOfFreedom).toBe(3);
    expect(result.statistic / expected.statistic).toBeCloseTo(1, 6);
  });

  it('has no degree of freedom where the scores span every indicator', () => {
    // A constant alone: r^2 - Lambda = (1 - 2p)(y - p), a multiple of the score.
    const target = Float64Array.from({ length: 30 }, (_, n) => (n % 3 === 0 ? 1 : 0));
    const objective = objectiveOf(linearModel('logistic'), {
      design: dense(30, 1, Array(30).fill(1)),
      target,
    });
    expect(informationMatrixTest(objective)).toMatchObject({ degreesOfFreedom: 0, pValue: 1 });
  });

  it('a constant costs least squares the indicator that fixes its variance', () => {
    const objective = objectiveOf(linearModel('linear'), specifiedSample('linear', 300, 3));
    // 6 products of (1, x1, x2); that of the constant is the score of s2.
    expect(informationMatrixTest(objective)).toMatchObject({ indicators: 6, degreesOfFreedom: 5 });
  });

  it('drops the square of a dummy', () => {
    const objective = objectiveOf(linearModel('logistic'), specifiedSample('logistic with dummies', 300, 3));
    expect(informationMatrixTest(objective).indicators).toBe(5);
  });

  it('softmax: entries of the free outputs', () => {
    const objective = objectiveOf(linearModel('softmax'), specifiedSample('softmax', 300, 3));
    expect(informationMatrixTest(objective).indicators).toBe(3 * 6);
    expect(informationMatrixTest(objective, { form: 'diagonal' }).indicators).toBe(2 * 3);
  });

  it('is the diagonal one where the full form has more than N/5 indicators, and says so', () => {
    const objective = objectiveOf(linearModel('poisson'), specifiedSample('poisson', 20, 3));
    const result = informationMatrixTest(objective);
    expect(result.form).toBe('diagonal: the full form has 6 indicators, more than N/5 = 4');
    expect(result.indicators).toBe(3);
    expect(informationMatrixTest(objective, { form: 'full' }).form).toBe('full');
  });
});

describe('verdicts', () => {
  const figure2 = (name: 'figure-2-correct' | 'figure-2-a' | 'figure-2-b', seed: number) => {
    const { problem } = prepareSynthetic({
      synthetic: name,
      n: 1000,
      d: 2,
      seed,
      standardize: false,
      standardizeTarget: false,
      testFraction: 0,
      rows: null,
    });
    return createObjective({ kind: 'logistic', l2: 0 }, problem.train, 2, 'mean');
  };

  it.each([0, 1, 2])('both misspecified sets of Figure 2 are rejected with p < 1e-5, seed %i', (seed) => {
    expect(informationMatrixTest(figure2('figure-2-a', seed)).pValue).toBeLessThan(1e-5);
    expect(informationMatrixTest(figure2('figure-2-b', seed)).pValue).toBeLessThan(1e-5);
  });

  it('the well-specified one is not, by either p-value', () => {
    const result = informationMatrixTest(figure2('figure-2-correct', 0), { bootstrap: 199, seed: 5 });
    expect(result.pValue).toBeGreaterThan(0.01);
    expect(result.bootstrapPValue).toBeGreaterThan(0.01);
    // Where the asymptotics hold, both are about the same.
    expect(Math.abs(result.pValue - result.bootstrapPValue!)).toBeLessThan(0.12);
  });

  it('the bootstrap is seeded, and rejects with the smallest p-value that it can give', () => {
    const objective = figure2('figure-2-a', 0);
    const result = informationMatrixTest(objective, { bootstrap: 39 });
    expect(result.bootstrapPValue).toBe(1 / 40);
    expect(informationMatrixTest(objective, { bootstrap: 39 })).toEqual(result);
  });
});

describe('refusals', () => {
  it('a perceptron, a penalty, separable data', () => {
    const sample = specifiedSample('logistic', 50, 0);
    expect(() => informationMatrixTest(objectiveOf(mlpModel([2], 'logistic'), sample))).toThrow(
      'linear predictors',
    );
    expect(() => informationMatrixTest(objectiveOf(linearModel('logistic', 0.1), sample))).toThrow('l2 = 0');
    const separable = { design: dense(4, 1, [-2, -1, 1, 2]), target: Float64Array.of(0, 0, 1, 1) };
    expect(() => informationMatrixTest(objectiveOf(linearModel('logistic'), separable))).toThrow(
      'no maximum',
    );
    // Two rows on a line.
    const exact = { design: dense(2, 2, [1, 0, 1, 1]), target: Float64Array.of(0.1, 0.3) };
    expect(() => informationMatrixTest(objectiveOf(linearModel('linear'), exact))).toThrow(
      'fits every row exactly',
    );
  });
});

describe('independent columns', () => {
  it('keep the first of each set of copies, whatever the units', () => {
    const random = new RandomStream(0, 'test');
    const rows = 10;
    const x = Float64Array.from({ length: rows * 5 });
    for (let n = 0; n < rows; n++) {
      const [a, b] = [random.normal(), random.normal()];
      x.set([a, 1e8 * a, b, 0, a - b], n * 5);
    }
    const kept = independentColumns(x, rows, 5);
    expect(kept).toHaveLength(2);
    expect(kept).not.toContain(3);
  });
});
