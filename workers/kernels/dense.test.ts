/**
 * The dense kernels of every build against plain loops written here: shapes of 0, 1 and around the edges of tiles (4),
 * rows of four, depth blocks (256) and row blocks (96).
 */

import { afterEach, describe, expect, test } from 'vitest';
import { builds, expectClose, fill, panelsOf, rubbish, vector } from '../testing/kernel-operands.ts';
import { padded, tileLength } from './kernels.ts';
import { loadKernels } from './load.ts';

const rowCounts = [0, 1, 2, 3, 4, 5, 7, 8, 97, 255, 256, 257, 515];
const columnCounts = [1, 2, 3, 4, 5, 7, 8, 9, 13, 31];

describe.each(builds)('dense kernels $name', (kernels) => {
  const { arena } = kernels;
  const start = arena.mark();
  afterEach(() => {
    arena.release(start);
  });

  test('pack panels, zero-padded', () => {
    const x = Float64Array.from({ length: 3 * 5 }, (_, i) => i + 1);
    const panels = panelsOf(kernels, 3, 5, x);
    const rows = [
      [1, 2, 3, 4],
      [6, 7, 8, 9],
      [11, 12, 13, 14],
      [5, 0, 0, 0],
      [10, 0, 0, 0],
      [15, 0, 0, 0],
    ];
    expect([...panels]).toEqual(rows.flat());
  });

  test('matrix-vector products, both ways, and the weighted Gram matrix', () => {
    for (const rows of rowCounts) {
      for (const columns of columnCounts) {
        arena.release(start);
        const x = fill(new Float64Array(rows * columns));
        const v = fill(new Float64Array(columns));
        const u = fill(new Float64Array(rows));
        const panels = panelsOf(kernels, rows, columns, x);

        const forward = rubbish(kernels, rows);
        kernels.multiply(rows, columns, panels, vector(kernels, v, padded(columns)), forward);
        const transposed = rubbish(kernels, padded(columns));
        kernels.multiplyTransposed(rows, columns, panels, vector(kernels, u), transposed);
        const tiles = rubbish(kernels, tileLength(columns));
        const dense = rubbish(kernels, columns * columns);
        kernels.gram(rows, columns, panels, vector(kernels, u), tiles, false);
        kernels.tilesToDense(columns, tiles, dense);

        const expectedForward = new Float64Array(rows);
        const expectedTransposed = new Float64Array(padded(columns));
        const expectedGram = new Float64Array(columns * columns);
        for (let n = 0; n < rows; n++) {
          for (let i = 0; i < columns; i++) {
            const entry = x[n * columns + i]!;
            expectedForward[n]! += entry * v[i]!;
            expectedTransposed[i]! += entry * u[n]!;
            for (let j = 0; j < columns; j++)
              expectedGram[i * columns + j]! += u[n]! * entry * x[n * columns + j]!;
          }
        }
        expectClose(forward, expectedForward, columns);
        expectClose(transposed, expectedTransposed, 4 * rows);
        expectClose(dense, expectedGram, 10 * rows);

        kernels.gram(rows, columns, panels, vector(kernels, u), tiles, true);
        kernels.tilesToDense(columns, tiles, dense);
        expectClose(
          dense,
          expectedGram.map((entry) => 2 * entry),
          20 * rows,
        );
      }
    }
  });

  test('matrix products of any strides, written and added', () => {
    for (const [M, N, K] of [
      [1, 1, 1],
      [3, 5, 2],
      [4, 4, 4],
      [97, 7, 257],
      [5, 6, 0],
      [8, 9, 300],
    ] as const) {
      arena.release(start);
      const a = fill(new Float64Array(M * K));
      const b = fill(new Float64Array(K * N));
      const expected = new Float64Array(M * N);
      for (let i = 0; i < M; i++)
        for (let j = 0; j < N; j++)
          for (let k = 0; k < K; k++) expected[i * N + j]! += a[i * K + k]! * b[k * N + j]!;
      const transpose = (values: Float64Array, rows: number, columns: number) =>
        Float64Array.from(
          { length: rows * columns },
          (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!,
        );
      const c = rubbish(kernels, M * N);
      const left = { values: vector(kernels, a), row: K, column: 1 };
      const right = { values: vector(kernels, b), row: N, column: 1 };
      kernels.product(M, N, K, left, right, c, false);
      expectClose(c, expected, 10 * K + 1);
      const leftTransposed = { values: vector(kernels, transpose(a, M, K)), row: 1, column: M };
      const rightTransposed = { values: vector(kernels, transpose(b, K, N)), row: 1, column: K };
      kernels.product(M, N, K, leftTransposed, rightTransposed, c, true);
      expectClose(
        c,
        expected.map((entry) => 2 * entry),
        20 * K + 1,
      );
    }
  });

  test('subnormals, infinities and NaN pass through the dense kernels as through plain loops', () => {
    const x = Float64Array.of(5e-324, 1e-310, Infinity, 1, Number.NaN, 2, 3, -5e-324, 4, 5);
    const panels = panelsOf(kernels, 5, 2, x);
    const out = rubbish(kernels, 5);
    kernels.multiply(5, 2, panels, vector(kernels, [1, 1], 4), out);
    expect([...out]).toEqual([1e-310 + 5e-324, Infinity, Number.NaN, 3, 9]);
    const tiles = rubbish(kernels, tileLength(2));
    const dense = rubbish(kernels, 4);
    kernels.gram(5, 2, panels, vector(kernels, [1, 0, 0, 1, 1]), tiles, false);
    kernels.tilesToDense(2, tiles, dense);
    expect([...dense]).toEqual([Number.NaN, Number.NaN, Number.NaN, 25]);
  });

  test('ten thousand computations leave the arena as they found it', () => {
    const before = [arena.used, arena.capacity];
    for (let run = 0; run < 10_000; run++) {
      const mark = arena.mark();
      const rows = 1 + (run % 50);
      const panels = panelsOf(kernels, rows, 5, new Float64Array(rows * 5));
      const tiles = arena.float64(tileLength(5));
      kernels.gram(rows, 5, panels, arena.float64(rows).fill(1), tiles, false);
      arena.release(mark);
    }
    expect([arena.used, arena.capacity]).toEqual(before);
  });
});

test('the builds agree with the plain twin to rounding on one whole Newton step', async () => {
  const rows = 569;
  const columns = 31;
  const x = fill(new Float64Array(rows * columns));
  const steps = (await Promise.all((['js', 'simd', 'fma'] as const).map(loadKernels))).map((kernels) => {
    const mark = kernels.arena.mark();
    const panels = panelsOf(kernels, rows, columns, x);
    const p = rubbish(kernels, rows);
    kernels.multiply(
      rows,
      columns,
      panels,
      vector(kernels, new Float64Array(columns).fill(0.1), padded(columns)),
      p,
    );
    kernels.sigmoid(p, p);
    const step = rubbish(kernels, padded(columns));
    kernels.multiplyTransposed(rows, columns, panels, p, step);
    p.forEach((value, n) => (p[n] = value * (1 - value)));
    const tiles = rubbish(kernels, tileLength(columns));
    kernels.gram(rows, columns, panels, p, tiles, false);
    kernels.cholesky(columns, tiles, tiles, rubbish(kernels, padded(columns)), 1e-3);
    const reciprocals = kernels.arena.float64(padded(columns));
    kernels.gram(rows, columns, panels, p, tiles, false);
    kernels.cholesky(columns, tiles, tiles, reciprocals, 1e-3);
    kernels.solveCholesky(columns, tiles, reciprocals, step);
    const result = step.slice(0, columns);
    kernels.arena.release(mark);
    return result;
  });
  expectClose(steps[1]!, steps[0]!, 1);
  expectClose(steps[2]!, steps[0]!, 1);
});
