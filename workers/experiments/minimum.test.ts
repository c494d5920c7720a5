import { describe, expect, test } from 'vitest';
import {
  a1aTable,
  bundledTable,
  runExperiment,
  sharedTable,
  tableOf,
} from '../../tests/support/experiments.ts';
import type { Table } from '../data/table.ts';

const energy = sharedTable('energy.txt');
const a1a = a1aTable();

async function minimumOf(table: Table, model: Record<string, unknown>, extra: Record<string, unknown> = {}) {
  const { minimum } = await runExperiment(
    {
      model,
      optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1e-9 }],
      iterations: 1,
      record: ['distanceToMinimum'],
      ...extra,
    },
    table,
  );
  return minimum!;
}

/** A least-squares problem that is solved by hand: y = 1 + 2x exactly but for residuals orthogonal to 1 and x. */
const line = tableOf([[-1], [0], [1], [2]], [-1 + 0.1, 1 - 0.3, 3 + 0.3, 5 - 0.1], 'regression');

describe('found', () => {
  test('least squares: the line, with the loss of its residuals', async () => {
    const minimum = await minimumOf(line, { kind: 'linear' });
    expect(minimum.status).toBe('found');
    expect(minimum.theta[0]).toBeCloseTo(2, 12);
    expect(minimum.theta[1]).toBeCloseTo(1, 12);
    expect(minimum.loss).toBeCloseTo((0.01 + 0.09 + 0.09 + 0.01) / 8, 14);
  });

  test('labels that are nearly separable: eight steps far out, and then the log odds', async () => {
    // 5,000 rows at x = 1 and at x = -1, one of each against the rest: theta = log(4999).
    const signs = Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    const labels = signs.map((x, i) => (i < 2 ? Number(x < 0) : Number(x > 0)));
    const minimum = await minimumOf(
      tableOf(
        signs.map((x) => [x]),
        labels,
        'binary',
      ),
      { kind: 'logistic' },
      { dataset: { id: 'test', bias: false } },
    );
    expect(minimum.status).toBe('found');
    expect(minimum.theta[0]).toBeCloseTo(Math.log(4999), 8);
  });

  test('a separable set with a penalty: the gradient there is zero', async () => {
    const minimum = await minimumOf(bundledTable('breast-cancer', 'binary'), { kind: 'logistic', l2: 1e-6 });
    expect(minimum.status).toBe('found');
    const { runs } = await runExperiment(
      {
        model: { kind: 'logistic', l2: 1e-6 },
        start: { kind: 'values', values: minimum.theta },
        optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1e-9 }],
        iterations: 0,
        record: ['gradientNorm'],
      },
      bundledTable('breast-cancer', 'binary'),
    );
    expect(runs[0]!.series['gradientNorm']![0]).toBeLessThan(1e-10);
  });
});

describe('a network', () => {
  const sine = tableOf(
    Array.from({ length: 12 }, (_, i) => [i / 2 - 3]),
    Array.from({ length: 12 }, (_, i) => Math.sin(i / 2 - 3) + (i % 2 === 0 ? 0.2 : -0.2)),
    'regression',
  );
  const network = { kind: 'mlp', hidden: [2], activation: 'tanh', l2: 1e-3 };

  test('a stationary point reached from the start, and said to be that', async () => {
    const minimum = await minimumOf(sine, network);
    expect(minimum.status).toBe('found');
    expect(minimum.reason).toContain('a stationary point reached from the start given');
    const { runs } = await runExperiment(
      {
        model: network,
        start: { kind: 'values', values: minimum.theta },
        optimizers: [{ id: 'gd', kind: 'gd', stepSize: 1e-9 }],
        iterations: 0,
        record: ['gradientNorm'],
      },
      sine,
    );
    expect(runs[0]!.series['gradientNorm']![0]).toBeLessThanOrEqual(1e-10);
    expect(runs[0]!.finalLoss).toBe(minimum.loss);
  });

  test('another start may reach another one; too many parameters are not searched', async () => {
    const a = await minimumOf(sine, network, { start: { kind: 'normal', scale: 2, seed: 3 } });
    expect(a.status).toBe('found');
    await expect(minimumOf(sine, { ...network, hidden: [400] })).rejects.toThrow(
      /not searched for: the network has 1201 parameters/,
    );
  });
});

describe('not unique', () => {
  test('a column twice: its weight is shared evenly, which is the least norm', async () => {
    const twice = tableOf(
      [-1, 0, 1, 2].map((x) => [x, x]),
      [-1, 1, 3, 5],
      'regression',
    );
    const minimum = await minimumOf(twice, { kind: 'linear' });
    expect(minimum.status).toBe('not-unique');
    expect(minimum.reason).toContain('2 of 3 directions');
    [1, 1, 1].forEach((value, i) => expect(minimum.theta[i]).toBeCloseTo(value, 12));
  });

  test('fewer rows than parameters: the pseudo-inverse solution', async () => {
    // One row (3, 4) with target 50 and no bias: theta = 50 (3, 4)/25.
    const minimum = await minimumOf(
      tableOf([[3, 4]], [50], 'regression'),
      { kind: 'linear' },
      { dataset: { id: 'test', bias: false } },
    );
    expect(minimum.status).toBe('not-unique');
    expect(minimum.theta[0]).toBeCloseTo(6, 12);
    expect(minimum.theta[1]).toBeCloseTo(8, 12);
  });

  test.skipIf(energy === null)('Energy (../shared/data/energy.txt): rank 8 of 9', async () => {
    const minimum = await minimumOf(energy!, { kind: 'linear' });
    expect(minimum.status).toBe('not-unique');
    expect(minimum.reason).toContain('8 of 9 directions');
    expect(minimum.loss).toBeCloseTo(4.26026, 5);
  });
});

describe('none', () => {
  test('WDBC is linearly separable: whatever needs the minimum is refused with the reason', async () => {
    await expect(minimumOf(bundledTable('breast-cancer', 'binary'), { kind: 'logistic' })).rejects.toThrow(
      /record: distanceToMinimum needs the minimum, and there is none: the minimum is at infinity.*l2 = 0\.001/,
    );
  });

  test.skipIf(a1a === null)('a1a (../shared/data/a1a.libsvm): columns with one label only', async () => {
    await expect(minimumOf(a1a!, { kind: 'logistic' })).rejects.toThrow(/minimum is at infinity/);
  });
});
