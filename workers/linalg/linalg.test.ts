import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random.ts';
import { expectClose } from '../testing/numeric.ts';
import { normals, toSparse, dense } from '../testing/problems.ts';
import { choleskyFactor, choleskyInverse, choleskySolve } from './cholesky.ts';
import { multiply, multiplyTransposed, transpose, weightedGram } from './dense.ts';
import { matrixProduct } from './gemm.ts';
import { generalizedEigenvalues, symmetricEigen } from './eigen.ts';
import { addSparseWeightedGram, multiplySparse, multiplySparseTransposed } from './sparse.ts';
import { cosine, norm } from './vector.ts';

const random = new RandomStream(0, 'test');
const shapes = [[1, 1], [3, 5], [5, 3], [17, 4], [64, 31]] as const; // prettier-ignore

describe.each(shapes)('products with a %i x %i matrix', (rows, columns) => {
  const x = normals(rows * columns, random);
  const v = normals(columns, random);
  const u = normals(rows, random);
  const entry = (n: number, j: number) => x[n * columns + j]!;
  const sum = (n: number, term: (i: number) => number) =>
    Array.from({ length: n }, (_, i) => term(i)).reduce((a, b) => a + b, 0);
  const xv = Array.from({ length: rows }, (_, n) => sum(columns, (j) => entry(n, j) * v[j]!));
  const xtu = Array.from({ length: columns }, (_, j) => sum(rows, (n) => entry(n, j) * u[n]!));
  const gram = Array.from({ length: columns ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return sum(rows, (n) => u[n]! * entry(n, i) * entry(n, j));
  });

  it('X v, X^T u and X^T diag(w) X, dense and sparse', () => {
    const sparse = toSparse(dense(rows, columns, x));
    const a = new Float64Array(rows);
    multiply(x, rows, columns, v, a);
    expectClose(a, xv, 1e-14);
    multiplySparse(sparse, v, a);
    expectClose(a, xv, 1e-14);
    const b = new Float64Array(columns);
    multiplyTransposed(x, rows, columns, u, b);
    expectClose(b, xtu, 1e-14);
    multiplySparseTransposed(sparse, u, b);
    expectClose(b, xtu, 1e-14);
    const g = new Float64Array(columns ** 2);
    weightedGram(x, rows, columns, u, g);
    expectClose(g, gram, 1e-14);
    g.fill(0);
    addSparseWeightedGram(sparse, u, g);
    for (let i = 0; i < columns; i++)
      for (let j = 0; j <= i; j++) expect(g[i * columns + j]).toBeCloseTo(gram[i * columns + j]!, 12);
  });
});

describe('Cholesky', () => {
  it.each([1, 2, 3, 8, 31])('solves a positive definite system of %i', (n) => {
    const b = normals(n * n, random);
    const a = matrixProduct(b, transpose(b, n, n), n, n, n);
    for (let i = 0; i < n; i++) a[i * (n + 1)]! += 1;
    const x = normals(n, random);
    const y = new Float64Array(n);
    multiply(a, n, n, x, y);
    const l = a.slice();
    expect(choleskyFactor(l, n)).toBe(true);
    choleskySolve(l, n, y, y);
    expectClose(y, x, 1e-11);
    const identity = matrixProduct(a, choleskyInverse(l, n), n, n, n);
    expectClose(
      identity,
      Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
      1e-11,
    );
  });

  it('refuses what is not positive definite, or not a number', () => {
    expect(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
    expect(choleskyFactor(Float64Array.of(0), 1)).toBe(false);
    expect(choleskyFactor(Float64Array.of(NaN), 1)).toBe(false);
    expect(choleskyFactor(Float64Array.of(Infinity), 1)).toBe(false);
  });
});

describe('eigenvalues', () => {
  it('of a matrix with a known spectrum', () => {
    // [[2, 1], [1, 2]] has 1 and 3, with (1, -1) and (1, 1).
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expectClose(values, [1, 3], 1e-14);
    expect(Math.abs(vectors[0]! + vectors[2]!)).toBeLessThan(1e-14);
    expect(Math.abs(vectors[1]! - vectors[3]!)).toBeLessThan(1e-14);
  });

  it('generalized: those of (diag a, diag b) are a/b, in any basis', () => {
    const n = 4;
    const basis = normals(n * n, random);
    const congruent = (d: number[]) => {
      const scaled = basis.map((entry, i) => entry * d[i % n]!);
      return matrixProduct(scaled, transpose(basis, n, n), n, n, n);
    };
    const mu = generalizedEigenvalues(congruent([1, 2, 3, 4]), congruent([2, 1, 1, 16]), n);
    expectClose(mu, [0.25, 0.5, 2, 3], 1e-9);
    // On the range of a singular B only.
    expectClose(generalizedEigenvalues(congruent([1, 2, 0, 0]), congruent([2, 1, 0, 0]), n), [0.5, 2], 1e-9);
    expect(generalizedEigenvalues(congruent([1, 1, 1, 1]), new Float64Array(n * n), n)).toHaveLength(0);
  });
});

describe('vectors', () => {
  it('norm neither overflows nor underflows', () => {
    expect(norm(Float64Array.of(3, 4))).toBe(5);
    expect(norm(Float64Array.of(3e200, 4e200))).toBeCloseTo(5e200, -190);
    expect(norm(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 14);
    expect(norm(new Float64Array(3))).toBe(0);
    expect(norm(Float64Array.of(NaN, 1))).toBeNaN();
  });

  it('the cosine is NaN where it cannot be formed', () => {
    expect(cosine(Float64Array.of(1, 0), Float64Array.of(1, 1))).toBeCloseTo(Math.SQRT1_2, 15);
    expect(cosine(Float64Array.of(0, 0), Float64Array.of(1, 1))).toBeNaN();
    expect(cosine(Float64Array.of(1e-200, 0), Float64Array.of(1e-200, 0))).toBe(1);
  });
});
