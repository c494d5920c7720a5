import { describe, expect, test } from 'vitest';
import { sharedFloat64 } from '../data/problem.ts';
import { withKernels } from '../kernels/active.ts';
import { loadKernels } from '../kernels/load.ts';
import { RandomStream } from '../random.ts';
import { choleskyFactor, solveDamped } from './cholesky.ts';
import { designProduct, designTransposedProduct } from '../models/design.ts';
import { addWeightedGram } from './dense.ts';
import { bernoulli } from '../likelihoods/bernoulli.ts';
import { addProduct, addTransposedProduct, matrixProduct, productWithTransposed } from './gemm.ts';

/** The same calls with and without kernels: the plain loops are the reference (tested by themselves in linalg.test.ts). */
const random = new RandomStream(2, 'accelerated');
const noise = (length: number) => Float64Array.from({ length }, () => random.normal());

describe.each(await Promise.all((['fma', 'simd'] as const).map(loadKernels)))(
  'linear algebra on $name',
  (kernels) => {
    /** Runs `work` plainly and on the kernels, and compares what it wrote. */
    function expectSame(length: number, work: (out: Float64Array) => void, scale = 1): void {
      const initial = noise(length);
      const [plain, fast] = [initial.slice(), initial.slice()];
      work(plain);
      withKernels(kernels, () => {
        work(fast);
      });
      fast.forEach((value, i) => expect(Math.abs(value - plain[i]!)).toBeLessThan(1e-13 * scale));
    }

    test('a view of some rows is not kept packed', () => {
      const [rows, columns] = [400, 30];
      const values = sharedFloat64(2 * rows * columns);
      values.set(noise(values.length));
      const out = new Float64Array(columns * columns);
      withKernels(kernels, () => {
        const before = kernels.arena.mark();
        for (let call = 0; call < 3; call++) {
          addWeightedGram(values.subarray(0, rows * columns), rows, columns, noise(rows), out);
        }
        expect(kernels.arena.mark()).toBe(before);
      });
    });

    test.each([true, false])(
      'products with a design and its Gram matrix (in shared memory: %s)',
      (shared) => {
        const [rows, columns] = [601, 30];
        const values = shared ? sharedFloat64(rows * columns) : new Float64Array(rows * columns);
        values.set(noise(rows * columns));
        const [v, u] = [noise(columns), noise(rows)];
        const design = { kind: 'dense', rows, columns, values } as const;
        if (shared) {
          expectSame(rows, (out) => designProduct(design, v, out), 100);
          expectSame(columns, (out) => designTransposedProduct(design, u, out), 1000);
        }
        // Two calls in one job: the second finds the panels of the first.
        expectSame(
          columns * columns,
          (out) => {
            addWeightedGram(values, rows, columns, u, out);
            addWeightedGram(values, rows, columns, u, out);
          },
          1000,
        );
      },
    );

    test('matrix products in the three layouts', () => {
      const [m, n, k] = [37, 22, 90];
      const [a, b] = [noise(m * k), noise(k * n)];
      expectSame(m * n, (out) => productWithTransposed(a, b, m, n, k, out), 100);
      expectSame(m * n, (out) => addProduct(a, b, m, k, n, out), 100);
      expectSame(m * n, (out) => out.set(matrixProduct(a, b, m, k, n)), 100);
      expectSame(m * n, (out) => addTransposedProduct(a, b, k, m, n, out), 100);
    });

    test('Bernoulli rows', () => {
      const rows = 301;
      const [f, y] = [noise(rows), Float64Array.from({ length: rows }, (_, n) => n % 2)];
      expectSame(rows, (out) => bernoulli.residual(f, y, 0, rows, out));
      expectSame(rows, (out) => bernoulli.curvature(f, 0, rows, out));
      expectSame(1, (out) => (out[0] = bernoulli.value(f, y, 0, rows)), rows);
    });

    test('Cholesky: the lower triangle is overwritten, the upper one is left alone', () => {
      const n = 37;
      const x = noise(3 * n * n);
      const work = (out: Float64Array) => {
        out.fill(0);
        addWeightedGram(x, 3 * n, n, new Float64Array(3 * n).fill(1), out);
        out[n - 1] = 123;
        expect(choleskyFactor(out, n)).toBe(true);
        expect(out[n - 1]).toBe(123);
      };
      expectSame(n * n, work, 1000);
    });

    test('many right-hand sides, also where their number is no multiple of four', () => {
      const [n, count] = [41, 10];
      const a = new Float64Array(n * n);
      addWeightedGram(noise(3 * n * n), 3 * n, n, new Float64Array(3 * n).fill(1), a);
      expectSame(count * n, (out) => expect(solveDamped(a, n, 0.5, out, count)).toBe(true), 100);
    });

    test('a damped solve refuses what is not positive definite, and leaves the right-hand sides', () => {
      const a = new Float64Array(40 * 40);
      for (let i = 0; i < 40; i++) a[i * 41] = i === 17 ? -2 : 1;
      const rows = noise(40 * 12);
      const before = rows.slice();
      expect(withKernels(kernels, () => solveDamped(a, 40, 1, rows, 12))).toBe(false);
      expect(rows).toEqual(before);
      expect(withKernels(kernels, () => solveDamped(a, 40, 3, rows, 12))).toBe(true);
      rows.forEach((x, i) => expect(x).toBeCloseTo(before[i]! / (i % 40 === 17 ? 1 : 4), 12));
    });

    test('Cholesky refuses what is not positive definite or not finite', () => {
      for (const bad of [-1, 0, Number.NaN, Infinity]) {
        const a = new Float64Array(40 * 40);
        for (let i = 0; i < 40; i++) a[i * 41] = i === 17 ? bad : 1;
        expect(withKernels(kernels, () => choleskyFactor(a, 40))).toBe(false);
      }
    });
  },
);
