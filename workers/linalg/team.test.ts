import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedFloat64 } from '../data/problem.ts';
import { withKernels, type Team } from '../kernels/active.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { loadKernels } from '../kernels/load.ts';
import { designProduct, designTransposedProduct } from '../models/design.ts';
import { RandomStream } from '../random.ts';
import { solveDamped } from './cholesky.ts';
import { addWeightedGram } from './dense.ts';
import { productWithTransposed } from './gemm.ts';
import type { SharedWork } from './shared-work.ts';
import { stopTeams, teamOf } from './team.ts';

/** A helper that is up: every kind of work comes out as one thread alone computes it, bit for bit. */
const kernels = await loadKernels('auto');
const random = new RandomStream(11, 'team');
const noise = (length: number, shared = false) => {
  const values = shared ? sharedFloat64(length) : new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = random.uniform() - 0.5;
  return values;
};

let team: Team;
/** How many parts each kind of work was cut into. */
const shared = new Map<string, number>();
beforeAll(() => {
  const real = teamOf(kernels, 2)!;
  team = {
    threads: real.threads,
    run(work: SharedWork, parts: number) {
      shared.set(work.kind, Math.max(parts, shared.get(work.kind) ?? 0));
      real.run(work, parts);
    },
  };
});
afterAll(() => stopTeams());

/** The same work on one thread and on two, over and over: the helper is surely awake in some of them. */
function expectSameBits(length: number, work: (out: Float64Array) => void, rounds = 20): void {
  const alone = new Float64Array(length);
  withKernels(kernels, () => {
    work(alone);
  });
  const used = kernels.arena.used;
  for (let round = 0; round < rounds; round++) {
    const helped = new Float64Array(length);
    withKernels(
      kernels,
      () => {
        work(helped);
      },
      team,
    );
    expect(Buffer.compare(Buffer.from(helped.buffer), Buffer.from(alone.buffer))).toBe(0);
  }
  expect(kernels.arena.used).toBe(used);
}

describe('two threads', () => {
  test('the Gram matrix of data that are kept packed', () => {
    const [rows, columns] = [5000, 75];
    const [x, w] = [noise(rows * columns, true), noise(rows)];
    expectSameBits(columns * columns, (out) => addWeightedGram(x, rows, columns, w, out));
    expect(shared.get('gram')).toBe(19);
  });

  test('a product of matrices', () => {
    const [m, n, k] = [203, 150, 500];
    const [a, b] = [noise(m * k), noise(n * k)];
    expectSameBits(m * n, (out) => productWithTransposed(a, b, m, n, k, out));
    expect(shared.get('product')).toBe(2);
  });

  test('many right-hand sides of a damped matrix', () => {
    const [n, count] = [330, 70];
    const [matrix, rows] = [noise(n * n), noise(count * n)];
    for (let i = 0; i < n; i++) matrix[i * (n + 1)] = 2 * n;
    expectSameBits(rows.length, (out) => {
      out.set(rows);
      expect(solveDamped(matrix, n, 1, out, count)).toBe(true);
    });
    // 18 groups of four: three passes over the factor, of six each.
    expect(shared.get('solve')).toBe(3);
  });

  test('streamed data: products both ways and the Gram matrix', () => {
    const [rows, columns] = [350_011, 25];
    const [values, w, v] = [noise(rows * columns, true), noise(rows), noise(columns)];
    const design = { kind: 'dense', rows, columns, values } as const;
    expectSameBits(rows, (out) => designProduct(design, v, out), 3);
    expectSameBits(columns, (out) => designTransposedProduct(design, w, out), 3);
    expectSameBits(columns * columns, (out) => addWeightedGram(values, rows, columns, w, out), 3);
    for (const kind of ['multiply', 'transposed', 'gram']) expect(shared.get(`streamed-${kind}`)).toBe(32);
    // Every entry against its definition, on some columns.
    const gram = new Float64Array(columns * columns);
    withKernels(kernels, () => addWeightedGram(values, rows, columns, w, gram), team);
    for (const [i, j] of [
      [0, 0],
      [24, 3],
      [7, 7],
    ] as const) {
      let sum = 0;
      for (let n = 0; n < rows; n++) sum += w[n]! * values[n * columns + i]! * values[n * columns + j]!;
      expect(gram[i * columns + j]!).toBeCloseTo(sum, 8);
    }
  }, 120_000);
});

test('the helper takes parts', async () => {
  let own = 0;
  const counted: Kernels = {
    ...kernels,
    gram: (...operands) => {
      own += 1;
      kernels.gram(...operands);
    },
  };
  const { arena } = kernels;
  const [rows, columns, parts] = [20_000, 80, 20];
  const [panels, weights] = [arena.float64(rows * columns).fill(1), arena.float64(rows).fill(1)];
  const tiles = arena.float64(columns * columns);
  const pair = teamOf(counted, 2)!;
  await expect
    .poll(
      () => {
        own = 0;
        pair.run({ kind: 'gram', rows, columns, panels, weights, tiles }, parts);
        return own;
      },
      { timeout: 20_000 },
    )
    .toBeLessThan(parts);
});

test('a part that fails is an error of the work, and the helper lives on', () => {
  const rows = 5000;
  const broken = { kind: 'streamed-multiply', x: noise(rows, true), rows, columns: 1 } as const;
  const work = {
    ...broken,
    v: null as unknown as Float64Array,
    out: new Float64Array(rows),
    rowsOfPart: 100,
  };
  expect(() => team.run(work, 50)).toThrow('a part of a streamed-multiply failed');
  const [m, n, k] = [100, 100, 1300];
  const [a, b] = [noise(m * k), noise(n * k)];
  expectSameBits(m * n, (out) => productWithTransposed(a, b, m, n, k, out));
});

test('one thread needs no team, nor do the plain kernels', async () => {
  expect(teamOf(kernels, 1)).toBeNull();
  expect(teamOf(await loadKernels('js'), 2)).toBeNull();
});
