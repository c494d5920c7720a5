import { describe, expect, test } from 'vitest';
import { RandomStream } from '../random.ts';
import { singularValues } from './singular-values.ts';

describe('singular values', () => {
  test.each([
    [1, 1],
    [6, 3],
    [40, 12],
    [3, 5],
  ])(
    'of a random %i x %i matrix: V is orthogonal and X V has orthogonal columns of these lengths',
    (rows, columns) => {
      const random = new RandomStream(5, 'svd', rows);
      const x = Float64Array.from({ length: rows * columns }, () => random.normal());
      const { values, right } = singularValues(x, rows, columns);
      const xv = (n: number, i: number) =>
        Array.from({ length: columns }, (_, j) => x[n * columns + j]! * right[j * columns + i]!).reduce(
          (a, b) => a + b,
        );
      for (let i = 0; i < columns; i++) {
        for (let k = 0; k < columns; k++) {
          let [inner, product] = [0, 0];
          for (let j = 0; j < columns; j++) inner += right[j * columns + i]! * right[j * columns + k]!;
          for (let n = 0; n < rows; n++) product += xv(n, i) * xv(n, k);
          expect(inner).toBeCloseTo(i === k ? 1 : 0, 13);
          expect(product).toBeCloseTo(i === k ? values[i]! ** 2 : 0, 11);
        }
      }
    },
  );

  test('small singular values keep their digits beside large ones', () => {
    // Columns of lengths 1e6, 1 and 1e-6, orthogonal by construction (rows of a Hadamard matrix).
    const lengths = [1e6, 1, 1e-6];
    const signs = [
      [1, 1, 1],
      [1, -1, 1],
      [1, 1, -1],
      [1, -1, -1],
    ];
    const x = Float64Array.from(signs.flatMap((row) => row.map((sign, j) => (sign * lengths[j]!) / 2)));
    const { values } = singularValues(x, 4, 3);
    lengths.forEach((length, i) => expect(values[i]! / length).toBeCloseTo(1, 9));
  });

  test('of a rank-deficient matrix one is zero to rounding', () => {
    const { values } = singularValues(Float64Array.of(1, 2, 2, 4, 3, 6), 3, 2);
    expect(Math.min(...values)).toBeLessThan(1e-14);
    expect(Math.max(...values)).toBeCloseTo(Math.sqrt(70), 12);
  });
});
