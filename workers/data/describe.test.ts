import { describe, expect, it } from 'vitest';
import { normals, tableOf } from '../testing/tables.ts';
import { describeTable } from './describe.ts';
import { columnRank } from './rank.ts';
import { isSeparable } from './separation.ts';
import { denseColumns, guessTask, type Table } from './table.ts';

const now = () => Promise.resolve();

const rankOf = (columns: readonly (readonly number[])[]) =>
  columnRank(
    denseColumns(
      columns[0]!.length,
      columns.map((column) => Float64Array.from(column)),
    ),
    now,
  );

describe('columnRank', () => {
  it('finds the columns that depend on ones and earlier columns', async () => {
    const a = normals(500, 1);
    const b = normals(500, 2);
    const c = a.map((value, i) => 3 - 2 * value + 1e4 * b[i]!);
    const seven = a.map(() => 7);
    expect(await rankOf([a, b])).toEqual({ rank: 3, dependent: [] });
    expect(await rankOf([a, b, c])).toEqual({ rank: 3, dependent: [2] });
    expect(await rankOf([seven, a, c, b])).toEqual({ rank: 3, dependent: [0, 3] });
    expect(await rankOf([seven])).toEqual({ rank: 1, dependent: [0] });
  });

  it('does not mind scales, many blocks or more columns than rows', async () => {
    const wide = Array.from({ length: 60 }, (_, j) => normals(40, j).map((value) => value * 10 ** (j % 9)));
    expect((await rankOf(wide)).rank).toBe(40);
    // 20 columns from 7 directions over 60,000 rows: two blocks.
    const directions = Array.from({ length: 7 }, (_, k) => normals(60_000, 100 + k));
    const mixed = Array.from({ length: 20 }, (_, j) => {
      const weights = normals(7, 200 + j);
      return directions[0]!.map((_, i) => directions.reduce((sum, d, k) => sum + weights[k]! * d[i]!, 5));
    });
    const { rank, dependent } = await rankOf(mixed);
    expect(rank).toBe(8);
    expect(dependent).toEqual(Array.from({ length: 13 }, (_, i) => i + 7));
  });

  it('does not call nearly collinear columns dependent', async () => {
    const a = normals(300, 3);
    const noise = normals(300, 4);
    expect((await rankOf([a, a.map((value, i) => value + 1e-8 * noise[i]!)])).dependent).toEqual([]);
  });
});

describe('isSeparable', () => {
  it('finds planes through data that have one, also off the origin, and none where there is none', async () => {
    const x = normals(400, 5);
    const z = normals(400, 6);
    const plane: number[] = x.map((value, i) => (3 * value - z[i]! > 0.7 ? 1 : 0));
    const features = denseColumns(400, [Float64Array.from(x), Float64Array.from(z)]);
    expect(await isSeparable(features, Float64Array.from(plane), now)).toBe(true);
    plane[7] = 1 - plane[7]!;
    expect(await isSeparable(features, Float64Array.from(plane), now)).toBe(false);
    const exclusiveOr = x.map((value, i) => (value * z[i]! > 0 ? 1 : 0));
    expect(await isSeparable(features, Float64Array.from(exclusiveOr), now)).toBe(false);
  });
});

describe('describeTable', () => {
  it('states the columns: a small table by hand', async () => {
    const table = tableOf([[2, 4, 4, 4, 5, 5, 7, 9]], [0, 1, 1, 0, 0, 0, 1, 1], { task: 'binary' });
    const { columns, classCounts, rank } = await describeTable(table, {
      notes: { c1: 'a textbook example' },
    });
    expect(columns[0]).toEqual({
      name: 'c1',
      type: 'number',
      role: 'feature',
      minimum: 2,
      maximum: 9,
      mean: 5,
      standardDeviation: 2,
      distinct: 5,
      missing: 0,
      // bins of 0.7 from 2: 2 | - | 4 4 4 | - | 5 5 | - | - | 7 | - | 9
      histogram: [1, 0, 3, 0, 2, 0, 0, 1, 0, 1],
      note: 'a textbook example',
    });
    expect(columns[1]).toMatchObject({
      name: 'y',
      role: 'target',
      type: 'category',
      distinct: 2,
      histogram: [4, 4],
    });
    expect(classCounts).toEqual([
      { label: '0', count: 4 },
      { label: '1', count: 4 },
    ]);
    expect(rank).toBe(2);
  });

  const kindsOf = async (table: Table) =>
    Object.fromEntries((await describeTable(table)).warnings.map(({ kind, message }) => [kind, message]));

  it('warns of what troubles an optimizer, naming the columns, and of nothing else', async () => {
    const a = normals(200, 7);
    const b = normals(200, 8);
    const y = normals(200, 9);
    expect(await kindsOf(tableOf([a, b], y))).toEqual({});
    const troubled = await kindsOf(
      tableOf(
        [a, b, a.map(() => 3), b, a.map((value, i) => value + b[i]!), b.map((value) => 1e5 * value * value)],
        y,
      ),
    );
    expect(Object.keys(troubled).sort()).toEqual(['collinear', 'constant', 'duplicate', 'scale']);
    expect(troubled['constant']).toContain('Constant: c3.');
    expect(troubled['duplicate']).toContain('c4 = c2');
    expect(troubled['collinear']).toContain('before them: c5.');
    expect(troubled['scale']).toContain('c6');
    expect(await kindsOf(tableOf([a.slice(0, 10)], y.slice(0, 10)))).toHaveProperty('tiny');
    expect((await kindsOf(tableOf([a.slice(0, 3), b.slice(0, 3)], [1, 2, 4])))['tiny']).toContain(
      'can fit every row',
    );
  });

  it('warns of classes that are unbalanced or separable, by a plane or by one column', async () => {
    const a = normals(200, 10);
    const rare = a.map((_, i) => (i % 20 === 0 ? 1 : 0));
    expect((await kindsOf(tableOf([a], rare, { task: 'binary' })))['unbalanced']).toContain(
      'Class 1 has 10 of 200 rows (5.0%)',
    );
    const plane = a.map((value) => (value > 0.1 ? 4 : 2));
    expect((await kindsOf(tableOf([a, normals(200, 11)], plane, { task: 'binary' })))['separable']).toContain(
      'A plane separates',
    );
    const even = a.map((_, i) => i % 2);
    const oneSided = a.map((_, i) => (i % 10 === 0 ? 1 : 0));
    expect((await kindsOf(tableOf([a, oneSided], even, { task: 'binary' })))['separable']).toContain(
      'c2 varies within one class only',
    );
    expect(await kindsOf(tableOf([a], even, { task: 'binary' }))).toEqual({});
  });
});

describe('guessTask', () => {
  it.each([
    ['two values', [3, 7, 3], 'binary'],
    ['whole numbers without a gap, repeated', [1, 2, 3, 1, 2, 3], 'multiclass'],
    ['whole numbers with a gap', [1, 2, 4, 1, 2, 4], 'regression'],
    ['each value once', [1, 2, 3, 4], 'regression'],
    ['fractions', [0.5, 1.5, 2.5, 0.5, 1.5, 2.5], 'regression'],
    ['more than twenty values', Array.from({ length: 63 }, (_, i) => i % 21), 'regression'],
  ] as const)('%s', (_name, target, task) => {
    expect(guessTask(Float64Array.from(target), null)).toBe(task);
  });

  it('texts are classes', () => {
    expect(guessTask(Float64Array.of(0, 1), ['a', 'b'])).toBe('binary');
    expect(guessTask(Float64Array.of(0, 1, 2), ['a', 'b', 'c'])).toBe('multiclass');
  });
});
