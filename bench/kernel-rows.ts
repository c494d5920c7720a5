/** Rows on single kernels: one thread, sizes of the paper's data sets and beyond. */

import { padded, panelLength, tileLength, type Kernels } from '#workers/kernels/kernels.ts';
import type { Measured } from './measure.ts';

/** A measurement whose operands live in the arena while it runs. */
export type Prepare = (kernels: Kernels) => Measured;

function noise(kernels: Kernels, length: number): Float64Array {
  const values = kernels.arena.float64(length);
  for (let i = 0; i < length; i++) values[i] = Math.random() - 0.5;
  return values;
}

function gram(rows: number, columns: number, target: number): Prepare {
  return (kernels) => {
    const panels = noise(kernels, panelLength(rows, columns));
    const weights = noise(kernels, rows);
    const tiles = kernels.arena.float64(tileLength(columns));
    return {
      group: 'kernels',
      name: `X^T diag(w) X, ${rows} x ${columns}`,
      run: () => kernels.gram(rows, columns, panels, weights, tiles, false),
      twin: { row: 'gram', sizes: { n: rows, d: columns } },
      target,
    };
  };
}

function choleskySolve(dimension: number, target: number | null): Prepare {
  return (kernels) => {
    const length = tileLength(dimension);
    const [tiles, lower] = [kernels.arena.float64(length).fill(0), kernels.arena.float64(length)];
    const width = padded(dimension);
    for (let i = 0; i < dimension; i++) {
      for (let j = 0; j <= i; j++) {
        tiles[(i >> 2) * 4 * width + 4 * j + (i & 3)] = i === j ? dimension : Math.random() - 0.5;
      }
    }
    const [reciprocals, x] = [kernels.arena.float64(width), noise(kernels, width)];
    return {
      group: 'kernels',
      name: `Cholesky and solve, D = ${dimension}`,
      run: () => {
        kernels.cholesky(dimension, tiles, lower, reciprocals, 1);
        kernels.solveCholesky(dimension, lower, reciprocals, x);
        x.fill(1);
      },
      twin: { row: 'solve', sizes: { d: dimension } },
      target,
      note: 'NumPy: linalg.solve (LU)',
    };
  };
}

function matvec(rows: number, columns: number): Prepare {
  return (kernels) => {
    const panels = noise(kernels, panelLength(rows, columns));
    const [v, out] = [noise(kernels, padded(columns)), kernels.arena.float64(rows)];
    return {
      group: 'kernels',
      name: `X v, ${rows} x ${columns}`,
      run: () => kernels.multiply(rows, columns, panels, v, out),
      twin: { row: 'matvec', sizes: { n: rows, d: columns } },
      target: null,
    };
  };
}

function sigmoid(count: number): Prepare {
  return (kernels) => {
    const [x, out] = [noise(kernels, count), kernels.arena.float64(count)];
    return {
      group: 'kernels',
      name: `sigmoid, ${count} numbers`,
      run: () => kernels.sigmoid(x, out),
      twin: { row: 'sigmoid', sizes: { n: count } },
      target: null,
      note: 'NumPy: 1/(1 + exp(-x))',
    };
  };
}

export const kernelRows: readonly Prepare[] = [
  gram(569, 31, 1),
  gram(1605, 120, 0.6),
  gram(10_000, 500, 0.45),
  choleskySolve(10, 8),
  choleskySolve(31, 4),
  choleskySolve(120, 1.2),
  choleskySolve(500, 0.6),
  choleskySolve(1000, null),
  matvec(569, 31),
  matvec(1605, 120),
  matvec(10_000, 500),
  sigmoid(100_000),
];
