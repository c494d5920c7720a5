/** The kernels that advance four grid cells together, of every build, against plain loops and closed forms. */

import { afterEach, describe, expect, test } from 'vitest';
import { builds, expectClose, fill, panelsOf, rubbish, vector } from '../testing/kernel-operands.ts';
import { LANES, padded } from './kernels.ts';

describe.each(builds)('lane kernels $name', (kernels) => {
  const { arena } = kernels;
  const start = arena.mark();
  afterEach(() => {
    arena.release(start);
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
});
