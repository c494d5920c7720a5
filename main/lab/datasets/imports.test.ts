import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetMethods } from '#contract/api/datasets.ts';
import { context, datasetsDirectory, denseRows, failure, TestBench } from './testing.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(() => bench.close());

const people = `name,age,city,y
Ann,30,Rome,1.5
Bob,,Paris,2.5
Cem,50,Oslo,
Dee,10,Rome,4.5
`;

describe('preview', () => {
  it('tells what was found and why, and what will be imported in one sentence', async () => {
    const upload = await bench.upload('people.csv', people);
    const preview = await bench.preview(upload, { missing: 'drop', columns: [{ name: 'name', use: false }] });
    expect(datasetMethods['datasets.preview'].result.parse(preview)).toEqual(preview);
    expect(preview).toMatchObject({
      name: 'people.csv',
      size: Buffer.byteLength(people),
      gzip: false,
      layout: { format: 'csv', separator: ',', header: true, decimalComma: false, encoding: 'utf-8' },
      recognised: null,
      rowCount: 4,
      whole: true,
      target: 'y',
      task: 'binary',
      taskReason: 'the target has two different values',
      rowsWithMissing: 2,
      n: 2,
      features: 1,
      faultCount: 0,
      faults: [],
    });
    expect(preview.reasons[0]).toBe('100% of its first lines have 4 fields between commas');
    expect(preview.rows[1]).toEqual(['Bob', '', 'Paris', '2.5']);
    expect(
      preview.columns.map(({ name, type, use, detected, levels, becomes, missing }) => [
        name,
        type,
        use,
        detected,
        levels,
        becomes,
        missing,
      ]),
    ).toEqual([
      ['name', 'category', 'none', false, null, [], null],
      ['age', 'number', 'feature', true, null, ['age'], 1],
      ['city', 'category', 'feature', true, ['Oslo', 'Paris', 'Rome'], [], 0],
      ['y', 'number', 'target', true, null, ['y'], 1],
    ]);
    expect(preview.columns[2]!.note).toBe('only one level: nothing comes of it');
    expect(preview.summary).toBe(
      'Will import 2 rows with 1 feature (1 category as 0/1 columns) and the two-class target y (1.5: 1, 4.5: 1); 2 rows with missing values dropped; left out: name.',
    );
  });

  it('puts faults of the file and of the options into the answer', async () => {
    const upload = await bench.upload('people.csv', people);
    const refused = await bench.preview(upload);
    expect(refused.faultCount).toBe(2);
    expect(refused.faults).toEqual([
      'people.csv: line 3, column age: the value is missing',
      'people.csv: line 4, column y: the value is missing',
    ]);
    expect(refused.summary).toMatch(
      /^Nothing can be imported yet: 2 values are missing in the columns that are imported; choose to drop/,
    );
    // The task is told from the values that are there: 1.5, 2.5 and 4.5.
    expect(refused).toMatchObject({ missingFaults: 2, task: 'regression' });
    const answers = await bench.upload('yes.csv', 'a,y\n1,nein\n,ja\n3,\n4,nein\n');
    expect(await bench.preview(answers)).toMatchObject({
      missingFaults: 2,
      task: 'binary',
      taskReason: 'the target has two different values',
    });
    expect((await bench.preview(upload, { target: 'height' })).faults[0]).toContain('no column "height"');
    expect((await bench.preview(upload, { layout: { format: 'parquet' } })).faults[0]).toContain(
      'damaged Parquet',
    );
    const zip = await bench.upload('sheet.xlsx', 'PK\u0003\u0004...');
    expect((await bench.preview(zip)).faults[0]).toContain('save the sheet as CSV');
  });

  it('looks only at the beginning of a long file', async () => {
    const row = `${'1,2,3,4,5,6,7,8,9,'.repeat(10)}0\n`;
    const upload = await bench.upload('long.csv', row.repeat(50_000), 4_000_000);
    const preview = await bench.preview(upload);
    expect(preview.whole).toBe(false);
    expect(preview.rowCount).toBeGreaterThan(10_000);
    expect(preview.rowCount).toBeLessThan(50_000);
    expect(preview.summary).toContain('all rows (the first ');
  });

  it('warns of rank, constant and duplicate columns before they are in', async () => {
    const upload = await bench.upload(
      'w.csv',
      `a,b,c,d\n${Array.from({ length: 40 }, (_, i) => `${i},7,${i},${(i * i) % 11}`).join('\n')}`,
    );
    const preview = await bench.preview(upload);
    expect(preview.rank).toBe(2);
    expect(preview.warnings.map(({ kind }) => kind)).toEqual(['constant', 'duplicate']);
  });
});

describe('import', () => {
  it('stores the set so that it outlives its source, and takes the upload away', async () => {
    const upload = await bench.upload('My Data.csv', 'a,b,kind\n1.5,2,x\n-0,300,y\n2.5,-1e300,x\n');
    const dataset = await bench.import(upload);
    expect(datasetMethods['datasets.import'].result.parse({ dataset })).toEqual({ dataset });
    expect(dataset).toMatchObject({
      id: 'my-data',
      name: 'My Data',
      origin: 'imported',
      n: 3,
      features: 2,
      target: 'kind',
      task: 'binary',
      classes: 2,
      source: 'My Data.csv',
    });
    expect(bench.files()).toEqual([
      'datasets',
      'datasets/my-data',
      'datasets/my-data/columns.bin',
      'datasets/my-data/dataset.json',
      'datasets/my-data/description.json',
      'uploads',
    ]);
    expect(bench.changes).toBe(1);
    await bench.restart();
    const loaded = await bench.load({ id: 'my-data' });
    expect(denseRows(loaded)).toEqual([
      [1.5, 2],
      [-0, 300],
      [2.5, -1e300],
    ]);
    expect([...loaded.problem.train.target]).toEqual([0, 1, 0]);
    expect(loaded.summary).toMatchObject({
      id: 'my-data',
      name: 'My Data',
      n: 3,
      p: 2,
      task: 'binary',
      target: 'kind',
      sha256: dataset.sha256,
    });
    expect((await failure(bench.preview(upload))).code).toBe('not-found');
  });

  it('keeps what the columns are in the smallest type, exactly', async () => {
    const columns = {
      small: [0, 255, 7],
      whole: [-1, 256, 2147483647],
      big: [2147483648, 1, 2],
      zero: [-0, 1, 2],
      y: [0.1, 0.2, 0.3],
    };
    const names = Object.keys(columns);
    const rows = [0, 1, 2].map((i) => Object.values(columns).map((column) => column[i]!));
    const text = `${names.join(',')}\n${rows.map((row) => row.map((value) => (Object.is(value, -0) ? '-0' : value)).join(',')).join('\n')}`;
    await bench.import(await bench.upload('types.csv', text));
    const record = JSON.parse(readFileSync(join(bench.folder, 'datasets/types/dataset.json'), 'utf8')) as {
      features: unknown;
    };
    expect(record.features).toEqual({ kind: 'columns', types: ['u8', 'i32', 'f64', 'f64'] });
    expect(denseRows(await bench.load({ id: 'types' }))).toEqual(rows.map((row) => row.slice(0, -1)));
  });

  it('keeps a sparse file sparse', async () => {
    await bench.import(await bench.upload('s.libsvm', '+1 2:3 9:-1.5\n-1\n-1 1:1e2 10:4\n'));
    const { design } = (await bench.load({ id: 's' }, true)).problem.train;
    expect(design).toMatchObject({ kind: 'sparse', rows: 3, columns: 11 });
    if (design.kind === 'sparse') expect([...design.values]).toEqual([3, -1.5, 1, 1, 100, 4, 1]);
  });

  it.each(['boston', 'digits', 'iris'])('gives the same problem as the bundled file: %s', async (id) => {
    const content = gzipSync(readFileSync(join(datasetsDirectory, `${id}.csv`)));
    const { id: imported } = await bench.import(await bench.upload(`${id}.csv.gz`, content, 1000));
    expect(imported).toBe(`${id}-2`);
    const reference = { standardize: true, testFraction: 0.2, seed: 3 };
    const [a, b] = [
      await bench.load({ id, ...reference }, true),
      await bench.load({ id: imported, ...reference }, true),
    ];
    expect(b.problem).toEqual(a.problem);
    expect(b.facts).toEqual(a.facts);
  });

  it('finds another id for a second set of the same name', async () => {
    for (const id of ['x', 'x-2', 'x-3']) {
      expect((await bench.import(await bench.upload('x.csv', 'a,b\n1,2\n3,5\n'))).id).toBe(id);
    }
    const entries = await bench.service.library.list();
    expect(entries.filter(({ origin }) => origin === 'imported').map(({ id }) => id)).toEqual([
      'x',
      'x-2',
      'x-3',
    ]);
  });

  it('leaves no trace of a failed or a cancelled import, and lets the user try again', async () => {
    const upload = await bench.upload('people.csv', people);
    expect((await failure(bench.import(upload))).code).toBe('invalid-data');
    expect(
      (await failure(bench.import(upload, { missing: 'drop' }, undefined, AbortSignal.abort()))).code,
    ).toBe('cancelled');
    expect(bench.files().filter((file) => file.startsWith('datasets/'))).toEqual([]);
    expect((await bench.import(upload, { missing: 'drop' })).id).toBe('people');
  });

  it('stops in the middle when it is cancelled', async () => {
    const controller = new AbortController();
    const upload = await bench.upload('long.csv', 'a,b\n'.concat('1.25,2.5\n'.repeat(600_000)), 4_000_000);
    const importing = bench.import(upload, {}, undefined, controller.signal);
    await expect.poll(() => bench.progress.length, { interval: 1, timeout: 20_000 }).toBeGreaterThan(0);
    controller.abort();
    expect((await failure(importing)).code).toBe('cancelled');
    expect(bench.files().filter((file) => file.startsWith('datasets/'))).toEqual([]);
    await bench.service.handlers['datasets.discardUpload']({ upload }, context());
    expect(bench.files().filter((file) => file.startsWith('uploads/'))).toEqual([]);
  });

  it('reports progress that grows to the end', async () => {
    const upload = await bench.upload('long.csv', 'a,b\n'.concat('1.25,2.5\n'.repeat(300_000)), 4_000_000);
    await bench.import(upload);
    const reading = bench.progress.filter(({ stage }) => stage === 'reading').map(({ done }) => done!);
    expect(reading.at(-1)).toBe(1);
    expect([...reading].sort((a, b) => a - b)).toEqual(reading);
    expect(bench.progress.every(({ task }) => task === upload)).toBe(true);
  });

  it('removes what a killed process left, and nothing else', async () => {
    mkdirSync(join(bench.folder, 'datasets/999999999-0123456789ab.partial'), { recursive: true });
    mkdirSync(join(bench.folder, `datasets/${process.pid}-0123456789ab.partial`), { recursive: true });
    mkdirSync(join(bench.folder, 'uploads/999999999-0123456789ab.partial/x'), { recursive: true });
    await bench.restart();
    expect(bench.files()).toEqual(['datasets', `datasets/${process.pid}-0123456789ab.partial`, 'uploads']);
  });

  it('says so when a stored set was damaged, and lists the others', async () => {
    await bench.import(await bench.upload('x.csv', 'a,b\n1,2\n3,5\n'));
    await bench.import(await bench.upload('z.csv', 'a,b\n1,2\n3,5\n'));
    writeFileSync(join(bench.folder, 'datasets/x/columns.bin'), 'short');
    expect((await failure(bench.load({ id: 'x' }))).message).toContain('5 bytes instead of');
    writeFileSync(join(bench.folder, 'datasets/x/dataset.json'), '{');
    expect((await failure(bench.load({ id: 'x' }))).code).toBe('storage');
    expect((await bench.service.library.list()).some(({ id }) => id === 'z')).toBe(true);
    expect((await bench.import(await bench.upload('x.csv', 'a,b\n1,2\n3,5\n'))).id).toBe('x-2');
  });
});
