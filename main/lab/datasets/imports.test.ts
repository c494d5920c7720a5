import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetMethods } from '#contract/api/datasets.ts';
import type { DatasetEntry } from '#contract/dataset.ts';
import { context, datasetsDirectory, denseRows, failure, sharedData, TestBench } from './testing.ts';

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
      ['name', 'category', 'none', false, null, [], 0],
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
    expect(refused.summary).toMatch(/^Nothing can be imported yet: 2 values are missing; choose to drop/);
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

describe('uploads', () => {
  it('take chunks in order only, and only as many bytes as announced', async () => {
    const { handlers } = bench.service;
    const { upload } = await handlers['datasets.beginUpload'](
      { name: '../../etc/passwd', size: 4 },
      context(),
    );
    const send = (offset: number, bytes: number[]) =>
      handlers['datasets.upload']({ upload, offset, bytes: Uint8Array.from(bytes) }, context());
    expect(await send(0, [49, 44])).toEqual({ received: 2 });
    expect((await failure(Promise.resolve(send(1, [50])))).code).toBe('invalid-input');
    expect((await failure(bench.preview(upload))).message).toContain('2 of 4 bytes are here');
    expect((await failure(Promise.resolve(send(2, [50, 10, 10])))).code).toBe('invalid-input');
    expect(await send(2, [50, 10])).toEqual({ received: 4 });
    expect((await bench.preview(upload)).name).toBe('passwd');
    await bench.service.close();
    expect(bench.files().filter((file) => file.startsWith('uploads/'))).toEqual([]);
    expect(
      (
        await failure(
          Promise.resolve(handlers['datasets.beginUpload']({ name: 'x', size: 2 ** 50 }, context())),
        )
      ).code,
    ).toBe('too-large');
  });

  it('a file by its path is read where it is, and stays there', async () => {
    const path = join(bench.folder, 'here.csv');
    writeFileSync(path, 'a,b\n1,2\n3,5\n');
    const { handlers } = bench.service;
    const { upload } = await handlers['datasets.openFile']({ path }, context());
    expect((await bench.preview(upload)).n).toBe(2);
    expect((await bench.import(upload)).id).toBe('here');
    expect(existsSync(path)).toBe(true);
    rmSync(path);
    expect((await bench.load({ id: 'here' })).facts.rows).toBe(2);
  });
});

describe('rename and describe, export, remove', () => {
  const call = <K extends 'datasets.update' | 'datasets.remove' | 'datasets.export'>(
    method: K,
    params: never,
  ) => Promise.resolve(bench.service.handlers[method](params, context()));

  it('renames and describes what was imported, each without the other, and keeps both', async () => {
    await bench.import(await bench.upload('x.csv', 'a,b\n1,2\n3,5\n'));
    const update = async (change: object) =>
      ((await call('datasets.update', { id: 'x', ...change } as never)) as { dataset: DatasetEntry }).dataset;
    const origin = (await bench.service.library.entry('x')).description;
    expect(origin).toMatch(/^Imported from x\.csv on \d{4}-\d\d-\d\d\.$/);
    expect(await update({ name: 'My set' })).toMatchObject({ name: 'My set', description: origin });
    const words = 'Two columns.\nMeasured on a "wet" day: 3 °C.';
    expect(await update({ description: words })).toMatchObject({ name: 'My set', description: words });
    expect((await bench.load({ id: 'x' })).summary.name).toBe('My set');
    expect(bench.changes).toBe(3);
    await bench.service.close();
    await bench.restart();
    expect(await bench.service.library.show('x')).toMatchObject({ name: 'My set', description: words, n: 2 });
    expect(await update({ name: 'Yours' })).toMatchObject({ name: 'Yours', description: words });
    expect(await update({ description: '' })).toMatchObject({ name: 'Yours', description: origin });
    expect(bench.files()).toEqual(
      [
        'datasets',
        'datasets/x',
        ...['columns.bin', 'dataset.json', 'description.json'].map((file) => `datasets/x/${file}`),
        'uploads',
      ].sort(),
    );
    expect((await failure(call('datasets.update', { id: 'iris', name: 'My iris' } as never))).code).toBe(
      'conflict',
    );
    expect((await failure(call('datasets.update', { id: 'nothing', description: 'x' } as never))).code).toBe(
      'not-found',
    );
  });

  it('a name is one line of at most 200 characters, a description at most 4000', () => {
    const { params } = datasetMethods['datasets.update'];
    expect(params.parse({ id: 'x', name: '  My set ' })).toEqual({ id: 'x', name: 'My set' });
    for (const name of ['', '  ', 'a\nb', 'a\u0000b', 'a'.repeat(201)]) {
      expect(params.safeParse({ id: 'x', name }).error?.issues[0]?.message).toBe(
        'a name of 1 to 200 characters on one line',
      );
    }
    expect(params.safeParse({ id: 'x', description: 'd'.repeat(4001) }).success).toBe(false);
    expect(params.parse({ id: 'x', description: 'one\ntwo ' })).toEqual({ id: 'x', description: 'one\ntwo' });
  });

  it('refuses to remove what the history needs, with the list', async () => {
    await bench.import(await bench.upload('x.csv', 'a,b\n1,2\n3,5\n'));
    bench.users = ['first try', 'second try'];
    const refused = await failure(call('datasets.remove', { id: 'x' } as never));
    expect(refused.code).toBe('conflict');
    expect(refused.message).toContain(
      '2 experiments of the history were computed from it: first try, second try',
    );
    bench.users = [];
    await call('datasets.remove', { id: 'x' } as never);
    expect(bench.files()).toEqual(['datasets', 'uploads']);
    expect((await failure(bench.load({ id: 'x' }))).code).toBe('not-found');
    expect((await failure(call('datasets.remove', { id: 'iris' } as never))).code).toBe('conflict');
    expect((await failure(call('datasets.remove', { id: '../x' } as never))).code).toBe('not-found');
  });

  it('exports what reads back as the same numbers, and no formula for a spreadsheet', async () => {
    const text = 'a,=b,kind\n0.1,1e-300,=cmd()\n-3,2,plain\n0.30000000000000004,5,"q""uote, d"\n';
    await bench.import(await bench.upload('x.csv', text));
    const { name, bytes } = (await call('datasets.export', { id: 'x' } as never)) as {
      name: string;
      bytes: Uint8Array;
    };
    expect(name).toBe('x.csv');
    const exported = Buffer.from(bytes).toString();
    expect(exported).toContain("'=b");
    const again = await bench.import(await bench.upload('again.csv', bytes));
    const [before, after] = [await bench.load({ id: 'x' }), await bench.load({ id: again.id })];
    expect(denseRows(after)).toEqual(denseRows(before));
    expect(after.columns).toEqual(before.columns);
    const labels = async (id: string) => (await bench.service.library.show(id)).classCounts;
    expect(await labels(again.id)).toEqual(await labels('x'));
    await bench.import(await bench.upload('s.libsvm', '1 2:3.5 9:-1\n-1 1:2\n'));
    const sparse = (await call('datasets.export', { id: 's' } as never)) as { bytes: Uint8Array };
    expect(Buffer.from(sparse.bytes).toString()).toBe('1 2:3.5 9:-1\n-1 1:2\n');
  });
});

describe('a damaged set', () => {
  const damages: [string, (folder: string) => void, string][] = [
    [
      'no JSON',
      (folder) => writeFileSync(join(folder, 'dataset.json'), '{"version": 1,'),
      'damaged (not JSON)',
    ],
    [
      'no text',
      (folder) => writeFileSync(join(folder, 'dataset.json'), Buffer.alloc(300)),
      'damaged (not JSON)',
    ],
    [
      'another version',
      (folder) => writeFileSync(join(folder, 'dataset.json'), '{"version": 9}'),
      'damaged (version: ',
    ],
    ['no record', (folder) => rmSync(join(folder, 'dataset.json')), 'without its dataset.json'],
  ];
  it.each(damages)(
    '%s: the lab starts, shows it with the reason, and removes it',
    async (_, damage, reason) => {
      await bench.import(await bench.upload('x.csv', 'a,b\n1,2\n3,5\n'));
      await bench.import(await bench.upload('good.csv', 'a,b\n1,2\n3,5\n'));
      damage(join(bench.folder, 'datasets', 'x'));
      await bench.service.close();
      await bench.restart();
      const { datasets } = datasetMethods['datasets.list'].result.parse({
        datasets: await bench.service.library.list(),
      });
      const entry = datasets.find(({ id }) => id === 'x')!;
      expect(entry).toMatchObject({ origin: 'imported', available: false, n: null });
      expect(entry.hint).toContain(reason);
      expect(datasets.find(({ id }) => id === 'good')?.available).toBe(true);
      expect(['storage', 'not-found']).toContain((await failure(bench.load({ id: 'x' }))).code);
      // Its id is not given to another set meanwhile.
      expect((await bench.import(await bench.upload('x.csv', 'a,b\n1,2\n3,5\n'))).id).toBe('x-2');
      await bench.service.handlers['datasets.remove']({ id: 'x' }, context());
      expect(
        bench.files().filter((path) => /^datasets.x(?:$|\W)/.test(path) && !path.includes('x-2')),
      ).toEqual([]);
      expect((await bench.load({ id: 'good' })).facts.rows).toBe(2);
    },
  );

  it.each(['description.json', 'columns.bin'])(
    'with a damaged %s says so when it is looked at, and is removed',
    async (file) => {
      await bench.import(await bench.upload('x.csv', 'a,b\n1,2\n3,5\n'));
      writeFileSync(join(bench.folder, 'datasets', 'x', file), 'xyz');
      const shown = await failure(bench.service.library.show('x'));
      expect(shown.code).toBe('storage');
      expect(shown.message).toContain(file);
      expect(shown.message).toContain('import the data again');
      await bench.service.handlers['datasets.remove']({ id: 'x' }, context());
      expect(bench.files()).toEqual(['datasets', 'uploads']);
    },
  );
});

describe.skipIf(!existsSync(sharedData))('recognition (skipped without ../shared/data)', () => {
  it.each([
    ['a1a', 'a1a.libsvm'],
    ['energy', 'energy.txt'],
    ['powerplant', 'powerplant.txt'],
    ['yacht', 'yacht.txt'],
  ])('%s is recognised whatever it is called, and fills its entry', async (id, file) => {
    const content = readFileSync(join(sharedData, file));
    const upload = await bench.upload('something', content);
    const preview = await bench.preview(upload);
    expect(preview.recognised?.id).toBe(id);
    expect(preview.summary).toContain('as in the catalogue');
    const entry = await bench.import(upload);
    expect(entry).toMatchObject({ id, origin: 'catalogue', available: true, hint: '' });
    expect((await bench.import(await bench.upload('again', content))).id).toBe(id);
    const loaded = await bench.load({ id }, true);
    expect(loaded.facts.target).toBe(entry.target);
    expect(loaded.facts.columns).toBe(entry.features! + 1);
    const listed = (await bench.service.library.list()).filter((candidate) => candidate.id === id);
    expect(listed).toHaveLength(1);
    await bench.service.handlers['datasets.remove']({ id }, context());
    expect((await failure(bench.load({ id }))).code).toBe('not-available');
  });

  it('a damaged copy makes place for the same file again', async () => {
    const content = readFileSync(join(sharedData, 'yacht.txt'));
    await bench.import(await bench.upload('yacht.txt', content));
    writeFileSync(join(bench.folder, 'datasets', 'yacht', 'dataset.json'), 'x');
    const listed = await bench.service.library.entry('yacht');
    expect(listed).toMatchObject({ origin: 'catalogue', available: false });
    expect(listed.hint).toContain('damaged');
    expect((await bench.import(await bench.upload('yacht.txt', content))).available).toBe(true);
    expect((await bench.load({ id: 'yacht' })).facts.rows).toBe(308);
  });

  it('a changed copy is not taken for it', async () => {
    const text = readFileSync(join(sharedData, 'yacht.txt'), 'utf8').replace('-2.3 ', '-99 ');
    const upload = await bench.upload('yacht.txt', text);
    expect((await bench.preview(upload)).recognised).toBeNull();
    expect((await bench.import(upload)).id).toBe('yacht-2');
  });
});
