/** Rows on single kernels: one thread, sizes of the paper's data sets and beyond. */

import { LANES, padded, PANEL, panelLength, tileLength, type Kernels } from '#workers/kernels/kernels.ts';
import { teamOf } from '#workers/linalg/team.ts';
import { peakRow, type Measured } from './measure.ts';

/** A measurement whose operands live in the arena while it runs. */
export type Prepare = (kernels: Kernels) => Measured;

function noise(kernels: Kernels, length: number): Float64Array {
  const values = kernels.arena.float64(length);
  for (let i = 0; i < length; i++) values[i] = Math.random() - 0.5;
  return values;
}

/** The most that these vectors can do: one tile over and over, all of it in the first-level cache. */
const peak: Prepare = (kernels) => {
  const depth = 256;
  const [panels, v, out] = [noise(kernels, 4 * depth), noise(kernels, LANES * depth), noise(kernels, 16)];
  return {
    group: 'kernels',
    name: peakRow,
    run: () => kernels.laneProduct(4, depth, panels, v, out, 0b1111, 0, 0),
    twin: null,
    target: null,
    note: 'the most that 128-bit vectors do here',
    operations: 4 * 2 * 16 * depth,
  };
};

/** @param threads the second one takes half of the rows of tiles; NumPy stays on one */
function gram(rows: number, columns: number, target: number, threads: 1 | 2 = 1): Prepare {
  return (kernels) => {
    const team = teamOf(kernels, threads);
    const panels = noise(kernels, panelLength(rows, columns));
    const weights = noise(kernels, rows);
    const tiles = kernels.arena.float64(tileLength(columns));
    return {
      group: 'kernels',
      name: `X^T diag(w) X, ${rows} x ${columns}${threads === 2 ? ', two threads' : ''}`,
      run:
        team === null
          ? () => kernels.gram(rows, columns, panels, weights, tiles, false)
          : () => team.run({ kind: 'gram', rows, columns, panels, weights, tiles }, padded(columns) / PANEL),
      twin: { row: 'gram', sizes: { n: rows, d: columns } },
      target,
      note: threads === 2 ? 'NumPy on one thread' : '',
      operations: rows * columns * (columns + 1),
      threads,
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
      operations: dimension ** 3 / 3 + 2 * dimension ** 2,
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
      operations: 2 * rows * columns,
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
  peak,
  gram(569, 31, 1),
  gram(1605, 120, 0.6),
  gram(10_000, 500, 0.45),
  gram(10_000, 500, 0.8, 2),
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
