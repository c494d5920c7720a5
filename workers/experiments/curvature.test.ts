import { describe, expect, it } from 'vitest';
import { experimentSchemas } from '#contract/experiment.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import { curvatureSchema, type Minimum } from '#contract/results.ts';
import { stringifyExact } from '#contract/numbers.ts';
import { curvatureFor } from '../curvature/curvature-for.ts';
import { adaptationError } from '../curvature/variance-adaptation.ts';
import type { Problem } from '../data/problem.ts';
import { prepareSynthetic } from '../data/synthetic.ts';
import { createObjective } from '../models/create-objective.ts';
import { expectClose } from '../testing/numeric.ts';
import { classes, mlpModel, randomSample } from '../testing/problems.ts';
import { empiricalFisherByDefinition, fisherByDefinition } from '../testing/references.ts';
import { analyseCurvature } from './curvature.ts';

type Experiment = Extract<ResolvedExperiment, { kind: 'curvature' }>;

function experimentOf(input: Record<string, unknown>): Experiment {
  return experimentSchemas.curvature.parse({
    version: 1,
    kind: 'curvature',
    dataset: { id: 'iris' },
    start: { kind: 'zeros' },
    ...input,
  }) as Experiment;
}

const softmax: Problem = { train: randomSample('softmax', 20, 2), test: null, classes };
const values = Array.from({ length: 21 }, (_, i) => Math.sin(i));
const network = experimentOf({
  model: { kind: 'mlp', hidden: [2], activation: 'tanh', output: 'softmax', l2: 0.1 },
  at: { kind: 'values', values: values.slice(0, 15) },
  damping: 0.05,
  batchSize: 4,
  structures: true,
  monteCarloSamples: 3,
});

describe('a network', () => {
  const theta = Float64Array.from(values.slice(0, 15));
  const objective = createObjective(mlpModel([2], 'softmax', 'tanh', 0.1), softmax.train, classes, 'mean');
  const result = analyseCurvature(network, softmax, null);
  const d = 15;

  it('has the form of the contract, and survives its JSON', () => {
    expect(curvatureSchema.parse(JSON.parse(stringifyExact(result)))).toEqual(result);
    expect(result.dense).toBe(true);
    expect(result.fisher).toHaveLength(d);
  });

  it('reports F and H with the penalty, EF and covariance without', () => {
    const fisher = fisherByDefinition(objective, theta);
    const empirical = empiricalFisherByDefinition(objective, theta);
    expectClose(result.fisher.flat(), fisher.map((entry, i) => entry + (i % (d + 1) === 0 ? 0.1 : 0)), 1e-8); // prettier-ignore
    expectClose(result.empiricalFisher.flat(), empirical, 1e-8);
    expect(result.ggn.canonical).toBe(result.fisher);
    expect(result.ggn.trivial).toBe(result.hessian);
    expectClose(result.ggn.empirical.flat(), empirical, 1e-8);
    const norm = (m: ArrayLike<number>) =>
      Math.sqrt(Array.from(m).reduce((sum, entry) => sum + entry ** 2, 0));
    const difference = empirical.map((entry, i) => entry - fisher[i]!);
    expect(result.relativeDifference).toBeCloseTo(norm(difference) / norm(fisher), 8);
  });

  it('directions solve the damped systems, and their cosine is theirs', () => {
    const { gradient, naturalGradient, empiricalNaturalGradient } = result.directions;
    const apply = (rows: readonly (readonly number[])[], v: readonly number[], add: number) =>
      rows.map((row, i) => row.reduce((sum, entry, j) => sum + entry * v[j]!, 0) + add * v[i]!);
    expectClose(apply(result.fisher, naturalGradient, 0.05), gradient, 1e-9);
    expectClose(apply(result.empiricalFisher, empiricalNaturalGradient, 0.05 + 0.1), gradient, 1e-9);
    const dot = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, entry, i) => sum + entry * b[i]!, 0);
    const expected =
      dot(naturalGradient, empiricalNaturalGradient) /
      Math.sqrt(
        dot(naturalGradient, naturalGradient) * dot(empiricalNaturalGradient, empiricalNaturalGradient),
      );
    expect(result.cosine).toBeCloseTo(expected, 10);
    expect(result.directionDamping).toEqual({ naturalGradient: 0.05, empiricalNaturalGradient: 0.05 });
  });

  it('spectra belong to the matrices', () => {
    for (const name of ['fisher', 'empiricalFisher', 'hessian'] as const) {
      const trace = result[name].reduce((sum, row, i) => sum + row[i]!, 0);
      expect(result.eigenvalues[name].reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace, 9);
      expect([...result.eigenvalues[name]].sort((a, b) => a - b)).toEqual(result.eigenvalues[name]);
    }
    expect(result.generalizedEigenvalues).toHaveLength(d);
    // EF v = mu F v: the trace of F^{-1} EF.
    const solved = new Float64Array(d);
    let trace = 0;
    const fisher = curvatureFor(objective, theta, { matrix: 'fisher' });
    result.empiricalFisher.forEach((row, i) => {
      fisher.solve(Float64Array.from(row), 0, solved);
      trace += solved[i]!;
    });
    expect(result.generalizedEigenvalues.reduce((sum, mu) => sum + mu, 0)).toBeCloseTo(trace, 8);
  });

  it('the propositions hold, and the verdicts are those of a softmax network', () => {
    expect(result.proposition1.maxAbsError).toBeLessThan(1e-14);
    expect(result.proposition2.left).toBeLessThanOrEqual(result.proposition2.right);
    const { canonical, trivial, empirical } = result.admissibleSplits;
    expect([canonical, trivial, empirical].map((verdict) => verdict.admissible)).toEqual([
      'in the limit',
      'no',
      'no',
    ]);
  });

  it('variance adaptation is of a batch of four without replacement', () => {
    const sigma = result.covariance.flat().map((entry) => (entry / 4) * (16 / 19));
    const error = (m: ArrayLike<number>) =>
      adaptationError(Float64Array.from(m), Float64Array.from(result.gradient), Float64Array.from(sigma));
    const diagonal = Array.from({ length: d * d }, (_, i) =>
      i % (d + 1) === 0 ? result.varianceAdaptation.diagonal[Math.floor(i / d)]! : 0,
    );
    const scalar = diagonal.map((_, i) => (i % (d + 1) === 0 ? result.varianceAdaptation.scalar : 0));
    const best = error(result.varianceAdaptation.fullOptimal.flat());
    expect(best).toBeLessThan(error(diagonal));
    expect(error(diagonal)).toBeLessThan(error(scalar));
    expect(best).toBeLessThan(error(result.varianceAdaptation.full.flat()));
  });

  it('structures are those of the engine, in parameter order', () => {
    const kfac = curvatureFor(objective, theta, { matrix: 'empirical-fisher', structure: 'kronecker' });
    expectClose(result.structures!.empiricalFisher.kronecker.flat(), kfac.toDense(), 1e-14);
    const diagonal = result.structures!.fisher.diagonal.map((row, i) => row[i]!);
    expectClose(diagonal, result.fisher.map((row, i) => row[i]!), 1e-13); // prettier-ignore
  });

  it('Monte-Carlo labels are a function of the seed', () => {
    expect(analyseCurvature(network, softmax, null).monteCarloFisher).toEqual(result.monteCarloFisher);
    const other = analyseCurvature({ ...network, seed: 1 }, softmax, null);
    expect(other.monteCarloFisher).not.toEqual(result.monteCarloFisher);
  });
});

describe('a synthetic set', () => {
  const dataset = experimentOf({
    model: { kind: 'logistic' },
    dataset: { synthetic: 'figure-2-a', n: 500 },
  }).dataset;
  const { problem } = prepareSynthetic(dataset as Parameters<typeof prepareSynthetic>[0]);
  const minimum: Minimum = { status: 'found', loss: 0, theta: [-0.4, -0.4], reason: '' };

  it('has the Fisher of the joint distribution, near that of the data', () => {
    const experiment = experimentOf({ model: { kind: 'logistic' }, dataset, at: { kind: 'minimum' } });
    const result = analyseCurvature(experiment, problem, minimum);
    expect(result.theta).toEqual([-0.4, -0.4]);
    expect(result.jointFisher!.draws).toBe(10_000);
    // 500 rows against 10,000: a few per cent apart, and not the same rows.
    const [joint, own] = [result.jointFisher!.matrix.flat(), result.fisher.flat()];
    expectClose(joint, own, 0.2 * own[0]!);
    expect(joint).not.toEqual(own);
    const summed = analyseCurvature({ ...experiment, scaling: 'sum' }, problem, minimum);
    expectClose(summed.jointFisher!.matrix.flat(), joint.map((entry) => 500 * entry), 1e-12); // prettier-ignore
  });

  it('tests its information matrix, with a bootstrap', () => {
    const experiment = experimentOf({ model: { kind: 'logistic' }, dataset, informationMatrixTest: true });
    const result = analyseCurvature(experiment, problem, minimum);
    expect(result.informationMatrixTest!.pValue).toBeLessThan(1e-3);
    expect(result.informationMatrixTest!.bootstrapPValue).toBeLessThan(0.01);
  });

  it('is refused without its minimum', () => {
    const experiment = experimentOf({ model: { kind: 'logistic' }, dataset, at: { kind: 'minimum' } });
    expect(() => analyseCurvature(experiment, problem, null)).toThrow('at: needs the minimum');
    const none: Minimum = { status: 'none', loss: 0, theta: [], reason: 'separable' };
    expect(() => analyseCurvature(experiment, problem, none)).toThrow('separable');
  });
});

describe('more than 500 parameters', () => {
  it('gives diagonals and the ends of the spectra, and says so', () => {
    const sample = randomSample('linear', 30, 20);
    const model = { kind: 'mlp', hidden: [25], activation: 'tanh', output: 'linear' } as const;
    const experiment = experimentOf({ model, start: { kind: 'xavier' }, damping: 0.1, structures: true });
    const problem: Problem = { train: sample, test: null, classes: 0 };
    const result = analyseCurvature(experiment, problem, null);
    const objective = createObjective(mlpModel([25], 'linear'), sample, 0, 'mean');
    const theta = Float64Array.from(result.theta);
    expect(objective.dimension).toBe(551);
    expect(result.dense).toBe(false);
    const dense = curvatureFor(objective, theta, { matrix: 'fisher' });
    expectClose(result.fisher[0]!, dense.diagonal(), 1e-12);
    expect(result.eigenvalues.fisher).toHaveLength(2);
    // At most 30 outer products: the smallest eigenvalue is 0.
    expect(Math.abs(result.eigenvalues.fisher[0]!)).toBeLessThan(1e-9);
    const direction = new Float64Array(551);
    dense.solve(Float64Array.from(result.gradient), 0.1, direction);
    expectClose(result.directions.naturalGradient, direction, 1e-9);
    expect(result.varianceAdaptation.diagonal).toHaveLength(551);
    expect(result.varianceAdaptation.full).toEqual([]);
    expect(curvatureSchema.parse(result)).toEqual(result);
  });
});
