/** Every structure against the dense matrix that it is, or that it approximates. */

import { describe, expect, it } from 'vitest';
import { structureNames } from '#contract/optimizers.ts';
import type { ModelSpec } from '#contract/model.ts';
import { choleskyFactor, choleskySolve } from '../linalg/cholesky.ts';
import { multiply } from '../linalg/dense.ts';
import { norm } from '../linalg/vector.ts';
import type { Objective } from '../models/objective.ts';
import { RandomStream } from '../random.ts';
import { expectClose } from '../testing/numeric.ts';
import {
  dense,
  linearModel,
  mlpModel,
  normals,
  objectiveOf,
  outputKinds,
  randomSample,
} from '../testing/problems.ts';
import { plusDiagonal } from '../testing/references.ts';
import { curvatureFor, type CurvatureOptions } from './curvature-for.ts';
import { SingularMatrixError } from './curvature.ts';
import { KroneckerMatrix } from './kronecker-matrix.ts';
import { LowRankMatrix } from './low-rank-matrix.ts';

const rows = 8;
const matrices: readonly CurvatureOptions[] = [
  { matrix: 'fisher' },
  { matrix: 'fisher', fisher: 'mode-label' },
  { matrix: 'empirical-fisher', penalty: 0.2 },
  { matrix: 'hessian' },
];
const models = outputKinds.flatMap((output): (readonly [string, ModelSpec])[] => [
  [output, linearModel(output, 0.2)],
  [`mlp ${output}`, { kind: 'mlp', hidden: [3, 4], activation: 'tanh', output, l2: 0.2 }],
]);

/** The dense matrix with everything outside the layers' blocks set to 0. */
function blocksOf(objective: Objective, matrix: Float64Array): Float64Array {
  const d = objective.dimension;
  const layerOf = (i: number) => objective.layers.findLastIndex(({ offset }) => i >= offset);
  return matrix.map((entry, at) => (layerOf(Math.floor(at / d)) === layerOf(at % d) ? entry : 0));
}

describe.each(models)('%s', (_name, model) => {
  const output = model.kind === 'mlp' ? model.output : model.kind;
  const objective = objectiveOf(model, randomSample(output, rows, 3));
  const d = objective.dimension;
  const random = new RandomStream(2, 'test');
  const theta = normals(d, random, 0.5);
  const v = normals(d, random);

  const possible = matrices.flatMap((options) =>
    structureNames
      .filter(
        (structure) =>
          options.matrix !== 'hessian' || !['kronecker', 'ekfac', 'low-rank'].includes(structure),
      )
      .map((structure): [string, CurvatureOptions] => [
        `${options.fisher ?? ''} ${options.matrix} ${structure}`,
        { ...options, structure, cgIterations: 1000, cgTolerance: 1e-12 },
      ]),
  );

  it.each(possible)(
    '%s: products, diagonal, trace and solve agree with its dense form',
    (_label, options) => {
      const matrix = curvatureFor(objective, theta, options);
      const whole = matrix.toDense();
      const out = new Float64Array(d);
      const expected = new Float64Array(d);
      matrix.multiply(v, out);
      multiply(whole, d, d, v, expected);
      expectClose(out, expected, 1e-12);
      const diagonal = whole.filter((_, i) => i % (d + 1) === 0);
      expectClose(matrix.diagonal(), diagonal, 1e-12);
      expect(matrix.trace()).toBeCloseTo(diagonal.reduce((sum, entry) => sum + entry, 0), 10); // prettier-ignore
      if (options.structure === 'kronecker') return;
      // A damping above any negative eigenvalue, so that no raise is needed.
      const damping = options.matrix === 'hessian' ? 50 : 0.01;
      expect(matrix.solve(v, damping, out)).toMatchObject({ damping, raised: 0 });
      const l = plusDiagonal(whole, d, damping);
      expect(choleskyFactor(l, d)).toBe(true);
      choleskySolve(l, d, v, expected);
      expectClose(out, expected, 1e-8);
    },
  );

  it.each(matrices)(
    '$matrix $fisher: diagonal, blocks, low rank and products are those of the full matrix',
    (options) => {
      const full = curvatureFor(objective, theta, options).toDense();
      const of = (structure: CurvatureOptions['structure']) =>
        curvatureFor(objective, theta, { ...options, structure: structure! });
      expectClose(of('diagonal').diagonal(), full.filter((_, i) => i % (d + 1) === 0), 1e-12); // prettier-ignore
      expectClose(of('block').toDense(), blocksOf(objective, full), 1e-12);
      expectClose(of('matrix-free').toDense(), full, 1e-12);
      if (options.matrix !== 'hessian') expectClose(of('low-rank').toDense(), full, 1e-12);
    },
  );

  it.each(['fisher', 'empirical-fisher'] as const)(
    '%s: EKFAC is never further from the blocks than K-FAC',
    (matrix) => {
      const distance = (structure: 'kronecker' | 'ekfac') => {
        const blocks = curvatureFor(objective, theta, { matrix, structure: 'block' }).toDense();
        const near = blocksOf(objective, blocks);
        const approximation = curvatureFor(objective, theta, { matrix, structure }).toDense();
        return norm(near.map((entry, i) => entry - approximation[i]!));
      };
      expect(distance('ekfac')).toBeLessThanOrEqual(distance('kronecker') * (1 + 1e-10) + 1e-12);
    },
  );

  it.each(['fisher', 'empirical-fisher'] as const)(
    '%s: K-FAC and EKFAC are exact for one datum',
    (matrix) => {
      const one = objective.onRows(Int32Array.of(3));
      const exact = blocksOf(one, curvatureFor(one, theta, { matrix, penalty: 0 }).toDense());
      for (const structure of ['kronecker', 'ekfac'] as const) {
        // With several classes S (x) A is still exact: A is the same for each column of Lambda.
        expectClose(curvatureFor(one, theta, { matrix, structure, penalty: 0 }).toDense(), exact, 1e-11);
      }
    },
  );
});

describe('K-FAC', () => {
  const mlp = mlpModel([3, 4], 'softmax', 'sigmoid');

  it('is exact for constant inputs', () => {
    // The same x in every row; labels differ, so the empirical Fisher is no multiple of one outer product.
    const sample = randomSample('softmax', rows, 2);
    const constant = {
      ...sample,
      design: dense(
        rows,
        2,
        Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? -0.7 : 1.2)),
      ),
    };
    const objective = objectiveOf(mlp, constant);
    const theta = normals(objective.dimension, new RandomStream(3, 'test'));
    for (const matrix of ['fisher', 'empirical-fisher'] as const) {
      const exact = blocksOf(objective, curvatureFor(objective, theta, { matrix }).toDense());
      expectClose(curvatureFor(objective, theta, { matrix, structure: 'kronecker' }).toDense(), exact, 1e-12);
    }
  });

  it('is exact for a linear least-squares layer, and so is its undamped solve', () => {
    const objective = objectiveOf(linearModel('linear'), randomSample('linear', rows, 3));
    const theta = normals(3, new RandomStream(3, 'test'));
    const exact = curvatureFor(objective, theta, { matrix: 'fisher' });
    const kfac = curvatureFor(objective, theta, { matrix: 'fisher', structure: 'kronecker' });
    expectClose(kfac.toDense(), exact.toDense(), 1e-14);
    const [a, b] = [new Float64Array(3), new Float64Array(3)];
    kfac.solve(theta, 0, a);
    exact.solve(theta, 0, b);
    expectClose(a, b, 1e-12);
  });

  it('has the means of a a^T and s s^T over the rows as factors', () => {
    const objective = objectiveOf(mlp, randomSample('softmax', rows, 2));
    const theta = normals(objective.dimension, new RandomStream(3, 'test'));
    const factors = (on: Objective) => {
      const matrix = curvatureFor(on, theta, { matrix: 'fisher', structure: 'kronecker' });
      return (matrix as KroneckerMatrix).factors;
    };
    const singles = Array.from({ length: rows }, (_, n) => factors(objective.onRows(Int32Array.of(n))));
    factors(objective).forEach(({ a, s }, l) => {
      const mean = (part: 'a' | 's') =>
        Array.from(part === 'a' ? a : s, (_, i) =>
          singles.reduce((sum, one) => sum + one[l]![part][i]! / rows, 0),
        );
      expectClose(a, mean('a'), 1e-13);
      expectClose(s, mean('s'), 1e-13);
    });
  });

  it('keeps the factor of the data between points, and no other', () => {
    const sample = randomSample('softmax', rows, 2);
    const objective = objectiveOf(mlp, sample);
    const random = new RandomStream(3, 'test');
    const options = { matrix: 'fisher', structure: 'kronecker' } as const;
    for (let point = 0; point < 3; point++) {
      const theta = normals(objective.dimension, random);
      const fresh = curvatureFor(objectiveOf(mlp, sample), theta, options).toDense();
      expect(curvatureFor(objective, theta, options).toDense()).toEqual(fresh);
    }
  });

  it('splits the damping over the factors by pi', () => {
    const objective = objectiveOf(
      mlpModel([3, 4], 'softmax', 'sigmoid', 0.05),
      randomSample('softmax', rows, 2),
    );
    const d = objective.dimension;
    const random = new RandomStream(3, 'test');
    const theta = normals(d, random);
    const g = normals(d, random);
    const matrix = curvatureFor(objective, theta, {
      matrix: 'fisher',
      structure: 'kronecker',
    }) as KroneckerMatrix;
    const out = new Float64Array(d);
    matrix.solve(g, 0.1, out);
    // The damped factors, multiplied out, give g back.
    const mu = 0.1 + 0.05;
    const trace = (m: Float64Array, n: number) =>
      m.reduce((sum, entry, i) => (i % (n + 1) === 0 ? sum + entry : sum), 0);
    const damped = matrix.factors.map(({ layer, a, s }) => {
      const width = layer.inputs + 1;
      const pi = Math.sqrt(trace(a, width) / width / (trace(s, layer.outputs) / layer.outputs));
      return {
        layer,
        a: plusDiagonal(a, width, pi * Math.sqrt(mu)),
        s: plusDiagonal(s, layer.outputs, Math.sqrt(mu) / pi),
      };
    });
    const back = new Float64Array(d);
    new KroneckerMatrix(d, damped, 0).multiply(out, back);
    expectClose(back, g, 1e-11);
  });
});

describe('low rank', () => {
  it('Woodbury equals the direct solve where N M < D, and is the full matrix where not', () => {
    const model = mlpModel([6], 'linear', 'softplus');
    const objective = objectiveOf(model, randomSample('linear', rows, 4));
    const d = objective.dimension;
    const random = new RandomStream(5, 'test');
    const theta = normals(d, random);
    const g = normals(d, random);
    for (const matrix of ['fisher', 'empirical-fisher'] as const) {
      const low = curvatureFor(objective, theta, { matrix, structure: 'low-rank' });
      expect(low).toBeInstanceOf(LowRankMatrix);
      const [a, b] = [new Float64Array(d), new Float64Array(d)];
      low.solve(g, 1e-3, a);
      curvatureFor(objective, theta, { matrix }).solve(g, 1e-3, b);
      expectClose(a, b, 1e-9);
      // Undamped it is singular: the damping is raised, and says so.
      expect(low.solve(g, 0, a).raised).toBeGreaterThan(0);
    }
    const wide = objectiveOf(linearModel('linear'), randomSample('linear', rows, 4));
    const low = curvatureFor(wide, new Float64Array(4), { matrix: 'fisher', structure: 'low-rank' });
    expect(low).not.toBeInstanceOf(LowRankMatrix);
  });
});

describe('matrix-free', () => {
  it('is unmoved by evaluations elsewhere between its products', () => {
    const model = mlpModel([3], 'linear');
    const objective = objectiveOf(model, randomSample('linear', rows, 2));
    const d = objective.dimension;
    const random = new RandomStream(6, 'test');
    const [theta, elsewhere, v] = [normals(d, random), normals(d, random), normals(d, random)];
    for (const matrix of ['fisher', 'empirical-fisher', 'hessian'] as const) {
      const free = curvatureFor(objective, theta, { matrix, structure: 'matrix-free' });
      const [before, after] = [new Float64Array(d), new Float64Array(d)];
      free.multiply(v, before);
      objective.value(elsewhere);
      free.multiply(v, after);
      expect(after).toEqual(before);
    }
  });

  it('says how far conjugate gradients came', () => {
    const objective = objectiveOf(linearModel('logistic'), randomSample('logistic', 40, 6));
    const theta = normals(6, new RandomStream(6, 'test'));
    const options = { matrix: 'fisher', structure: 'matrix-free' } as const;
    const out = new Float64Array(6);
    const short = curvatureFor(objective, theta, { ...options, cgIterations: 2 }).solve(theta, 0, out);
    expect(short.cg).toMatchObject({ iterations: 2, converged: false });
    expect(short.cg!.relativeResidual).toBeGreaterThan(1e-10);
    const long = curvatureFor(objective, theta, options).solve(theta, 0, out);
    expect(long.cg!.converged).toBe(true);
    expect(long.cg!.iterations).toBeLessThanOrEqual(12);
  });
});

describe('the damping raise', () => {
  const objective = objectiveOf(
    { kind: 'linear', noiseVariance: 1, l2: 0 },
    { design: dense(2, 2, [2, 2, 2, 2]), target: Float64Array.of(1, 3) },
  );
  const out = new Float64Array(2);

  it('goes by factors of ten from max(damping, 1e-12 trace/D) until the factorization succeeds', () => {
    // F = [[4, 4], [4, 4]], so the second pivot is exactly 0; trace/D = 4.
    const solved = curvatureFor(objective, new Float64Array(2), { matrix: 'fisher' }).solve(
      Float64Array.of(1, 0),
      0,
      out,
    );
    expect(solved.raised).toBeGreaterThan(0);
    expect(solved.damping / (4e-12 * 10 ** solved.raised)).toBeCloseTo(1, 10);
    // (F + mu I)^{-1} (1, 0): the two entries sum to 1/(8 + mu), and differ by 1/mu.
    expect((out[0]! - out[1]!) * solved.damping).toBeCloseTo(1, 2);
  });

  it('a damping that suffices is not touched', () => {
    const matrix = curvatureFor(objective, new Float64Array(2), { matrix: 'fisher' });
    expect(matrix.solve(Float64Array.of(1, -1), 0.5, out)).toEqual({ damping: 0.5, raised: 0 });
    expectClose(out, [2, -2], 1e-14);
    expect(matrix.solve(Float64Array.of(1, 1), 0.5, out)).toEqual({ damping: 0.5, raised: 0 });
    expectClose(out, [1 / 8.5, 1 / 8.5], 1e-14);
  });

  it('gives up on a matrix that no damping mends', () => {
    const zero = curvatureFor(objective, Float64Array.of(0, 0), { matrix: 'fisher', fisher: 'mode-label' });
    expect(() => zero.solve(Float64Array.of(1, 1), 0, out)).toThrow(SingularMatrixError);
    const nan = curvatureFor(objective, Float64Array.of(NaN, 0), { matrix: 'empirical-fisher' });
    expect(() => nan.solve(Float64Array.of(1, 1), 1, out)).toThrow(SingularMatrixError);
  });
});
