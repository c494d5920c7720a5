/**
 * How many times faster each kernel is than its plain twin: both timed in turn, by the fastest of many short samples,
 * so that a loaded machine does not matter. Prints one JSON object {kernel: {measured, recorded}}; the smoke test
 * (workers/kernels/advantage.test.ts) runs it in a process of its own, as test runners slow plain loops down.
 */

import {
  LANES,
  padded,
  panelLength,
  tileLength,
  triangleLength,
  type Kernels,
} from '#workers/kernels/kernels.ts';
import { loadKernels } from '#workers/kernels/load.ts';

const plain = await loadKernels('js');
const fast = await loadKernels('auto');

const [rows, columns] = [569, 31];
const triangle = (columns * (columns + 1)) / 2;

/** Some positive numbers in the arena. */
function operand(kernels: Kernels, length: number): Float64Array {
  const view = kernels.arena.float64(length);
  for (let i = 0; i < length; i++) view[i] = 0.25 + ((i * 7919) % 1009) / 2018;
  return view;
}

/** A positive definite matrix, in row tiles and as a triangle of four. */
function matrices(kernels: Kernels) {
  const [tiles, lanes] = [
    kernels.arena.float64(tileLength(columns)).fill(0.01),
    kernels.arena.float64(triangleLength(columns)).fill(0.01),
  ];
  for (let i = 0; i < columns; i++) {
    tiles[(i >> 2) * 4 * padded(columns) + 4 * i + (i & 3)] = 2;
    lanes.fill(2, LANES * ((i * (i + 3)) / 2), LANES * ((i * (i + 3)) / 2 + 1));
  }
  return { tiles, lanes };
}

/** Fourteen entries a row, as one-hot data have them. */
function indexLists(kernels: Kernels) {
  const starts = kernels.arena.uint32(rows + 1);
  const indices = kernels.arena.uint32(14 * rows);
  for (let i = 0; i <= rows; i++) starts[i] = 14 * i;
  for (let q = 0; q < indices.length; q++) indices[q] = (31 * q) % rows;
  return { count: rows, starts, indices, values: null };
}

/** What takes about a microsecond, often enough for the clock; what solves in place starts anew each time. */
function fewTimes(run: () => void): () => void {
  return () => {
    for (let i = 0; i < 20; i++) run();
  };
}

type Prepare = (kernels: Kernels) => () => void;

/** How many times faster than its twin each kernel was when this was recorded. */
const kernels: Readonly<Record<string, readonly [advantage: number, prepare: Prepare]>> = {
  gram: [
    5.8,
    (k) => {
      const [panels, w, out] = [
        operand(k, panelLength(rows, columns)),
        operand(k, rows),
        operand(k, tileLength(columns)),
      ];
      return () => k.gram(rows, columns, panels, w, out, false);
    },
  ],
  multiply: [
    5,
    (k) => {
      const [panels, v, out] = [
        operand(k, panelLength(rows, columns)),
        operand(k, padded(columns)),
        operand(k, rows),
      ];
      return () => k.multiply(rows, columns, panels, v, out);
    },
  ],
  multiplyTransposed: [
    4.3,
    (k) => {
      const [panels, u, out] = [
        operand(k, panelLength(rows, columns)),
        operand(k, rows),
        operand(k, padded(columns)),
      ];
      return () => k.multiplyTransposed(rows, columns, panels, u, out);
    },
  ],
  product: [
    16,
    (k) => {
      const [a, b, c] = [operand(k, 100 * 90), operand(k, 90 * 80), operand(k, 100 * 80)];
      const [left, right] = [
        { values: a, row: 90, column: 1 },
        { values: b, row: 80, column: 1 },
      ];
      return () => k.product(100, 80, 90, left, right, c, false);
    },
  ],
  cholesky: [
    8.8,
    (k) => {
      const { tiles } = matrices(k);
      const [lower, reciprocals] = [operand(k, tiles.length), operand(k, padded(columns))];
      return fewTimes(() => k.cholesky(columns, tiles, lower, reciprocals, 1));
    },
  ],
  laneCholesky: [
    11.8,
    (k) => {
      const { lanes } = matrices(k);
      const [lower, reciprocals, damping] = [
        operand(k, lanes.length),
        operand(k, LANES * columns),
        operand(k, LANES),
      ];
      return () => k.laneCholesky(columns, lanes, lower, reciprocals, damping);
    },
  ],
  laneSolve: [
    6.9,
    (k) => {
      const { lanes } = matrices(k);
      const [reciprocals, x] = [operand(k, LANES * columns), operand(k, LANES * columns)];
      return fewTimes(() => k.laneSolve(columns, lanes, reciprocals, x.fill(1)));
    },
  ],
  laneProduct: [
    7.5,
    (k) => {
      const [panels, v, out] = [
        operand(k, panelLength(rows, triangle)),
        operand(k, LANES * rows),
        operand(k, LANES * padded(triangle)),
      ];
      return () => k.laneProduct(triangle, rows, panels, v, out, 1, 0, 0);
    },
  ],
  laneGather: [
    8.3,
    (k) => {
      const [lists, source, out] = [indexLists(k), operand(k, LANES * rows), operand(k, LANES * rows)];
      return () => k.laneGather(lists, source, out);
    },
  ],
  laneBernoulli: [
    7.8,
    (k) => {
      const [f, y, r, w, sums] = [4 * rows, rows, 4 * rows, 4 * rows, LANES].map((length) =>
        operand(k, length),
      );
      return () => k.laneBernoulli(rows, f!, y!, r!, w!, sums!, false, 1);
    },
  ],
  packPanels: [
    6.1,
    (k) => {
      const [x, panels] = [operand(k, rows * columns), operand(k, panelLength(rows, columns))];
      return () => k.packPanels(rows, columns, x, panels);
    },
  ],
  solveCholesky: [
    4.5,
    (k) => {
      const { tiles } = matrices(k);
      const [reciprocals, x] = [operand(k, padded(columns)), operand(k, padded(columns))];
      return fewTimes(() => k.solveCholesky(columns, tiles, reciprocals, x.fill(1)));
    },
  ],
  solveCholeskyLanes: [
    8.5,
    (k) => {
      const { tiles } = matrices(k);
      const [reciprocals, x] = [operand(k, padded(columns)), operand(k, LANES * padded(columns))];
      return fewTimes(() => k.solveCholeskyLanes(columns, tiles, reciprocals, x.fill(1)));
    },
  ],
  laneGaussian: [
    15,
    (k) => {
      const [f, y, r, w, sums] = [4 * rows, rows, 4 * rows, 4 * rows, LANES].map((length) =>
        operand(k, length),
      );
      return () => k.laneGaussian(rows, f!, y!, r!, w!, sums!, false, 1, 1);
    },
  ],
  laneStep: [
    14,
    (k) => {
      const [x, d, factors] = [operand(k, LANES * rows), operand(k, LANES * rows), operand(k, LANES)];
      return () => k.laneStep(rows, x, d, factors.fill(0));
    },
  ],
  softmaxRows: [
    2.1,
    (k) => {
      const [f, out] = [operand(k, 10 * rows), operand(k, 10 * rows)];
      return () => k.softmaxRows(rows, 10, f, out);
    },
  ],
  exp: [3.2, (k) => elementwise(k, 'exp')],
  log: [1.7, (k) => elementwise(k, 'log')],
  sigmoid: [3.3, (k) => elementwise(k, 'sigmoid')],
  softplus: [2.9, (k) => elementwise(k, 'softplus')],
  tanh: [3, (k) => elementwise(k, 'tanh')],
};

function elementwise(k: Kernels, name: 'exp' | 'log' | 'sigmoid' | 'softplus' | 'tanh'): () => void {
  const [x, out] = [operand(k, 4096), operand(k, 4096)];
  return () => k[name](x, out);
}

/** Milliseconds of the fastest of some samples. */
function fastest(run: () => void, samples: number): number {
  let best = Infinity;
  for (let sample = 0; sample < samples; sample++) {
    const start = performance.now();
    for (let i = 0; i < 4; i++) run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

function advantageOf(prepare: Prepare): number {
  const [marks, runs] = [
    [plain.arena.mark(), fast.arena.mark()] as const,
    [prepare(plain), prepare(fast)] as const,
  ];
  let [slow, quick] = [Infinity, Infinity];
  for (let round = 0; round < 25; round++) {
    slow = Math.min(slow, fastest(runs[0], 3));
    quick = Math.min(quick, fastest(runs[1], 6));
  }
  plain.arena.release(marks[0]);
  fast.arena.release(marks[1]);
  return slow / quick;
}

const advantages = Object.fromEntries(
  Object.entries(kernels).map(([name, [recorded, prepare]]) => [
    name,
    { measured: advantageOf(prepare), recorded },
  ]),
);
console.log(JSON.stringify({ kernel: fast.name, advantages }));
