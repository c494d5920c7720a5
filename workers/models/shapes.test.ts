/** Odd shapes and sizes: one row, one feature, one class, copies of columns, N < D, outputs of 1e4. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationNames, type ModelSpec, type OutputName } from '#contract/model.ts';
import { structureNames } from '#contract/optimizers.ts';
import { curvatureFor } from '../curvature/curvature-for.ts';
import { SingularMatrixError } from '../curvature/curvature.ts';
import { RandomStream } from '../random.ts';
import { relativeError } from '../testing/numeric.ts';
import { dense, linearModel, mlpModel, normals, outputKinds } from '../testing/problems.ts';
import { createObjective } from './create-objective.ts';
import type { Objective } from './objective.ts';

/** How column j of the design is made from random numbers. */
const columnKinds = ['free', 'constant', 'zero', 'copy', 'sum', 'huge'] as const;

const problem = fc.record({
  output: fc.constantFrom(...outputKinds),
  rows: fc.integer({ min: 1, max: 7 }),
  columns: fc.array(fc.constantFrom(...columnKinds), { minLength: 1, maxLength: 4 }),
  classes: fc.integer({ min: 1, max: 4 }),
  hidden: fc.option(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 })),
  activation: fc.constantFrom(...activationNames),
  l2: fc.constantFrom(0, 0.1),
  scaling: fc.constantFrom('mean' as const, 'sum' as const),
  structure: fc.constantFrom(...structureNames),
  seed: fc.integer({ min: 0, max: 1e6 }),
});
type Problem = typeof problem extends fc.Arbitrary<infer T> ? T : never;

function build(p: Problem): { objective: Objective; theta: Float64Array } {
  const random = new RandomStream(p.seed, 'shapes');
  const width = p.columns.length;
  const values = new Float64Array(p.rows * width);
  for (let n = 0; n < p.rows; n++) {
    p.columns.forEach((kind, j) => {
      const row = values.subarray(n * width, (n + 1) * width);
      const made = {
        free: random.normal(),
        constant: 1,
        zero: 0,
        copy: row[0]!,
        sum: row.subarray(0, j).reduce((sum, x) => sum + x, 0),
        huge: 1e3 * random.normal(),
      };
      row[j] = made[kind];
    });
  }
  const labels: Record<OutputName, () => number> = {
    linear: () => random.normal(),
    logistic: () => random.below(2),
    softmax: () => random.below(p.classes),
    poisson: () => random.below(5),
  };
  const target = Float64Array.from({ length: p.rows }, labels[p.output]);
  const model: ModelSpec =
    p.hidden === null ? linearModel(p.output, p.l2) : mlpModel(p.hidden, p.output, p.activation, p.l2);
  const objective = createObjective(
    model,
    { design: dense(p.rows, width, values), target },
    p.classes,
    p.scaling,
  );
  return { objective, theta: normals(objective.dimension, random, 0.3) };
}

const finite = (values: Float64Array) => values.every(Number.isFinite);

describe('whatever the shape', () => {
  it('values, gradients and matrices have their sizes and agree with each other', () => {
    fc.assert(
      fc.property(problem, (p) => {
        const { objective, theta } = build(p);
        const d = objective.dimension;
        const gradient = new Float64Array(d);
        const loss = objective.gradient(theta, gradient);
        // Poisson may overflow, and says so by a loss that is not finite.
        if (p.output === 'poisson' && !(Number.isFinite(loss) && loss < 1e100)) return;
        expect(Number.isFinite(loss)).toBe(true);
        expect(finite(gradient)).toBe(true);
        const fisher = curvatureFor(objective, theta, { matrix: 'fisher' }).toDense();
        expect(fisher).toHaveLength(d * d);
        expect(finite(fisher)).toBe(true);
        const built = curvatureFor(objective, theta, { matrix: 'fisher', structure: p.structure });
        const diagonal = fisher.filter((_, i) => i % (d + 1) === 0);
        const approximate = p.structure === 'kronecker' || p.structure === 'ekfac';
        if (!approximate) expect(relativeError(built.diagonal(), diagonal)).toBeLessThan(1e-9);
        const out = new Float64Array(d);
        built.solve(gradient, 0.1, out);
        expect(finite(out)).toBe(true);
        const empirical = curvatureFor(objective, theta, { matrix: 'empirical-fisher' });
        try {
          empirical.solve(gradient, 0, out);
          expect(finite(out)).toBe(true);
        } catch (error) {
          // Only an empirical Fisher of zeros cannot be mended by damping.
          expect(error).toBeInstanceOf(SingularMatrixError);
          expect(empirical.trace()).toBe(0);
        }
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  it('sum scaling is N times the mean for the data terms', () => {
    fc.assert(
      fc.property(problem, (p) => {
        const mean = build({ ...p, scaling: 'mean', l2: 0 });
        const sum = build({ ...p, scaling: 'sum', l2: 0 });
        const [a, b] = [mean.objective.value(mean.theta), sum.objective.value(sum.theta)];
        if (!Number.isFinite(a)) return;
        expect(Math.abs(b - p.rows * a)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(b)));
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});

describe('outputs of 1e4', () => {
  it.each(['linear', 'logistic', 'softmax'] as const)('%s: everything stays finite', (output) => {
    const design = dense(2, 1, [1e4, -1e4]);
    const target = Float64Array.of(0, 1);
    for (const model of [linearModel(output), mlpModel([1], output, 'identity')]) {
      const objective = createObjective(model, { design, target }, 2, 'mean');
      const theta = new Float64Array(objective.dimension).fill(1);
      const gradient = new Float64Array(objective.dimension);
      expect(Number.isFinite(objective.gradient(theta, gradient))).toBe(true);
      expect(finite(gradient)).toBe(true);
      for (const matrix of ['fisher', 'empirical-fisher', 'hessian', 'covariance'] as const) {
        expect(finite(curvatureFor(objective, theta, { matrix }).toDense())).toBe(true);
      }
    }
  });
});
