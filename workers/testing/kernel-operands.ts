/** Operands for the tests of the kernels, in their arena, and results compared to rounding. */

import { expect } from 'vitest';
import { panelLength, type Kernels } from '../kernels/kernels.ts';
import { loadKernels } from '../kernels/load.ts';
import { RandomStream } from '../random.ts';

/** Every build, and the plain twin. */
export const builds = await Promise.all((['fma', 'simd', 'js'] as const).map(loadKernels));

const random = new RandomStream(7, 'kernels');
export const fill = (values: Float64Array) => values.map(() => random.normal());

export function vector(kernels: Kernels, values: ArrayLike<number>, length = values.length): Float64Array {
  const view = kernels.arena.float64(length);
  view.fill(0);
  view.set(values);
  return view;
}

/** A vector of rubbish, so that a kernel that does not write is found out. */
export function rubbish(kernels: Kernels, length: number): Float64Array {
  return kernels.arena.float64(length).fill(Number.NaN);
}

export function panelsOf(kernels: Kernels, rows: number, columns: number, x: Float64Array): Float64Array {
  const panels = rubbish(kernels, panelLength(rows, columns));
  kernels.packPanels(rows, columns, vector(kernels, x), panels);
  return panels;
}

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, scale: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Number.isNaN(expected[i]!)) expect(actual[i]).toBeNaN();
    else if (!Number.isFinite(expected[i]!)) expect(actual[i]).toBe(expected[i]);
    else expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(1e-13 * scale + 1e-300);
  }
}

/** A random symmetric matrix with (matrix + damping I) x = right, well conditioned. */
export function positiveDefinite(D: number, damping: number) {
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
