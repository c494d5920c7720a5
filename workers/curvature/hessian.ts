/** The exact Hessian by products (forward over reverse), stored whole or in part. Scaling and penalty included. */

import type { Objective } from '../models/objective.ts';
import { emptyBlock, type Block } from './block-matrix.ts';
import { requireDense } from './curvature.ts';

/** Calls `visit` with each column H e_i. */
function eachColumn(
  objective: Objective,
  theta: Float64Array,
  visit: (i: number, column: Float64Array) => void,
): void {
  const unit = new Float64Array(objective.dimension);
  const column = new Float64Array(objective.dimension);
  for (let i = 0; i < objective.dimension; i++) {
    unit[i] = 1;
    objective.hessianProduct(theta, unit, column);
    unit[i] = 0;
    visit(i, column);
  }
}

/** H (D x D, row-major, symmetrized). Throws a LabError `too-large` above D = 5000. */
export function denseHessian(objective: Objective, theta: Float64Array): Float64Array {
  const n = objective.dimension;
  requireDense(n);
  const h = new Float64Array(n * n);
  eachColumn(objective, theta, (i, column) => h.set(column, i * n));
  symmetrize(h, n);
  return h;
}

/** The diagonal of H (D), one product an entry. */
export function hessianDiagonal(objective: Objective, theta: Float64Array): Float64Array {
  const diagonal = new Float64Array(objective.dimension);
  eachColumn(objective, theta, (i, column) => (diagonal[i] = column[i]!));
  return diagonal;
}

/** One block of H a layer. */
export function hessianBlocks(objective: Objective, theta: Float64Array): Block[] {
  const blocks = objective.layers.map(emptyBlock);
  eachColumn(objective, theta, (i, column) => {
    const { offset, size, entries } = blocks.find((block) => i < block.offset + block.size)!;
    entries.set(column.subarray(offset, offset + size), (i - offset) * size);
  });
  for (const { entries, size } of blocks) symmetrize(entries, size);
  return blocks;
}

function symmetrize(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = 0.5 * (a[i * n + j]! + a[j * n + i]!);
      a[i * n + j] = mean;
      a[j * n + i] = mean;
    }
  }
}
