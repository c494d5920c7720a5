import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random.ts';
import { normals, tableOf } from '../testing/tables.ts';
import { correlate } from './correlations.ts';
import type { Table } from './table.ts';

/** The textbook's formula in raw sums, as a calculator has it: (N Sxy - Sx Sy) / sqrt(...). */
function textbook(x: readonly number[], y: readonly number[]): number {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const products = (a: readonly number[], b: readonly number[]) => sum(a.map((value, i) => value * b[i]!));
  const n = x.length;
  const [sx, sy] = [sum(x), sum(y)];
  return (
    (n * products(x, y) - sx * sy) /
    Math.sqrt((n * products(x, x) - sx * sx) * (n * products(y, y) - sy * sy))
  );
}

describe('correlate', () => {
  it('gives the cosine of the angle between waves that are turned against each other', async () => {
    // cos(2 pi k i/N) and sin(2 pi k i/N) are centred, orthogonal and of one length: the correlation of two turned
    // waves is the cosine of their angle, and 0 between different frequencies. Shifts and scales change nothing.
    const n = 48;
    const wave = (k: number, phase: number, scale = 1, shift = 0) =>
      Array.from({ length: n }, (_, i) => shift + scale * Math.cos((2 * Math.PI * k * i) / n + phase));
    const { matrix, columns } = await correlate(
      tableOf(
        [wave(1, 0), wave(1, 0.4, 3e-150, 1e-149), wave(1, 2.5, 1e200, -5e200), wave(5, 0.3)],
        wave(1, -1, -7, 1e6),
      ),
    );
    expect(columns.map(({ name, role }) => `${role} ${name}`)).toEqual([
      'feature c1',
      'feature c2',
      'feature c3',
      'feature c4',
      'target y',
    ]);
    const phases = [0, 0.4, 2.5, null, -1 + Math.PI];
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        const [a, b] = [phases[i]!, phases[j]!];
        const expected = i === j ? 1 : a === null || b === null ? 0 : Math.cos(a - b);
        expect(matrix[i]![j], `${i}, ${j}`).toBeCloseTo(expected, 9);
        expect(matrix[i]![j]).toBe(matrix[j]![i]);
      }
      expect(matrix[i]![i]).toBe(1);
    }
  });

  it('agrees with the formula in raw sums, in one block or in many', async () => {
    const base = normals(200, 1);
    const columns = Array.from({ length: 9 }, (_, j) =>
      normals(200, j + 2).map((value, i) => value + (j / 4) * base[i]! + j),
    );
    const table = tableOf(columns, base);
    const all = [...columns, base];
    const whole = await correlate(table);
    // Three, and one, of the ten columns are held at a time.
    for (const held of [600, 1]) expect(await correlate(table, { held })).toEqual(whole);
    all.forEach((x, i) => {
      all.forEach((y, j) => expect(whole.matrix[i]![j]).toBeCloseTo(textbook(x, y), 10));
    });
  });

  it('says nothing of a column that does not vary, however its mean is rounded', async () => {
    const { matrix } = await correlate(
      tableOf(
        [
          [0.1, 0.1, 0.1, 0.1],
          [1, 2, 3, 5],
        ],
        [2, 4, 6, 10],
      ),
    );
    expect(matrix).toEqual([
      [null, null, null],
      [null, 1, expect.closeTo(1, 14)],
      [null, expect.closeTo(1, 14), 1],
    ]);
    expect(matrix.flat().every((value) => value === null || Math.abs(value) <= 1)).toBe(true);
  });

  it('gives each class of a target a column, two classes one', async () => {
    const x = [1, 2, 3, 4, 5, 7];
    const three = await correlate(
      tableOf([x], [0, 2, 1, 2, 0, 1], { task: 'multiclass', labels: ['ant', 'bee', 'cat'] }),
    );
    expect(three.columns.slice(1).map(({ name }) => name)).toEqual(['y = ant', 'y = bee', 'y = cat']);
    expect(three.classes).toBe(3);
    expect(three.matrix[0]![3]).toBeCloseTo(textbook(x, [0, 1, 0, 1, 0, 0]), 12);
    const two = await correlate(tableOf([x], [1, 1, 2, 1, 2, 2], { task: 'binary' }));
    expect(two.columns.slice(1).map(({ name }) => name)).toEqual(['y = 2']);
    expect(two.matrix[0]![1]).toBeCloseTo(textbook(x, [1, 1, 2, 1, 2, 2]), 12);
    const many = await correlate(
      tableOf(
        [normals(60, 1)],
        normals(60, 2).map((_, i) => i % 15),
        { task: 'multiclass' },
      ),
    );
    expect(many.columns).toHaveLength(11);
    expect(many.classes).toBe(15);
  });

  it('of a wide set takes the features that go most with the target, dense or sparse', async () => {
    const rows = 80;
    const random = new RandomStream(3, 'sparse');
    const values = Array.from({ length: 12 }, () =>
      Array.from({ length: rows }, () => (random.uniform() < 0.3 ? random.below(5) + 1 : 0)),
    );
    values[4] = values[4]!.map(() => 2);
    const target = values[2]!.map((value, i) => value - 2 * values[9]![i]! + 0.5 * values[11]![i]!);
    const entries = Array.from({ length: rows }, (_, i) =>
      values.flatMap((column, j) => (column[i] === 0 ? [] : [[j, column[i]!] as const])),
    );
    const dense = tableOf(values, target);
    const sparse: Table = {
      ...dense,
      features: {
        kind: 'sparse',
        rows,
        columns: 12,
        rowStart: Uint32Array.from([0, ...entries.map((row) => row.length)]).map(
          (_, i) => entries.slice(0, i).flat().length,
        ),
        columnIndex: Uint32Array.from(entries.flat().map(([j]) => j)),
        values: Float64Array.from(entries.flat().map(([, value]) => value)),
      },
    };
    const ranked = values
      .map((column, j) => ({ j, r: j === 4 ? -1 : Math.abs(textbook(column, target)) }))
      .sort((a, b) => b.r - a.r);
    for (const features of [3, 6]) {
      const expected = ranked
        .slice(0, features)
        .map(({ j }) => j)
        .sort((a, b) => a - b);
      for (const table of [dense, sparse]) {
        const answer = await correlate(table, { features });
        expect(answer.columns.slice(0, -1).map(({ name }) => name)).toEqual(expected.map((j) => `c${j + 1}`));
        expect(answer.features).toBe(12);
        expect(answer.matrix[0]![features]).toBeCloseTo(textbook(values[expected[0]!]!, target), 12);
      }
    }
  });
});
