import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random.ts';
import { describeTable } from './describe.ts';
import { columnsOf } from './sparse-columns.ts';
import { denseColumns, type Table } from './table.ts';

/** Rows of (column, value) pairs as a table. */
function sparseTable(rows: readonly (readonly (readonly [number, number])[])[], columns: number): Table {
  const rowStart = Uint32Array.from([0, ...rows.map((row) => row.length)]);
  for (let i = 0; i < rows.length; i++) rowStart[i + 1]! += rowStart[i]!;
  return {
    features: {
      kind: 'sparse',
      rows: rows.length,
      columns,
      rowStart,
      columnIndex: Uint32Array.from(rows.flat().map(([j]) => j)),
      values: Float64Array.from(rows.flat().map(([, value]) => value)),
    },
    target: Float64Array.from(rows, (_, i) => i),
    labels: null,
    columns: Array.from({ length: columns }, (_, j) => `c${j + 1}`),
    targetName: 'y',
    task: 'regression',
  };
}

describe('a sparse set', () => {
  it('is described as the same numbers in dense columns are', async () => {
    const random = new RandomStream(1, 'sparse');
    const rows = Array.from({ length: 60 }, () =>
      Array.from({ length: 12 }, (_, j) => [j, j === 3 ? 0 : random.below(5) - 1] as const).filter(
        ([j, value]) => j !== 11 && (j === 5 || value !== 0 || j === 3),
      ),
    );
    const sparse = sparseTable(
      rows.map((row) => [...row, ...row.filter(([j]) => j === 2).map(([, value]) => [12, value] as const)]),
      13,
    );
    const view = columnsOf(sparse.features);
    const copies = Array.from({ length: 13 }, (_, j) => view.column(j).slice());
    const dense = { ...sparse, features: denseColumns(60, copies) };
    const [a, b] = [await describeTable(sparse), await describeTable(dense)];
    expect(a.rank).toBe(b.rank);
    expect(a.warnings).toEqual(b.warnings);
    expect(a.warnings.map(({ kind }) => kind)).toContain('duplicate');
    a.columns.forEach((column, j) => {
      const { mean, standardDeviation, ...exact } = column;
      const { mean: otherMean, standardDeviation: otherDeviation, ...expected } = b.columns[j]!;
      expect(exact).toEqual(expected);
      expect(mean).toBeCloseTo(otherMean!, 12);
      expect(standardDeviation).toBeCloseTo(otherDeviation!, 12);
    });
  });

  it('of 50,000 columns with one entry each is described soon, in little memory', async () => {
    // All columns have the same minimum, maximum, mean and deviation; columns 2k and 2k + 1 are equal.
    const columns = 50_000;
    const rows = Array.from(
      { length: columns / 2 },
      (_, i) =>
        [
          [2 * i, 1],
          [2 * i + 1, 1],
        ] as const,
    );
    const table = sparseTable(rows, columns);
    const before = process.resourceUsage().maxRSS;
    const { columns: described, warnings, rank } = await describeTable(table);
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(300 * 1024);
    expect(described[0]).toMatchObject({ minimum: 0, maximum: 1, distinct: 2, mean: 2 / columns });
    expect(rank).toBeNull();
    expect(warnings.find(({ kind }) => kind === 'duplicate')?.message).toContain('c2 = c1, c4 = c3');
  }, 20_000);
});
