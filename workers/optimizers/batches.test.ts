import { describe, expect, test } from 'vitest';
import { bundledTable } from '../../tests/support/experiments.ts';
import { prepare } from '../data/prepare.ts';
import { createObjective } from '../models/create-objective.ts';
import { batchRows, batchSource } from './batches.ts';
import { Point } from './point.ts';

describe('which rows', () => {
  test('without replacement: a fresh sample of distinct rows at each step, each row equally often', () => {
    const rowsOf = batchRows(20, 6, false, 3);
    const counts = new Array<number>(20).fill(0);
    const draws = 4000;
    for (let t = 1; t <= draws; t++) {
      const rows = rowsOf(t);
      expect(new Set(rows).size).toBe(6);
      for (const row of rows) counts[row]! += 1;
    }
    // Binomial(4000, 0.3): mean 1200, standard deviation 29
    for (const count of counts) expect(Math.abs(count - 1200)).toBeLessThan(5 * 29);
  });

  test('with replacement: every draw uniform, repeats allowed', () => {
    const rowsOf = batchRows(10, 4, true, 3);
    const counts = new Array<number>(10).fill(0);
    let repeats = 0;
    for (let t = 1; t <= 5000; t++) {
      const rows = rowsOf(t);
      expect(rows).toHaveLength(4);
      if (new Set(rows).size < 4) repeats++;
      for (const row of rows) counts[row]! += 1;
    }
    // 20,000 draws: 2000 each, standard deviation 42; a repeat has probability 1 - 0.9 x 0.8 x 0.7 = 0.496
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(5 * 42.5);
    expect(Math.abs(repeats - 0.496 * 5000)).toBeLessThan(5 * 35.4);
  });

  test('epoch: every row once an epoch, the short last batch used, another order each epoch', () => {
    const rowsOf = batchRows(10, 4, 'epoch', 1);
    const epoch = (e: number) => [1, 2, 3].map((k) => rowsOf(3 * e + k));
    const [first, second] = [epoch(0), epoch(1)];
    for (const batches of [first, second]) {
      expect(batches.map((rows) => rows.length)).toEqual([4, 4, 2]);
      expect(batches.flatMap((rows) => [...rows]).sort((a, b) => a - b)).toEqual([
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
      ]);
    }
    expect(first).not.toEqual(second);
  });

  test('a step has the same rows whatever was asked before', () => {
    for (const replacement of [true, false, 'epoch'] as const) {
      const forwards = batchRows(50, 7, replacement, 9);
      const rows = Array.from({ length: 20 }, (_, i) => forwards(i + 1));
      const backwards = batchRows(50, 7, replacement, 9);
      for (let t = 20; t >= 1; t--) expect(backwards(t)).toEqual(rows[t - 1]);
    }
  });
});

describe('gradients of mini-batches', () => {
  const { problem } = prepare(bundledTable('iris', 'multiclass'), {
    rows: null,
    testFraction: 0,
    standardize: true,
    standardizeTarget: false,
    seed: 0,
    bias: true,
  });
  const full = new Point(createObjective({ kind: 'softmax', l2: 0.1 }, problem.train, 3, 'mean'));
  const dimension = full.objective.dimension;
  full.moveTo(Float64Array.from({ length: dimension }, (_, i) => Math.sin(i)));

  test('all rows without replacement are the full gradient, bit for bit', () => {
    const batch = batchSource(full, { batchSize: 150, replacement: false }, 5)(1);
    expect(batch.moveTo(full.theta).gradient).toEqual(full.gradient);
  });

  test.each([true, false, 'epoch'] as const)('unbiased within five standard errors: %s', (replacement) => {
    const steps = 3000;
    const source = batchSource(full, { batchSize: 10, replacement }, 2);
    const sum = new Float64Array(dimension);
    const squares = new Float64Array(dimension);
    for (let t = 1; t <= steps; t++) {
      const { gradient } = source(t).moveTo(full.theta);
      for (let i = 0; i < dimension; i++) {
        sum[i]! += gradient[i]!;
        squares[i]! += gradient[i]! ** 2;
      }
    }
    for (let i = 0; i < dimension; i++) {
      const mean = sum[i]! / steps;
      const error = Math.sqrt((squares[i]! / steps - mean * mean) / steps);
      expect(Math.abs(mean - full.gradient[i]!)).toBeLessThan(5 * error);
    }
  });
});
