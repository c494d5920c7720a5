/** Cholesky factors and solves of every build, single and four interleaved, against solutions known beforehand. */

import { afterEach, describe, expect, test } from 'vitest';
import { builds, expectClose, positiveDefinite, rubbish, vector } from '../testing/kernel-operands.ts';
import { LANES, padded, tileLength, triangleLength } from './kernels.ts';

describe.each(builds)('Cholesky kernels $name', (kernels) => {
  const { arena } = kernels;
  const start = arena.mark();
  afterEach(() => {
    arena.release(start);
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
      // In place, and the first pivot that is not positive and finite is named.
      const withHole = matrix.slice();
      withHole[(D - 1) * D + D - 1] = -1e9;
      kernels.denseToTiles(D, vector(kernels, withHole), tiles);
      expect(kernels.cholesky(D, tiles, tiles, reciprocals, 0.5)).toBe(D);
      kernels.denseToTiles(D, vector(kernels, matrix.fill(Number.NaN, 0, 1)), tiles);
      expect(kernels.cholesky(D, tiles, tiles, reciprocals, 0.5)).toBe(1);
      kernels.denseToTiles(D, vector(kernels, matrix.fill(Infinity, 0, 1)), tiles);
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

      for (const bad of [Number.NaN, Infinity]) {
        const damaged = vector(kernels, triangle);
        damaged[2] = bad;
        expect(kernels.laneCholesky(D, damaged, damaged, reciprocals, damping)).toBe(1 << 2);
        const again = vector(kernels, x);
        kernels.laneSolve(D, damaged, reciprocals, again);
        for (const which of [0, 1, 3]) expect(lane(again, which)).toEqual(lane(solved, which));
      }
    }
  });
});
