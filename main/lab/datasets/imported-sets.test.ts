import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { datasetMethods } from '#contract/api/datasets.ts';
import type { DatasetEntry } from '#contract/dataset.ts';
import { context, denseRows, failure, sharedData, TestBench } from './testing.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(() => bench.close());

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
