import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { datasetMethods } from '#contract/api/datasets.ts';
import type { ImportOptionsInput } from '#contract/dataset-import.ts';
import { TestBench } from './testing.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(() => bench.close());

/** Missing: two ages (one of them in the row without y), a city, a name and the target of the last row. */
const people = `name,age,city,y
Ann,30,Rome,1.5
Bob,,Paris,2.5
Cem,50,,3
Dee,11,Rome,4.5
Eve,10,Rome,7
,,Oslo,
`;
const without = (...names: string[]): Pick<ImportOptionsInput, 'columns'> => ({
  columns: names.map((name) => ({ name, use: false })),
});
const median = { missing: 'median', ...without('name') } as const;
const filled = [
  { column: 'age', features: ['age'], cells: 1, rule: 'median', value: 20.5 },
  { column: 'city', features: ['city=Rome'], cells: 1, rule: 'most common level', value: 'Rome' },
];

it('the preview says which columns are filled in with what, and a category with its level', async () => {
  const upload = await bench.upload('people.csv', people);
  const preview = await bench.preview(upload, median);
  expect(datasetMethods['datasets.preview'].result.parse(preview)).toEqual(preview);
  expect(preview.filled).toEqual(filled);
  expect(preview.summary).toContain(
    '; 1 row with missing values dropped; missing values filled in: 1 of age with its median (20.5), 1 of city with its most common level (Rome); left out: name.',
  );
  const mean = await bench.preview(upload, { ...median, missing: 'mean' });
  expect(mean.filled).toEqual([{ ...filled[0], rule: 'mean', value: 25.25 }, filled[1]]);
  const dropped = await bench.preview(upload, { ...median, missing: 'drop' });
  expect([dropped.filled, dropped.n]).toEqual([[], 3]);
  expect(dropped.summary).not.toContain('filled');
});

it.each([
  ['mean', '1.7e308\n1.7e308\n\n1', 1.7e308 / 1.5],
  ['median', '1.7e308\n1.5e308\n\n1.6e308\n1.7e308', 1.65e308],
  ['median', '-1.7e308\n-1.5e308\n\n', -1.6e308],
] as const)('a %s of numbers whose sum is too large is filled in: %j', async (missing, cells, value) => {
  const rows = cells.split('\n').map((cell, i) => `${cell},${i}.5`);
  const upload = await bench.upload('large.csv', `a,y\n${rows.join('\n')}\n`);
  const preview = await bench.preview(upload, { missing });
  expect(datasetMethods['datasets.preview'].result.parse(preview)).toEqual(preview);
  const close = expect.closeTo(value / 1e308, 12) as number;
  expect(preview.filled.map((column) => Number(column.value) / 1e308)[0]).toEqual(close);
  const { id } = await bench.import(upload, { missing });
  await bench.service.close();
  await bench.restart();
  const { missing: kept } = await bench.service.library.show(id);
  expect(kept?.outcome?.filled).toEqual(preview.filled);
});

it('a category of which nothing comes is not said to be filled in', async () => {
  const upload = await bench.upload('one.csv', 'a,city,y\n1,Rome,1\n2,,2.5\n3,Rome,4\n');
  expect((await bench.preview(upload, { missing: 'median' })).filled).toEqual([]);
});

it('a column that is left out is not counted, and the counts say of which columns they are', async () => {
  const upload = await bench.upload('people.csv', people);
  const missing = async (options: ImportOptionsInput) => {
    const { columns, missingFaults, summary } = await bench.preview(upload, options);
    return { counts: columns.map((column) => column.missing), missingFaults, summary };
  };
  expect(await missing({})).toMatchObject({ counts: [1, 2, 1, 1], missingFaults: 5 });
  const less = await missing(without('age'));
  expect(less).toMatchObject({ counts: [1, null, 1, 1], missingFaults: 3 });
  expect(less.summary).toContain('3 values are missing in the columns that are imported');
});

it('of a long file the sentence says that the counts are of its beginning', async () => {
  const row = `${'1,2,3,4,5,6,7,8,9,'.repeat(10)}0\n`;
  const long = await bench.upload('longer.csv', `${row},${row.slice(2)}${row.repeat(50_000)}`, 4_000_000);
  const { whole, summary } = await bench.preview(long, { missing: 'median' });
  expect(whole).toBe(false);
  expect(summary).toContain(
    'missing values filled in (counted in the rows looked at): 1 of c1 with its median (1).',
  );
});

it('the set keeps what was filled in and dropped, over a restart and under another task', async () => {
  const { id } = await bench.import(await bench.upload('people.csv', people), median);
  await bench.service.close();
  await bench.restart();
  const { handlers, library } = bench.service;
  const detail = await library.show(id);
  expect(datasetMethods['datasets.show'].result.parse(detail)).toEqual(detail);
  expect(detail.missing).toEqual({ policy: 'median', outcome: { rowsDropped: 1, filled } });
  const signal = new AbortController().signal;
  const dataset = { ...{ id, task: 'regression' as const }, ...preprocessing };
  expect((await handlers['datasets.describe']({ dataset }, { signal })).missing).toEqual(detail.missing);
  expect((await library.show('iris')).missing).toBeNull();
});
const preprocessing = { standardize: false, standardizeTarget: false, testFraction: 0, rows: null, seed: 0 };

it('a set that was imported before this was recorded opens, and says that it is not known', async () => {
  const { id } = await bench.import(await bench.upload('people.csv', people), median);
  const path = join(bench.folder, 'datasets', id, 'dataset.json');
  const { missing: recorded, ...older } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  expect(recorded).toEqual({ rowsDropped: 1, filled });
  writeFileSync(path, JSON.stringify(older));
  expect((await bench.service.library.show(id)).missing).toEqual({ policy: 'median', outcome: null });
});
