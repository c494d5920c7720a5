import { describe, expect, it } from 'vitest';
import { transpose } from '../linalg/dense.ts';
import { matrixProduct } from '../linalg/gemm.ts';
import { RandomStream } from '../random.ts';
import { expectClose } from '../testing/numeric.ts';
import { mlpModel, normals, objectiveOf, randomSample } from '../testing/problems.ts';
import { curvatureFor } from './curvature-for.ts';
import type { EkfacMatrix } from './ekfac-matrix.ts';
import type { KroneckerMatrix } from './kronecker-matrix.ts';
import { widthOf } from './layer-order.ts';
import { MovingCurvature } from './moving-average.ts';

const objective = objectiveOf(mlpModel([3], 'softmax', 'tanh', 0.1), randomSample('softmax', 12, 2));
const d = objective.dimension;
const random = new RandomStream(0, 'test');
const steps = Array.from({ length: 3 }, (_, t) => ({
  batch: objective.onRows(Int32Array.of(4 * t, 4 * t + 1, 4 * t + 2, 4 * t + 3)),
  theta: normals(d, random),
}));
// Three steps of decay 0.9, bias-corrected: weights 0.081, 0.09, 0.1 over their sum 0.271.
const weights = [0.081 / 0.271, 0.09 / 0.271, 0.1 / 0.271];
const matrix = 'fisher';

describe('the moving average of mini-batch matrices', () => {
  it.each(['full', 'diagonal', 'block'] as const)('%s: is the weighted mean of the matrices', (structure) => {
    const average = new MovingCurvature({ matrix, structure }, 0.9);
    const last = steps.map(({ batch, theta }) => average.update(batch, theta)).at(-1)!;
    const expected = new Float64Array(d * d);
    steps.forEach(({ batch, theta }, t) => {
      const dense = curvatureFor(batch, theta, { matrix, structure }).toDense();
      dense.forEach((entry, i) => (expected[i]! += weights[t]! * entry));
    });
    expectClose(last.toDense(), expected, 1e-13);
  });

  it('kronecker: averages the factors, and keeps the penalty', () => {
    const average = new MovingCurvature({ matrix, structure: 'kronecker' }, 0.9);
    const last = steps.map(({ batch, theta }) => average.update(batch, theta)).at(-1) as KroneckerMatrix;
    expect(last.penalty).toBe(0.1);
    const singles = steps.map(
      ({ batch, theta }) => curvatureFor(batch, theta, { matrix, structure: 'kronecker' }) as KroneckerMatrix,
    );
    last.factors.forEach(({ a, s }, l) => {
      const mean = (part: 'a' | 's') =>
        Array.from(last.factors[l]![part], (_, i) =>
          singles.reduce((sum, { factors }, t) => sum + weights[t]! * factors[l]![part][i]!, 0),
        );
      expectClose(a, mean('a'), 1e-13);
      expectClose(s, mean('s'), 1e-13);
    });
  });

  it('ekfac: is the exact diagonal at first, and carries the old average into the new basis', () => {
    const average = new MovingCurvature({ matrix, structure: 'ekfac' }, 0.9);
    const [first, second] = steps.slice(0, 2).map(({ batch, theta }) => average.update(batch, theta)) as [
      EkfacMatrix,
      EkfacMatrix,
    ];
    const { batch, theta } = steps[0]!;
    expectClose(first.toDense(), curvatureFor(batch, theta, { matrix, structure: 'ekfac' }).toDense(), 1e-12);
    // In its own basis, the second average has the diagonal of 0.09/0.19 first + 0.1/0.19 (blocks of the second batch).
    const newest = steps[1]!;
    const blocks = curvatureFor(newest.batch, newest.theta, { matrix, structure: 'block' }).toDense();
    const mixed = first.toDense().map((entry, i) => (0.09 * entry + 0.1 * blocks[i]!) / 0.19);
    second.bases.forEach((basis, l) => {
      const { layer } = basis;
      const width = widthOf(layer);
      const m = layer.outputs;
      const column = new Float64Array(d);
      for (let o = 0; o < m; o++) {
        for (let i = 0; i < width; i++) {
          column.fill(0);
          for (let p = 0; p < m; p++) {
            for (let j = 0; j < width; j++) {
              const at = j < layer.inputs ? p * layer.inputs + j : layer.inputs * m + p;
              column[layer.offset + at] = basis.outputs[p * m + o]! * basis.inputs[j * width + i]!;
            }
          }
          const product = matrixProduct(mixed, transpose(column, d, 1), d, d, 1);
          const expected = column.reduce((sum, c, k) => sum + c * product[k]!, 0) - 0.1;
          expect(second.diagonals[l]![o * width + i]).toBeCloseTo(expected, 11);
        }
      }
    });
  });

  it('refuses structures whose average has another form', () => {
    expect(() => new MovingCurvature({ matrix, structure: 'low-rank' }, 0.9)).toThrow(TypeError);
    expect(() => new MovingCurvature({ matrix, structure: 'matrix-free' }, 0.9)).toThrow(TypeError);
  });
});
