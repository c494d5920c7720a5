/** Rows on large problems, and how cost grows with N and D. */

import { spawnSync } from 'node:child_process';
import {
  sharedFloat64,
  sharedUint32,
  type DenseDesign,
  type Design,
  type SparseDesign,
} from '#workers/data/problem.ts';
import { withKernels } from '#workers/kernels/active.ts';
import { panelLength, tileLength, type Kernels } from '#workers/kernels/kernels.ts';
import { teamOf } from '#workers/linalg/team.ts';
import { createObjective } from '#workers/models/create-objective.ts';
import { Point } from '#workers/optimizers/point.ts';
import { createOptimizer } from '#workers/optimizers/registry.ts';
import { RandomStream } from '#workers/random.ts';
import { optimizerSchema } from '#contract/optimizers.ts';
import { minimum, type Measured } from './measure.ts';

function randomDesign(rows: number, columns: number): DenseDesign {
  const random = new RandomStream(1, 'bench');
  const values = sharedFloat64(rows * columns);
  const some = Float64Array.from({ length: 65_537 }, () => random.normal());
  for (let i = 0; i < values.length; i++) values[i] = some[i % some.length]!;
  return { kind: 'dense', rows, columns, values };
}

/** Non-zeros of the sparse rows' matrices: a hundred a row, at random columns. */
const perRow = 100;

function randomSparse(rows: number, columns: number): SparseDesign {
  const random = new RandomStream(1, 'bench');
  const [rowStart, columnIndex] = [sharedUint32(rows + 1), sharedUint32(rows * perRow)];
  const values = sharedFloat64(rows * perRow);
  for (let n = 0; n < rows; n++) {
    rowStart[n + 1] = (n + 1) * perRow;
    const row = columnIndex.subarray(n * perRow, (n + 1) * perRow);
    for (let k = 0; k < perRow; k++) row[k] = random.below(columns);
    row.sort();
    for (let k = 0; k < perRow; k++) values[n * perRow + k] = random.normal();
  }
  return { kind: 'sparse', rows, columns, rowStart, columnIndex, values };
}

/** One NGD iteration of logistic regression in the plain run path, a new theta each time. */
function iteration(design: Design, structure: 'full' | 'matrix-free', kernels: Kernels, threads: number) {
  const random = new RandomStream(2, 'bench');
  const target = sharedFloat64(design.rows).map(() => random.below(2));
  const objective = createObjective({ kind: 'logistic', l2: 0 }, { design, target }, 2, 'mean');
  const theta = new Float64Array(design.columns);
  const spec = optimizerSchema.parse({ id: 'ngd', kind: 'ngd', stepSize: 1, damping, structure });
  const point = new Point(objective);
  const team = teamOf(kernels, threads);
  return () => {
    theta.fill(0.01 * Math.random());
    withKernels(
      kernels,
      () => {
        point.moveTo(theta);
        createOptimizer(spec, 1, damping, { point, seed: 0, iterations: 1, predict: false }).step(theta);
      },
      team,
    );
  };
}

const damping = 1e-6;
const largeShape = { rows: 1_000_000, columns: 100 } as const;
export const largeBytes = 8 * largeShape.rows * largeShape.columns;
const sparseShape = { rows: 100_000, columns: 100_000 } as const;
/** A double and a column index for each entry, and where each row starts. */
export const sparseBytes = 12 * sparseShape.rows * perRow + 4 * (sparseShape.rows + 1);

/** An exact NGD iteration on many rows; the two threads split the products. */
export function largeIteration(kernels: Kernels, threads: number): () => void {
  return iteration(randomDesign(largeShape.rows, largeShape.columns), 'full', kernels, threads);
}

/** A matrix-free NGD iteration (fifty steps of conjugate gradients) on as many parameters as rows. */
export function sparseIteration(kernels: Kernels): () => void {
  return iteration(randomSparse(sparseShape.rows, sparseShape.columns), 'matrix-free', kernels, 1);
}

const shapeName = ({ rows, columns }: { rows: number; columns: number }) =>
  `${rows.toLocaleString('en')} x ${columns.toLocaleString('en')}`;

export function largeRow(kernels: Kernels): Measured {
  return {
    group: 'scale',
    name: `NGD iteration with loss, ${shapeName(largeShape)}, two threads`,
    run: largeIteration(kernels, 2),
    twin: { row: 'newton', sizes: { n: largeShape.rows, d: largeShape.columns } },
    target: 0.5,
    operations: largeShape.rows * largeShape.columns * (largeShape.columns + 5),
    threads: 2,
    note: `two threads each; ${peakOf('large')}`,
    rounds: 5,
  };
}

export function sparseRow(kernels: Kernels): Measured {
  return {
    group: 'scale',
    name: `matrix-free NGD iteration with loss, ${shapeName(sparseShape)}, ${perRow} entries a row`,
    run: sparseIteration(kernels),
    twin: {
      row: 'sparse_newton',
      sizes: { n: sparseShape.rows, d: sparseShape.columns, per_row: perRow, damping },
    },
    target: null,
    note: `50 steps of conjugate gradients, one thread each; ${peakOf('sparse')}`,
    rounds: 5,
  };
}

/** Peak memory of a process that does nothing but one of the iterations, over the bytes of its data. */
function peakRatio(which: 'large' | 'sparse'): number {
  const script = new URL('peak-memory.ts', import.meta.url).pathname;
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, which], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`peak-memory.ts failed: ${stderr}`);
  return Number(stdout);
}

function peakOf(which: 'large' | 'sparse'): string {
  const megabytes = (which === 'large' ? largeBytes : sparseBytes) / 1e6;
  return `peak memory of the process ${peakRatio(which).toFixed(2)} times the ${megabytes.toFixed(0)} MB of the data`;
}

export interface Growth {
  /** Rows at 64 columns, and columns at 4,096 rows: seconds of one Fisher. */
  readonly rows: readonly (readonly [number, number])[];
  readonly columns: readonly (readonly [number, number])[];
  /** Exponents of the last decade: 1 and 2 are expected. */
  readonly rowExponent: number;
  readonly columnExponent: number;
}

/** Seconds of the Fisher X^T diag(w) X against N and against D. */
export function measureGrowth(kernels: Kernels): Growth {
  const time = (rows: number, columns: number): number => {
    const mark = kernels.arena.mark();
    const panels = kernels.arena.float64(panelLength(rows, columns)).fill(0.5);
    const weights = kernels.arena.float64(rows).fill(0.5);
    const tiles = kernels.arena.float64(tileLength(columns));
    const run = () => kernels.gram(rows, columns, panels, weights, tiles, false);
    run();
    const samples = Array.from({ length: 7 }, () => {
      const repeats = Math.max(1, Math.ceil(2e7 / (rows * columns * columns)));
      const start = performance.now();
      for (let i = 0; i < repeats; i++) run();
      return (performance.now() - start) / 1000 / repeats;
    });
    kernels.arena.release(mark);
    return minimum(samples);
  };
  const rows = [1e3, 1e4, 1e5, 1e6].map((n) => [n, time(n, 64)] as const);
  const columns = [32, 64, 128, 256, 512].map((d) => [d, time(4096, d)] as const);
  return { rows, columns, rowExponent: slope(rows), columnExponent: slope(columns.slice(1)) };
}

/** Least-squares slope of log seconds over log size. */
function slope(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (which: 0 | 1) => logs.reduce((sum, point) => sum + point[which], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const above = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return above / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
