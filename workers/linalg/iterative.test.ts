import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random.ts';
import { expectClose } from '../testing/numeric.ts';
import { normals } from '../testing/problems.ts';
import { conjugateGradients } from './conjugate-gradients.ts';
import { multiply, transpose } from './dense.ts';
import { symmetricEigenvalues } from './eigen.ts';
import { addProduct, addTransposedProduct, matrixProduct, productWithTransposed } from './gemm.ts';
import { extremeEigenvalues } from './lanczos.ts';

const random = new RandomStream(0, 'test');

describe('conjugate gradients', () => {
  const n = 30;
  const root = normals(n * n, random);
  const a = matrixProduct(root, transpose(root, n, n), n, n, n);
  for (let i = 0; i < n; i++) a[i * (n + 1)]! += 1;
  const x = normals(n, random);
  const g = new Float64Array(n);
  multiply(a, n, n, x, g);
  const product = (v: Float64Array, out: Float64Array) => multiply(a, n, n, v, out);

  it('solve a positive definite system', () => {
    const out = new Float64Array(n);
    const result = conjugateGradients(product, g, 200, 1e-12, out);
    expect(result).toMatchObject({ converged: true, indefinite: false });
    expectClose(out, x, 1e-9);
  });

  it('stop at the limit, and at 0', () => {
    const out = new Float64Array(n);
    expect(conjugateGradients(product, g, 3, 1e-12, out)).toMatchObject({ iterations: 3, converged: false });
    expect(conjugateGradients(product, new Float64Array(n), 3, 1e-12, out).converged).toBe(true);
    expect(out).toEqual(new Float64Array(n));
  });

  it('notice a matrix that is not positive definite', () => {
    const minus = (v: Float64Array, out: Float64Array) => out.set(v.map((entry) => -entry));
    expect(conjugateGradients(minus, g, 3, 1e-12, new Float64Array(n)).indefinite).toBe(true);
  });
});

describe('Lanczos', () => {
  it.each([
    ['random', 1, () => normals(1, random)[0]!],
    ['clustered', 40, (i: number) => (i < 35 ? 1 : i)],
    ['indefinite', 60, (i: number) => i - 20],
    ['zero', 20, () => 0],
  ])('finds the extreme eigenvalues: %s spectrum of %i', (_name, n, eigenvalue) => {
    // A symmetric matrix with the spectrum: a Householder reflection of a diagonal.
    const u = normals(n, random);
    const size = Math.sqrt(u.reduce((sum, ui) => sum + ui * ui, 0));
    const values = Array.from({ length: n }, (_, i) => eigenvalue(i));
    const reflection = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return (i === j ? 1 : 0) - (2 * u[i]! * u[j]!) / size ** 2;
    });
    const scaled = reflection.map((entry, at) => entry * values[at % n]!);
    const a = matrixProduct(scaled, transpose(reflection, n, n), n, n, n);
    const product = (v: Float64Array, out: Float64Array) => multiply(a, n, n, v, out);
    const result = extremeEigenvalues(product, n, random);
    const scale = Math.max(1, ...values.map(Math.abs));
    expect(Math.abs(result.smallest - Math.min(...values)) / scale).toBeLessThan(1e-9);
    expect(Math.abs(result.largest - Math.max(...values)) / scale).toBeLessThan(1e-9);
    expect(result.largestError).toBeLessThan(1e-6 * scale);
    const dense = symmetricEigenvalues(a, n);
    expectClose([result.smallest, result.largest], [dense[0]!, dense[n - 1]!], 1e-9);
  });
});

describe('matrix products in three layouts', () => {
  it.each([
    [1, 1, 1],
    [5, 3, 7],
    [8, 4, 9],
    [6, 13, 2],
  ])('agree with the plain product for %i x %i x %i', (m, k, n) => {
    const a = normals(m * k, random);
    const b = normals(k * n, random);
    const expected = matrixProduct(a, b, m, k, n);
    const c = new Float64Array(m * n);
    productWithTransposed(a, transpose(b, k, n), m, n, k, c);
    expectClose(c, expected, 1e-14);
    c.fill(1);
    addProduct(a, b, m, k, n, c);
    expectClose(c, expected.map((entry) => entry + 1), 1e-14); // prettier-ignore
    c.fill(1);
    addTransposedProduct(transpose(a, m, k), b, k, m, n, c);
    expectClose(c, expected.map((entry) => entry + 1), 1e-14); // prettier-ignore
  });
});
