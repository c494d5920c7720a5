/** Solves with matrices that are not positive semi-definite: the Hessians of networks. */

import { describe, expect, it } from 'vitest';
import { runExperiment, tableOf } from '../../tests/support/experiments.ts';
import { DampingControl } from '../optimizers/damping.ts';
import { BlockMatrix } from './block-matrix.ts';
import { SingularMatrixError } from './curvature.ts';
import { DenseMatrix } from './dense-matrix.ts';
import { DiagonalMatrix } from './diagonal-matrix.ts';
import { MatrixFree } from './matrix-free.ts';

const g = Float64Array.of(1, 2);
const out = new Float64Array(2);
const free = (entries: readonly number[]) => {
  const matrix = new DenseMatrix(Float64Array.from(entries), 2);
  return new MatrixFree(
    { dimension: 2, multiply: (v, into) => matrix.multiply(v, into), diagonal: () => matrix.diagonal() },
    { iterations: 10, tolerance: 1e-12 },
  );
};

describe('the damping is raised by tens from 1e-12 of the largest entry', () => {
  it.each([
    ['negative trace', [-3, 1, 1, -2]],
    ['zero trace', [0, -9, -9, 0]],
    ['positive trace, negative eigenvalue', [1, 5, 5, 1]],
  ] as const)('%s: until the smallest eigenvalue is above zero', (_name, entries) => {
    const [a, b, , d] = entries;
    const lowest = (a + d) / 2 - Math.hypot((a - d) / 2, b);
    const start = (1e-12 * Math.max(a + d, ...entries.map(Math.abs))) / 2;
    const { damping, raised } = new DenseMatrix(Float64Array.from(entries), 2).solve(g, 0, out);
    expect(damping / (start * 10 ** raised)).toBeCloseTo(1, 10);
    expect(lowest + damping).toBeGreaterThan(0);
    expect(lowest + damping / 10).toBeLessThanOrEqual(0);
    // (B + lambda I) x = g, multiplied out.
    expect((a + damping) * out[0]! + b * out[1]!).toBeCloseTo(1, 10);
    expect(b * out[0]! + (d + damping) * out[1]!).toBeCloseTo(2, 10);
  });

  it('in every structure that a Hessian has', () => {
    const entries = Float64Array.of(-3, 0, 0, -2);
    const block = (offset: number) => ({
      offset,
      size: 1,
      entries: entries.slice(3 * offset, 3 * offset + 1),
    });
    const blocks = new BlockMatrix(2, [block(0), block(1)]);
    for (const matrix of [new DiagonalMatrix(Float64Array.of(-3, -2)), blocks, free([...entries])]) {
      const { damping } = matrix.solve(g, 0, out);
      expect(damping).toBeGreaterThan(3);
      expect(out[0]).toBeCloseTo(1 / (damping - 3), 8);
      expect(out[1]).toBeCloseTo(2 / (damping - 2), 8);
    }
    // All that products show of this one is how they stretch g.
    const { damping } = free([0, -9, -9, 0]).solve(g, 0, out);
    expect(damping).toBeGreaterThan(0);
  });

  it('a zero matrix and one that is not finite are refused in words', () => {
    const zero = new DenseMatrix(new Float64Array(4), 2);
    expect(() => zero.solve(g, 0, out)).toThrow('the 2 x 2 matrix is zero, and so is its damping');
    const broken = new DiagonalMatrix(Float64Array.of(1, Number.NaN));
    expect(() => broken.solve(g, 0, out)).toThrow(SingularMatrixError);
    expect(() => broken.solve(g, 0, out)).toThrow('entries that are not finite');
  });
});

it('a relative damping is never negative', () => {
  const matrix = new DenseMatrix(Float64Array.of(-3, 0, 0, -2), 2);
  expect(new DampingControl({ relative: 0.1 }, 'fixed').lambdaFor(matrix)).toBeCloseTo(0.25, 12);
});

describe('runs', () => {
  const table = tableOf(
    Array.from({ length: 9 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]),
    Array.from({ length: 9 }, (_, i) => i % 2),
    'binary',
  );
  const model = { kind: 'mlp', hidden: [3], activation: 'tanh', output: 'logistic' };
  const start = { kind: 'normal', scale: 0.5, seed: 4 };

  it.each(['full', 'diagonal', 'block', 'matrix-free'])(
    'Newton on a network with an indefinite Hessian goes on, %s, and tells each raise',
    async (structure) => {
      const optimizers = [0, { relative: 0.01 }].map((damping, i) => ({
        ...{ id: `${i}`, kind: 'newton', stepSize: 0.01, structure, damping },
      }));
      const { runs } = await runExperiment(
        { model, start, optimizers, iterations: 3, record: ['loss'] },
        table,
      );
      for (const { status, events } of runs) {
        expect(status).not.toBe('failed');
        expect(events.some(({ kind }) => kind === 'damping-raised')).toBe(true);
        for (const event of events)
          if (event.kind === 'damping-raised') expect(event['damping']).toBeGreaterThan(0);
      }
    },
  );

  it('online natural gradient with one row a step and no damping fails in words: one row has no covariance', async () => {
    const optimizers = [{ id: 'o', kind: 'online-ng', stepSize: 0.1, batchSize: 1 }];
    const { runs } = await runExperiment(
      { model, start, optimizers, iterations: 3, record: ['loss'] },
      table,
    );
    expect(runs[0]).toMatchObject({
      status: 'failed',
      reason: 'the 13 x 13 matrix is zero, and so is its damping: it needs a damping above 0',
    });
  });
});
