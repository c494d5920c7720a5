import { afterEach, describe, expect, test } from 'vitest';
import { RandomStream } from '../random.ts';
import { LANES, padded, panelLength, tileLength, triangleLength, type Kernels } from './kernels.ts';
import { loadKernels } from './load.ts';

/**
 * Every build against plain loops written here and against the plain twin: all kernels over shapes of 0, 1 and around
 * the edges of tiles (4), rows of four, depth blocks (256) and row blocks (96).
 */
const builds = await Promise.all((['fma', 'simd', 'js'] as const).map(loadKernels));
const rowCounts = [0, 1, 2, 3, 4, 5, 7, 8, 97, 255, 256, 257, 515];
const columnCounts = [1, 2, 3, 4, 5, 7, 8, 9, 13, 31];

const random = new RandomStream(7, 'kernels');
const fill = (values: Float64Array) => values.map(() => random.normal());

function vector(kernels: Kernels, values: ArrayLike<number>, length = values.length): Float64Array {
  const view = kernels.arena.float64(length);
  view.fill(0);
  view.set(values);
  return view;
}

/** A vector of rubbish, so that a kernel that does not write is found out. */
function rubbish(kernels: Kernels, length: number): Float64Array {
  return kernels.arena.float64(length).fill(Number.NaN);
}

function panelsOf(kernels: Kernels, rows: number, columns: number, x: Float64Array): Float64Array {
  const panels = rubbish(kernels, panelLength(rows, columns));
  kernels.packPanels(rows, columns, vector(kernels, x), panels);
  return panels;
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, scale: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Number.isNaN(expected[i]!)) expect(actual[i]).toBeNaN();
    else if (!Number.isFinite(expected[i]!)) expect(actual[i]).toBe(expected[i]);
    else expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(1e-13 * scale + 1e-300);
  }
}

describe.each(builds)('kernels $name', (kernels) => {
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

  test('Cholesky factor and solve', () => {
    for (const D of [1, 2, 3, 4, 5, 8, 9, 31, 67]) {
      arena.release(start);
      const { matrix, x, right } = positiveDefinite(D, 0.5);
      const tiles = rubbish(kernels, tileLength(D));
      kernels.denseToTiles(D, vector(kernels, matrix), tiles);
      const lower = rubbish(kernels, tileLength(D));
      const reciprocals = rubbish(kernels, padded(D));
      expect(kernels.cholesky(D, tiles, lower, reciprocals, 0.5)).toBe(0);
      const solved = vector(kernels, right, padded(D));
      kernels.solveCholesky(D, lower, reciprocals, solved);
      expectClose(solved.subarray(0, D), x, 100 * D);
      // Two groups of four right-hand sides.
      const lanes = rubbish(kernels, 2 * LANES * padded(D)).fill(0);
      const factors = [1, -2, 0, 0.5, 3, 0.25, -1, 7];
      const at = (i: number, k: number) => (k >> 2) * LANES * padded(D) + LANES * i + (k & 3);
      right.forEach((value, i) => factors.forEach((factor, k) => (lanes[at(i, k)] = factor * value)));
      kernels.solveCholeskyLanes(D, lower, reciprocals, lanes);
      factors.forEach((factor, k) => {
        expectClose(
          x.map((_, i) => lanes[at(i, k)]!),
          x.map((value) => factor * value),
          200 * D,
        );
      });
      // In place, and the first pivot that is not above zero is named.
      const withHole = matrix.slice();
      withHole[(D - 1) * D + D - 1] = -1e9;
      kernels.denseToTiles(D, vector(kernels, withHole), tiles);
      expect(kernels.cholesky(D, tiles, tiles, reciprocals, 0.5)).toBe(D);
      kernels.denseToTiles(D, vector(kernels, matrix.fill(Number.NaN, 0, 1)), tiles);
      expect(kernels.cholesky(D, tiles, tiles, reciprocals, 0.5)).toBe(1);
    }
  });

  test('four interleaved Cholesky factors and solves; a lane that fails leaves the others alone', () => {
    for (const D of [1, 2, 3, 4, 5, 8, 13, 31]) {
      arena.release(start);
      const problems = [0.5, 1, 2, 3].map((damping) => ({ damping, ...positiveDefinite(D, damping) }));
      const triangle = rubbish(kernels, triangleLength(D));
      const x = rubbish(kernels, LANES * D);
      problems.forEach(({ matrix, right }, lane) => {
        for (let i = 0; i < D; i++) {
          x[LANES * i + lane] = right[i]!;
          for (let j = 0; j <= i; j++) triangle[LANES * ((i * (i + 1)) / 2 + j) + lane] = matrix[i * D + j]!;
        }
      });
      const lower = rubbish(kernels, triangleLength(D));
      const reciprocals = rubbish(kernels, LANES * D);
      const damping = vector(
        kernels,
        problems.map((problem) => problem.damping),
      );
      expect(kernels.laneCholesky(D, triangle, lower, reciprocals, damping)).toBe(0);
      const solved = vector(kernels, x);
      kernels.laneSolve(D, lower, reciprocals, solved);
      const lane = (values: Float64Array, which: number) => values.filter((_, at) => at % LANES === which);
      problems.forEach((problem, which) => {
        expectClose(lane(solved, which), problem.x, 100 * D);
      });

      triangle[2] = Number.NaN;
      expect(kernels.laneCholesky(D, triangle, triangle, reciprocals, damping)).toBe(1 << 2);
      const again = vector(kernels, x);
      kernels.laneSolve(D, triangle, reciprocals, again);
      for (const which of [0, 1, 3]) expect(lane(again, which)).toEqual(lane(solved, which));
    }
  });

  test('products of a constant matrix with groups of four lanes', () => {
    for (const [count, depth] of [
      [1, 1],
      [4, 3],
      [5, 7],
      [31, 40],
    ] as const) {
      arena.release(start);
      const a = fill(new Float64Array(count * depth));
      const transposed = Float64Array.from(
        { length: count * depth },
        (_, at) => a[(at % count) * depth + Math.floor(at / count)]!,
      );
      const panels = panelsOf(kernels, depth, count, transposed);
      const v = fill(new Float64Array(3 * LANES * depth));
      const out = rubbish(kernels, 3 * LANES * padded(count));
      kernels.laneProduct(
        count,
        depth,
        panels,
        vector(kernels, v),
        out,
        0b101,
        LANES * depth,
        LANES * padded(count),
      );
      for (const group of [0, 1, 2]) {
        for (let i = 0; i < count; i++) {
          for (let lane = 0; lane < LANES; lane++) {
            let expected = 0;
            for (let k = 0; k < depth; k++)
              expected += a[i * depth + k]! * v[group * LANES * depth + LANES * k + lane]!;
            const actual = out[group * LANES * padded(count) + LANES * i + lane]!;
            if (group === 1) expect(actual).toBeNaN();
            else expect(Math.abs(actual - expected)).toBeLessThan(1e-13 * depth);
          }
        }
      }
    }
  });

  test('sums over index lists, plain and scaled', () => {
    const lists = [[], [2], [0, 1], [4, 4, 1], [3, 0, 1, 2, 4]];
    const starts = arena.uint32(lists.length + 1);
    starts.set([0, ...lists.map((_, i) => lists.slice(0, i + 1).flat().length)]);
    const indices = arena.uint32(lists.flat().length);
    indices.set(lists.flat());
    const source = vector(kernels, fill(new Float64Array(5 * LANES)));
    const scales = vector(kernels, fill(new Float64Array(indices.length)));
    for (const values of [null, scales]) {
      const out = rubbish(kernels, lists.length * LANES);
      kernels.laneGather({ count: lists.length, starts, indices, values }, source, out);
      const expected = lists.flatMap((list, i) =>
        [0, 1, 2, 3].map((lane) =>
          list.reduce(
            (sum, index, q) =>
              sum + (values === null ? 1 : values[starts[i]! + q]!) * source[LANES * index + lane]!,
            0,
          ),
        ),
      );
      expectClose(out, expected, 10);
    }
  });

  test('a step says which lanes moved', () => {
    const x = vector(kernels, [1, 1, 1, 1, 2, 2, 2, 2]);
    const d = vector(kernels, [0, 1, 0, 0, 0, 0, 1e-30, 1]);
    expect(kernels.laneStep(2, x, d, vector(kernels, [5, 0.5, 1, 2]))).toBe(0b1010);
    expect([...x]).toEqual([1, 0.5, 1, 1, 2, 2, 2, 0]);
  });

  test('Bernoulli rows: loss, residual and weights at every size of f, and far tails without cancellation', () => {
    const outputs = [0, 1e-300, -1e-300, 0.3, -2, 5, -40, 40, 700, -700, 1e4, -1e4, Number.NaN, Infinity];
    const rows = outputs.length * 2;
    const y = vector(
      kernels,
      Array.from({ length: rows }, (_, n) => n % 2),
    );
    for (const empirical of [false, true]) {
      for (const output of outputs.slice(0, -2)) {
        const f = arena.float64(LANES * rows).fill(output);
        const r = rubbish(kernels, LANES * rows);
        const w = rubbish(kernels, LANES * rows);
        const sums = rubbish(kernels, LANES);
        kernels.laneBernoulli(rows, f, y, r, w, sums, empirical, 0.25);
        const tail = 1 / (1 + Math.exp(Math.abs(output)));
        const p = output < 0 ? tail : 1 - tail;
        const q = output < 0 ? 1 - tail : tail;
        const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
        const near = (actual: number, expected: number) => {
          expect(Math.abs(actual - expected)).toBeLessThanOrEqual(3e-14 * Math.abs(expected));
        };
        near(sums[0]!, (rows / 2) * (softplus(output) + softplus(-output)));
        near(r[0]!, 0.25 * p); // label 0
        near(r[LANES]!, -0.25 * q); // label 1
        near(w[0]!, 0.25 * (empirical ? p * p : p * q));
        near(w[LANES]!, 0.25 * (empirical ? q * q : p * q));
      }
    }
    const f = arena.float64(LANES * rows).fill(0.5);
    f[1] = Number.NaN;
    f[2] = Infinity;
    const sums = rubbish(kernels, LANES);
    kernels.laneBernoulli(rows, f, y, rubbish(kernels, 4 * rows), rubbish(kernels, 4 * rows), sums, false, 1);
    expect([...sums].map((sum) => String(sum).slice(0, 3))).toEqual([
      String(sums[0]).slice(0, 3),
      'NaN',
      'Inf',
      String(sums[0]).slice(0, 3),
    ]);
  });

  test('a loss of 1e-17 a row keeps its digits', () => {
    const rows = 600;
    const y = vector(kernels, new Float64Array(rows).fill(1));
    const f = arena.float64(LANES * rows).fill(40);
    const sums = rubbish(kernels, LANES);
    kernels.laneBernoulli(rows, f, y, rubbish(kernels, 4 * rows), rubbish(kernels, 4 * rows), sums, false, 1);
    expect(sums[0]! / (rows * Math.exp(-40))).toBeCloseTo(1, 12);
  });

  test('Gaussian rows', () => {
    const y = vector(kernels, [1, 2, 3]);
    const f = vector(kernels, [0, 1, 2, 3, 0, 1, 2, Number.NaN, 0, 1, 2, 3]);
    for (const empirical of [false, true]) {
      const [r, w, sums] = [rubbish(kernels, 12), rubbish(kernels, 12), rubbish(kernels, LANES)];
      kernels.laneGaussian(3, f, y, r, w, sums, empirical, 0.5, 4);
      expect([...sums]).toEqual([28, 10, 4, Number.NaN]);
      expect([...r]).toEqual([...f].map((value, at) => 2 * (value - y[at >> 2]!)));
      expect([...w]).toEqual([...f].map((value, at) => (empirical ? 8 * (value - y[at >> 2]!) ** 2 : 2)));
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

/** A random symmetric matrix with (matrix + damping I) x = right, well conditioned. */
function positiveDefinite(D: number, damping: number) {
  const factor = fill(new Float64Array(D * (D + 3)));
  const matrix = new Float64Array(D * D);
  for (let i = 0; i < D; i++) {
    for (let j = 0; j < D; j++) {
      for (let k = 0; k < D + 3; k++) {
        matrix[i * D + j]! += (factor[i * (D + 3) + k]! * factor[j * (D + 3) + k]!) / (D + 3);
      }
    }
  }
  const x = fill(new Float64Array(D));
  const right = x.map((own, i) => {
    let sum = damping * own;
    for (let j = 0; j < D; j++) sum += matrix[i * D + j]! * x[j]!;
    return sum;
  });
  return { matrix, x, right };
}
