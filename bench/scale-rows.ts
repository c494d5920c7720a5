/** Rows on large problems, and how cost grows with N and D. */

import { sharedFloat64, type DenseDesign } from '#workers/data/problem.ts';
import { withKernels } from '#workers/kernels/active.ts';
import { panelLength, tileLength, type Kernels } from '#workers/kernels/kernels.ts';
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

/** One exact NGD iteration of logistic regression in the plain run path, a new theta each time. */
export function largeIteration(rows: number, columns: number, kernels: Kernels): Measured {
  const design = randomDesign(rows, columns);
  const random = new RandomStream(2, 'bench');
  const target = sharedFloat64(rows).map(() => random.below(2));
  const objective = createObjective({ kind: 'logistic', l2: 0 }, { design, target }, 2, 'mean');
  const theta = new Float64Array(columns);
  const spec = optimizerSchema.parse({ id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-6 });
  const point = new Point(objective);
  return {
    group: 'scale',
    name: `NGD iteration with loss, ${rows.toLocaleString('en')} x ${columns}`,
    run: () => {
      theta.fill(0.01 * Math.random());
      withKernels(kernels, () => {
        point.moveTo(theta);
        createOptimizer(spec, 1, 1e-6, { point, seed: 0, iterations: 1, predict: false }).step(theta);
      });
    },
    twin: { row: 'newton', sizes: { n: rows, d: columns } },
    target: 0.5,
    note: 'NumPy on two threads, here on one',
    rounds: 5,
  };
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
