import { describe, expect, it } from 'vitest';
import { LabError } from '#contract/errors.ts';
import { prepare, type PrepareOptions } from './prepare.ts';
import type { Design } from './problem.ts';
import { denseColumns, type Table } from './table.ts';

const plain: PrepareOptions = {
  bias: false,
  rows: null,
  testFraction: 0,
  standardize: false,
  standardizeTarget: false,
  seed: 0,
};

function tableOf(
  rows: readonly (readonly number[])[],
  target: readonly number[],
  more: Partial<Table> = {},
): Table {
  const columns = rows[0]!.length;
  return {
    features: denseColumns(
      rows.length,
      Array.from({ length: columns }, (_, j) => Float64Array.from(rows, (row) => row[j]!)),
    ),
    target: Float64Array.from(target),
    labels: null,
    columns: Array.from({ length: columns }, (_, j) => `c${j + 1}`),
    targetName: 'y',
    task: 'regression',
    ...more,
  };
}

function sparseTwin(table: Table): Table {
  const { features } = table;
  if (features.kind !== 'columns') throw new Error('already sparse');
  const rowStart = [0];
  const columnIndex: number[] = [];
  const entries: number[] = [];
  for (let i = 0; i < features.rows; i++) {
    for (let j = 0; j < features.columns; j++) {
      const value = features.column(j)[i]!;
      if (value === 0) continue;
      columnIndex.push(j);
      entries.push(value);
    }
    rowStart.push(entries.length);
  }
  return {
    ...table,
    features: {
      kind: 'sparse',
      rows: features.rows,
      columns: features.columns,
      rowStart: Uint32Array.from(rowStart),
      columnIndex: Uint32Array.from(columnIndex),
      values: Float64Array.from(entries),
    },
  };
}

function toRows(design: Design): number[][] {
  return Array.from({ length: design.rows }, (_, i) => {
    const row = new Array<number>(design.columns).fill(0);
    if (design.kind === 'dense') return row.map((_, j) => design.values[i * design.columns + j]!);
    for (let k = design.rowStart[i]!; k < design.rowStart[i + 1]!; k++) {
      row[design.columnIndex[k]!] = design.values[k]!;
    }
    return row;
  });
}

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof LabError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was thrown');
};

/** Column 1 has mean 5 and population standard deviation 2 (a textbook example), column 2 is constant. */
const textbook = tableOf(
  [2, 4, 4, 4, 5, 5, 7, 9].map((value) => [value, 0.1]),
  [1, 2, 3, 4, 5, 6, 7, 8],
);

describe('prepare', () => {
  it('passes a plain table through, in shared memory, with the facts', () => {
    const { problem, facts, columns } = prepare(textbook, plain);
    expect(toRows(problem.train.design)).toEqual([2, 4, 4, 4, 5, 5, 7, 9].map((value) => [value, 0.1]));
    expect([...problem.train.target]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(problem.test).toBeNull();
    expect(facts).toEqual({ task: 'regression', columns: 2, rows: 8, classes: 0, target: 'y' });
    expect(columns).toEqual(['c1', 'c2']);
    expect(problem.train.design.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(problem.train.target.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('appends the bias column last, after standardizing with the population deviation', () => {
    const { problem, facts, columns } = prepare(textbook, { ...plain, bias: true, standardize: true });
    expect(toRows(problem.train.design)).toEqual(
      [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2].map((value) => [value, 0, 1]),
    );
    expect(facts.columns).toBe(3);
    expect(columns).toEqual(['c1', 'c2', 'bias']);
  });

  it('standardizes the target by the training rows', () => {
    const table = tableOf(
      [2, 4, 4, 4, 5, 5, 7, 9].map(() => [1]),
      [2, 4, 4, 4, 5, 5, 7, 9],
    );
    const { problem } = prepare(table, { ...plain, standardizeTarget: true });
    expect([...problem.train.target]).toEqual([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]);
  });

  it('scales the test rows by the training rows alone', () => {
    const table = tableOf(
      Array.from({ length: 40 }, (_, i) => [i * i]),
      Array.from({ length: 40 }, (_, i) => i),
    );
    const raw = prepare(table, { ...plain, testFraction: 0.25 });
    const scaled = prepare(table, {
      ...plain,
      testFraction: 0.25,
      standardize: true,
      standardizeTarget: true,
    });
    const train = [...raw.problem.train.design.values];
    const mean = train.reduce((a, b) => a + b) / train.length;
    const deviation = Math.sqrt(train.reduce((a, b) => a + (b - mean) ** 2, 0) / train.length);
    raw.problem.test!.design.values.forEach((value, i) => {
      expect(scaled.problem.test!.design.values[i]).toBeCloseTo((value - mean) / deviation, 12);
    });
    const targets = [...scaled.problem.train.target];
    expect(targets.reduce((a, b) => a + b)).toBeCloseTo(0, 10);
    expect(targets.reduce((a, b) => a + b * b, 0) / targets.length).toBeCloseTo(1, 12);
  });

  it('splits into disjoint parts that make the whole, by the seed and nothing else', () => {
    const table = tableOf(
      Array.from({ length: 103 }, (_, i) => [i]),
      Array.from({ length: 103 }, (_, i) => i),
    );
    const split = (seed: number) => {
      const { problem } = prepare(table, { ...plain, seed, testFraction: 0.3 });
      return { train: [...problem.train.target], test: [...problem.test!.target] };
    };
    const { train, test } = split(5);
    expect(test).toHaveLength(31);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual([...table.target]);
    expect(train).toEqual([...train].sort((a, b) => a - b));
    expect(split(5)).toEqual({ train, test });
    expect(split(6)).not.toEqual({ train, test });
    // Every row is as likely as another to be tested: of 400 splits each row is in 120 +- 5 standard deviations (9.2).
    const counts = new Float64Array(103);
    for (let seed = 0; seed < 400; seed++) for (const row of split(seed).test) counts[row]!++;
    const share = (400 * 31) / 103;
    expect(Math.max(...counts.map((count) => Math.abs(count - share)))).toBeLessThan(46);
  });

  it('draws a random subset, in file order', () => {
    const table = tableOf(
      Array.from({ length: 50 }, (_, i) => [i]),
      Array.from({ length: 50 }, (_, i) => i),
    );
    const { problem, facts } = prepare(table, { ...plain, rows: 20, testFraction: 0.5 });
    expect(facts.rows).toBe(10);
    const kept = [...problem.train.target, ...problem.test!.target];
    expect(new Set(kept).size).toBe(20);
    expect(Math.max(...kept)).toBeGreaterThan(20);
    expect(messageOf(() => prepare(table, { ...plain, rows: 51 }))).toBe(
      'invalid-input: dataset.rows: 51 is more than the 50 rows there are',
    );
  });

  it('does the same to a sparse design as to its dense twin, and keeps it sparse unless standardized', () => {
    const dense = tableOf(
      [
        [0, 1, 0],
        [0, 0, 0],
        [2, 0, -3],
        [0, 4, 5],
        [1, 0, 0],
        [0, 0, 6],
      ],
      [1, 2, 3, 4, 5, 6],
    );
    const sparse = sparseTwin(dense);
    for (const bias of [false, true]) {
      for (const standardize of [false, true]) {
        const options = { ...plain, bias, standardize, testFraction: 0.3, rows: 5 };
        const a = prepare(dense, options).problem;
        const b = prepare(sparse, options).problem;
        expect(b.train.design.kind).toBe(standardize ? 'dense' : 'sparse');
        expect(toRows(b.train.design)).toEqual(toRows(a.train.design));
        expect(toRows(b.test!.design)).toEqual(toRows(a.test!.design));
      }
    }
  });

  it('turns labels into 0..C-1 in sorted order', () => {
    const binary = tableOf([[1], [2], [3]], [1, -1, 1], { task: 'binary' });
    expect([...prepare(binary, plain).problem.train.target]).toEqual([1, 0, 1]);
    expect(prepare(binary, plain).problem.classes).toBe(2);
    const classes = tableOf([[1], [2], [3], [4]], [10, 2, 33, 2], { task: 'multiclass' });
    expect([...prepare(classes, plain).problem.train.target]).toEqual([1, 0, 2, 0]);
    expect(prepare(classes, plain).facts.classes).toBe(3);
  });

  it('keeps the classes of the whole table when a subset lacks one', () => {
    const table = tableOf(
      Array.from({ length: 30 }, (_, i) => [i]),
      Array.from({ length: 30 }, (_, i) => (i === 7 ? 5 : 9)),
      { task: 'binary' },
    );
    const { problem } = prepare(table, { ...plain, rows: 2, seed: 1 });
    expect(problem.classes).toBe(2);
    expect([...problem.train.target]).toEqual([1, 1]);
  });

  it('refuses targets that the task does not allow, and lets the file override the task', () => {
    const three = tableOf([[1], [2], [3]], [0, 1, 2.5]);
    expect(messageOf(() => prepare(three, { ...plain, task: 'binary' }))).toBe(
      'invalid-data: target y: it has 3 different values (0, 1, 2.5), so its task cannot be binary',
    );
    expect(messageOf(() => prepare(three, { ...plain, task: 'count' }))).toBe(
      'invalid-data: target y: row 3 is 2.5, not a whole number >= 0, so its task cannot be count',
    );
    expect(prepare(three, { ...plain, task: 'multiclass' }).problem.classes).toBe(3);
    const texts = tableOf([[1], [2]], [0, 1], { labels: ['no', 'yes'], task: 'binary' });
    expect(messageOf(() => prepare(texts, { ...plain, task: 'regression' }))).toContain(
      'its values are texts (no, yes)',
    );
    const codes = tableOf([[1], [2]], [0, 1], { labels: ['0x2F', '0x1F'], task: 'binary' });
    expect(messageOf(() => prepare(codes, { ...plain, task: 'count' }))).toContain(
      'its values are texts (0x2F',
    );
    expect(messageOf(() => prepare(texts, { ...plain, standardizeTarget: true }))).toContain(
      'dataset.standardizeTarget: needs a regression target; y is binary',
    );
  });

  it('names row and column of a value that is not finite', () => {
    const broken = tableOf(
      [
        [1, 2],
        [3, Infinity],
      ],
      [1, 2],
    );
    expect(messageOf(() => prepare(broken, plain))).toBe(
      'invalid-data: row 2, column c2: Infinity is not a finite number',
    );
    const sparse = sparseTwin(
      tableOf(
        [
          [0, 0],
          [0, NaN],
          [1, 1],
        ],
        [1, 2, 3],
      ),
    );
    expect(messageOf(() => prepare(sparse, plain))).toBe(
      'invalid-data: row 2, column c2: NaN is not a finite number',
    );
    const target = tableOf([[1], [2]], [1, NaN]);
    expect(messageOf(() => prepare(target, plain))).toBe(
      'invalid-data: row 2, column y: NaN is not a finite number',
    );
  });
});

describe('size', () => {
  /** A sparse set of a million rows and 100,000 columns with one entry: 745 GiB when dense. */
  const huge: Table = {
    features: {
      kind: 'sparse',
      rows: 1_000_000,
      columns: 100_000,
      rowStart: Uint32Array.from({ length: 1_000_001 }, (_, i) => (i === 0 ? 0 : 1)),
      columnIndex: Uint32Array.of(7),
      values: Float64Array.of(3),
    },
    target: new Float64Array(1_000_000),
    labels: null,
    columns: Array.from({ length: 100_000 }, (_, j) => `c${j + 1}`),
    targetName: 'y',
    task: 'regression',
  };

  it('a sparse set that standardize would fill is refused before memory is taken, and stays sparse without', () => {
    const before = process.memoryUsage().arrayBuffers;
    const refused = () => prepare(huge, { ...plain, standardize: true, bias: true, memory: 2 ** 34 });
    expect(refused).toThrow(
      'dataset.standardize: centring fills the zeros of this sparse set: 1,000,000 rows x 100,001 columns of numbers are 745 GiB, and this machine has 16.0 GiB; leave standardize off, or take fewer rows (dataset.rows)',
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
    expect(prepare(huge, { ...plain, memory: 2 ** 34 }).problem.train.design.kind).toBe('sparse');
    const few = prepare(huge, { ...plain, standardize: true, rows: 2, memory: 2 ** 34 });
    expect(few.problem.train.design).toMatchObject({ kind: 'dense', rows: 2 });
  });

  it('a dense set beyond the memory says so; the last byte still fits', () => {
    const table = tableOf(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [1, 2, 3],
    );
    expect(() => prepare(table, { ...plain, memory: 47 })).toThrow('take fewer rows (dataset.rows)');
    expect(() => prepare(table, { ...plain, memory: 48 })).not.toThrow();
    expect(() => prepare(table, { ...plain, rows: 2, memory: 47 })).not.toThrow();
  });
});
