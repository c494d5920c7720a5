/** Numerical yardsticks for the engine's tests, independent of its formulas. */

import { expect } from 'vitest';

/** Gradient of a function by central differences of fourth order. */
export function differenceGradient(f: (x: Float64Array) => number, x: Float64Array, h = 1e-3): Float64Array {
  const at = x.slice();
  const value = (i: number, step: number) => {
    at[i] = x[i]! + step;
    const result = f(at);
    at[i] = x[i]!;
    return result;
  };
  return Float64Array.from(x, (_, i) => {
    const near = value(i, h) - value(i, -h);
    const far = value(i, 2 * h) - value(i, -2 * h);
    return (8 * near - far) / (12 * h);
  });
}

/** Jacobian (outputs x inputs, row-major) of a vector function by central differences of fourth order. */
export function differenceJacobian(
  f: (x: Float64Array, out: Float64Array) => void,
  x: Float64Array,
  outputs: number,
  h = 1e-3,
): Float64Array {
  const jacobian = new Float64Array(outputs * x.length);
  const at = x.slice();
  const values = [1, -1, 2, -2].map(() => new Float64Array(outputs));
  for (let i = 0; i < x.length; i++) {
    [1, -1, 2, -2].forEach((step, k) => {
      at[i] = x[i]! + step * h;
      f(at, values[k]!);
    });
    at[i] = x[i]!;
    for (let m = 0; m < outputs; m++) {
      const near = values[0]![m]! - values[1]![m]!;
      const far = values[2]![m]! - values[3]![m]!;
      jacobian[m * x.length + i] = (8 * near - far) / (12 * h);
    }
  }
  return jacobian;
}

/** Largest |a_i - b_i| over the largest |b_i| (over 1 where b is smaller). */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let error = 0;
  let size = 1;
  for (let i = 0; i < b.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= error)) error = difference;
    size = Math.max(size, Math.abs(b[i]!));
  }
  return error / size;
}

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(relativeError(actual, expected)).toBeLessThan(tolerance);
}
