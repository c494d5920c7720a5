import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetMethods } from '#contract/api/datasets.ts';
import { syntheticNames, type DatasetReference } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import type { LoadedDataset } from './library.ts';
import { DatasetService } from './service.ts';
import { workerFile } from './testing.ts';

const datasetsDirectory = resolve(import.meta.dirname, '../../../datasets');
const sharedData = resolve(import.meta.dirname, '../../../../shared/data');
const plain = { rows: null, testFraction: 0, standardize: false, standardizeTarget: false, seed: 0 };

const serviceOf = (datasets: string, data: string) =>
  DatasetService.create({
    datasetsDirectory: datasets,
    dataDirectory: data,
    workerFile,
    sink: { emit: () => undefined },
    usersOf: () => [],
  });

let service: DatasetService;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'datasets-test-'));
  service = await serviceOf(datasetsDirectory, folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (reference: object, bias = true): Promise<LoadedDataset> =>
  service.load({ ...plain, ...reference } as DatasetReference, { bias, baseDirectory: folder });

async function failure(run: Promise<unknown>): Promise<LabError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder, name), text);
const rowsOf = ({ problem: { train } }: LoadedDataset): number[][] => {
  const { design } = train;
  if (design.kind !== 'dense') throw new Error('sparse');
  return Array.from({ length: design.rows }, (_, i) =>
    Array.from(design.values.subarray(i * design.columns, (i + 1) * design.columns)),
  );
};

describe('bundled data sets', () => {
  // Shapes, class counts and means as published for these sets, not as computed by this project.
  it.each([
    ['breast-cancer', 569, 30, 'binary', [212, 357], [0, 14.1273]],
    ['boston', 506, 13, 'regression', null, [0, 3.6135]],
    ['wine', 178, 13, 'multiclass', [59, 71, 48], [0, 13.0006]],
    ['iris', 150, 4, 'multiclass', [50, 50, 50], [0, 5.8433]],
    ['digits', 1797, 64, 'multiclass', [178, 182, 177, 183, 181, 182, 181, 179, 174, 180], [2, 5.2048]],
  ] as const)('%s', async (id, n, features, task, counts, [column, mean]) => {
    const loaded = await load({ id });
    expect(loaded.facts).toEqual({
      task,
      rows: n,
      columns: features + 1,
      classes: counts?.length ?? 0,
      target: 'target',
    });
    expect(loaded.summary).toMatchObject({ id, n, p: features + 1, task, target: 'target' });
    expect(loaded.summary.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(loaded.columns.at(-1)).toBe('bias');
    const rows = rowsOf(loaded);
    expect(rows.every((row) => row[features] === 1)).toBe(true);
    expect(rows.reduce((sum, row) => sum + row[column]!, 0) / n).toBeCloseTo(mean, 3);
    const target = [...loaded.problem.train.target];
    counts?.forEach((count, label) => expect(target.filter((value) => value === label)).toHaveLength(count));
    if (id === 'boston') expect(target.reduce((a, b) => a + b) / n).toBeCloseTo(22.5328, 4);
  });

  it('keeps the numbers of the file, digit by digit', async () => {
    const rows = rowsOf(await load({ id: 'boston' }, false));
    const lines = readFileSync(join(datasetsDirectory, 'boston.csv'), 'utf8').trim().split('\n').slice(1);
    expect(rows).toEqual(lines.map((line) => line.split(',').slice(0, -1).map(Number)));
  });

  it('lets the file override the task: Wine as regression on the class index', async () => {
    const { facts, problem } = await load({ id: 'wine', task: 'regression' });
    expect(facts).toMatchObject({ task: 'regression', classes: 0 });
    expect(new Set(problem.train.target)).toEqual(new Set([0, 1, 2]));
  });

  it('refuses unknown ids, and catalogue entries without a file with what to do', async () => {
    const unknown = await failure(load({ id: 'bostn' }));
    expect(unknown.code).toBe('not-found');
    expect(unknown.message).toContain('there is no data set "bostn"; there are breast-cancer, boston');
    for (const id of ['a1a', 'energy', 'powerplant', 'yacht']) {
      const missing = await failure(load({ id }));
      expect(missing.code).toBe('not-available');
      expect(missing.message).toMatch(/Download https:\/\/.*drop the file.*datasets import/);
    }
  });

  it('notices a bundled file that was changed', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'datasets-copy-'));
    try {
      writeFileSync(join(copy, 'catalog.json'), readFileSync(join(datasetsDirectory, 'catalog.json')));
      const iris = readFileSync(join(datasetsDirectory, 'iris.csv'), 'utf8');
      writeFileSync(join(copy, 'iris.csv'), iris.replace('5.1,3.5', '5.1,3.6'));
      const other = await serviceOf(copy, copy);
      const reference = { ...plain, id: 'iris' };
      const error = await failure(other.load(reference, { bias: true, baseDirectory: copy }));
      expect(error.code).toBe('invalid-data');
      expect(error.message).toMatch(/not the data set iris \(SHA-256/);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});

describe('files by path', () => {
  const same = [
    [1.5, -2, 1],
    [3, 0.25, 1],
  ];

  it.each([
    ['comma.csv', 'a,b,y\n1.5,-2,10\n3,.25,11\n'],
    ['no-final-newline.csv', 'a,b,y\n1.5,-2,10\n3,.25,11'],
    ['crlf.csv', 'a,b,y\r\n1.5,-2,10\r\n3,.25,11\r\n'],
    ['cr.csv', 'a,b,y\r1.5,-2,10\r3,.25,11\r'],
    ['quoted.csv', '"a","b","y"\n"1.5",-2,"10"\n3,.25,11\n\n'],
    ['semicolon.csv', 'a;b;y\n1.5;-2;10\n3;.25;11\n'],
    ['decimal-comma.csv', 'a;b;y\n1,5;-2;10\n3;,25;11\n'],
    ['tabs.tsv', 'a\tb\ty\n1.5\t-2\t10\n3\t2.5e-1\t11\n'],
    ['blanks.txt', 'a b   y\n 1.5  -2 10\n3 .25\t11 \n'],
    ['bars.csv', 'a|b|y\n1.5|-2|10\n+3|.25|11\n'],
    ['bom.csv', '\ufeffa,b,y\n1.5,-2,10\n3,.25,11\n'],
  ])('%s', async (name, text) => {
    write(name, text);
    const loaded = await load({ path: name });
    expect(rowsOf(loaded)).toEqual(same);
    expect([...loaded.problem.train.target]).toEqual([0, 1]);
    expect(loaded.columns).toEqual(['a', 'b', 'bias']);
    expect(loaded.facts).toMatchObject({ target: 'y', task: 'binary' });
    expect(loaded.summary).toMatchObject({ id: name, name });
  });

  it('without a header calls the columns c1..cP; the last is the target unless named', async () => {
    write('plain.csv', '1,2,3.5\n4,5,6\n7,8,10\n');
    const last = await load({ path: 'plain.csv' });
    expect(last.facts).toMatchObject({ target: 'c3', task: 'regression' });
    expect(last.columns).toEqual(['c1', 'c2', 'bias']);
    const first = await load({ path: 'plain.csv', target: 'c1', task: 'count' }, false);
    expect(rowsOf(first)).toEqual([
      [2, 3.5],
      [5, 6],
      [8, 10],
    ]);
    expect([...first.problem.train.target]).toEqual([1, 4, 7]);
    expect(first.facts.task).toBe('count');
  });

  it('takes an absolute path', async () => {
    write('plain.csv', '1,2,3.5\n4,5,6\n7,8,10\n');
    expect((await load({ path: join(folder, 'plain.csv') })).facts.rows).toBe(3);
  });

  it('sorts the labels of a text target', async () => {
    write('labels.csv', 'x,kind\n1,M\n2,B\n3,M\n');
    const loaded = await load({ path: 'labels.csv' });
    expect(loaded.facts).toMatchObject({ task: 'binary', classes: 2 });
    expect([...loaded.problem.train.target]).toEqual([1, 0, 1]);
  });

  it('reads LIBSVM, keeps it sparse, and calls the label y', async () => {
    write('few.libsvm', '+1 2:3 9:-1.5 # comment\n-1\n\n-1 1:1e2 10:4\n');
    const loaded = await load({ path: 'few.libsvm' });
    expect(loaded.facts).toMatchObject({ target: 'y', task: 'binary', rows: 3, columns: 11 });
    const { design, target } = loaded.problem.train;
    expect([...target]).toEqual([1, 0, 0]);
    expect(design).toMatchObject({ kind: 'sparse', rows: 3, columns: 11 });
    if (design.kind !== 'sparse') return;
    expect([...design.rowStart]).toEqual([0, 3, 4, 7]);
    expect([...design.columnIndex]).toEqual([1, 8, 10, 10, 0, 9, 10]);
    expect([...design.values]).toEqual([3, -1.5, 1, 1, 100, 4, 1]);
  });

  it('names line, column and text of every fault, the first twenty and the count', async () => {
    write(
      'faults.csv',
      'a,b,y\n1,2,3\n1,x,3\n\n"multi\nline",2,3\n1,,3\n1,2\n1,2,3,4\n1,inf,3\n1,0x10,3\n1,1e999,3\n',
    );
    const error = await failure(load({ path: 'faults.csv' }));
    expect(error.code).toBe('invalid-data');
    expect(error.message.split('\n')).toEqual([
      'faults.csv: line 3, column b: "x" is not a number',
      'faults.csv: line 5, column a: "multi\\nline" is not a number',
      'faults.csv: line 7, column b: the value is missing',
      'faults.csv: line 8: 2 fields instead of 3; ends before column y',
      'faults.csv: line 9: 4 fields instead of 3; the first field too many is "4"',
      'faults.csv: line 10, column b: "inf" is not a number',
      'faults.csv: line 11, column b: "0x10" is not a number',
      'faults.csv: line 12, column b: "1e999" is not a finite number',
    ]);
    write('many.csv', `a,y\n${'1,2\nx,2\n'.repeat(50)}`);
    const many = await failure(load({ path: 'many.csv' }));
    expect(many.issues).toHaveLength(20);
    expect(many.message).toMatch(/many\.csv: 50 faults, the first 20 shown$/);
    write('bad.libsvm', '1 1:2 1:3\n1 2:x\n2 3:1\nz 1:1\n1 2:1 junk\n');
    expect((await failure(load({ path: 'bad.libsvm' }))).message).toContain(
      'line 1, column c1: "1:3" is not an index above 1',
    );
  });

  it('refuses what is no table, and a missing column with the names there are', async () => {
    write('one.csv', 'a\n1\n2\n');
    write('empty.csv', '');
    write('zip.csv', 'PK\u0003\u0004rest');
    write('binary.csv', Uint8Array.of(1, 0, 2, 3, 0, 0, 5));
    write('header.csv', 'a,b\n');
    write('open.csv', 'a,b\n1,"2\n3,4\n');
    write('proto.csv', '__proto__,b\n1,2\n');
    write('fine.csv', 'a,b\n1,2\n');
    const message = async (name: string, more = {}) => (await failure(load({ path: name, ...more }))).message;
    expect(await message('one.csv')).toContain('one column; a data set needs a target and a feature');
    expect(await message('empty.csv')).toContain('the file is empty');
    expect(await message('zip.csv')).toContain('a zip archive or a spreadsheet');
    expect(await message('binary.csv')).toContain('not a text');
    expect(await message('header.csv')).toContain('no rows');
    expect(await message('open.csv')).toContain('line 2: a quote is opened and never closed');
    expect(await message('proto.csv')).toContain('a column is called __proto__');
    expect(await message('fine.csv', { target: 'c' })).toContain('there is no column "c"; there are a, b');
    expect((await failure(load({ path: 'absent.csv' }))).code).toBe('not-found');
  });
});

describe.skipIf(!existsSync(sharedData))(
  'the four sets without a package (skipped without ../shared/data)',
  () => {
    it.each([
      ['a1a', 'a1a.libsvm', 1605, 119],
      ['energy', 'energy.txt', 768, 8],
      ['powerplant', 'powerplant.txt', 9568, 4],
      ['yacht', 'yacht.txt', 308, 6],
    ])('%s passes the checks of its catalogue entry', async (id, file, n, p) => {
      const loaded = await load({ path: join(sharedData, file) }, false);
      expect(loaded.facts).toMatchObject({ rows: n, columns: p });
      expect(loaded.problem.train.design.kind).toBe(id === 'a1a' ? 'sparse' : 'dense');
    });
  },
);

describe('synthetic data sets', () => {
  it('have the generator as their identity', async () => {
    const first = await load({ synthetic: 'figure-2-a', n: 50, d: 2 }, false);
    expect(first.facts).toEqual({ task: 'binary', columns: 2, rows: 50, classes: 2, target: 'y' });
    expect(first.summary).toMatchObject({ id: 'figure-2-a', name: 'figure-2-a, 50 rows, seed 0' });
    const second = await load({ synthetic: 'figure-2-a', n: 50, d: 2, seed: 1 }, false);
    expect(second.summary.sha256).not.toBe(first.summary.sha256);
  });
});

describe('the list and the details', () => {
  it('lists bundled, catalogue and synthetic sets, as the contract has them', async () => {
    const datasets = await service.library.list();
    const { result } = datasetMethods['datasets.list'];
    expect(result.parse({ datasets })).toEqual({ datasets });
    expect(datasets.filter(({ origin }) => origin === 'bundled').map(({ id }) => id)).toEqual([
      'breast-cancer',
      'boston',
      'wine',
      'iris',
      'digits',
    ]);
    const absent = datasets.filter(({ available }) => !available);
    expect(absent.map(({ id }) => id)).toEqual(['a1a', 'energy', 'powerplant', 'yacht']);
    expect(absent.every(({ hint }) => hint.includes('https://'))).toBe(true);
    expect(datasets.filter(({ origin }) => origin === 'synthetic').map(({ id }) => id)).toEqual([
      ...syntheticNames,
    ]);
  });

  it.each(['breast-cancer', 'boston', 'iris', 'figure-2-b', 'teacher-mlp'])('shows %s', async (id) => {
    const detail = await service.library.show(id);
    expect(datasetMethods['datasets.show'].result.parse(detail)).toEqual(detail);
    expect(detail.columns).toHaveLength(detail.features! + 1);
    expect(detail.columns.every(({ histogram }) => histogram.reduce((a, b) => a + b) === detail.n)).toBe(
      true,
    );
  });

  it('does not warn of the column of ones that a synthetic set has for its bias', async () => {
    const detail = await service.library.show('figure-1');
    expect(detail.columns.map(({ name }) => name)).toContain('one');
    expect(detail.warnings).toEqual([]);
  });

  // Ranks of [X 1] by numpy.linalg.matrix_rank.
  it('describes WDBC: rank 31, separable, scales far apart', async () => {
    const detail = await service.library.show('breast-cancer');
    expect(detail.rank).toBe(31);
    expect(detail.warnings.map(({ kind }) => kind).sort()).toEqual(['scale', 'separable']);
    expect(detail.classCounts).toEqual([
      { label: '0', count: 212 },
      { label: '1', count: 357 },
    ]);
    expect(detail.columns.find(({ name }) => name === 'mean area')?.note).toContain('scale');
  });

  it('describes digits: rank 62, three blank pixels', async () => {
    const detail = await service.library.show('digits');
    expect(detail.rank).toBe(62);
    expect(detail.warnings).toEqual([
      { kind: 'constant', message: expect.stringContaining('pixel_0_0, pixel_4_0, pixel_4_7.') as string },
    ]);
  });

  it.skipIf(!existsSync(sharedData))('describes a1a: rank 98 (skipped without ../shared/data)', async () => {
    const detail = await service.library.describe({ ...plain, path: join(sharedData, 'a1a.libsvm') });
    expect(detail.rank).toBe(98);
    expect(detail.warnings.map(({ kind }) => kind).sort()).toEqual([
      'collinear',
      'constant',
      'duplicate',
      'separable',
    ]);
    expect(detail.warnings.find(({ kind }) => kind === 'constant')?.message).toContain(
      'c12, c60, c89, c96, c111, c116.',
    );
  });

  // Coefficients by pandas.DataFrame.corr.
  it('correlates the columns of WDBC and of Iris', async () => {
    const of = async (id: string) => {
      const answer = await service.library.correlations({ ...plain, id });
      expect(datasetMethods['datasets.correlations'].result.parse(answer)).toEqual(answer);
      return (a: string, b: string) => {
        const at = (name: string) => answer.columns.findIndex((column) => column.name === name);
        return answer.matrix[at(a)]![at(b)];
      };
    };
    const wdbc = await of('breast-cancer');
    expect(wdbc('mean radius', 'mean perimeter')).toBeCloseTo(0.9978552814938109, 12);
    expect(wdbc('worst concave points', 'target = 1')).toBeCloseTo(-0.79356601714127, 12);
    expect(wdbc('area error', 'mean smoothness')).toBeCloseTo(0.24655243166573562, 12);
    const iris = await of('iris');
    expect(iris('petal length (cm)', 'target = 2')).toBeCloseTo(0.7210109321247165, 12);
    expect(iris('target = 0', 'target = 2')).toBeCloseTo(-0.5, 12);
  });

  it('correlates at most 40 features, and says of how many', async () => {
    const answer = await service.library.correlations({ ...plain, id: 'digits' });
    expect(answer.columns).toHaveLength(40 + 10);
    expect(answer.features).toBe(64);
    // The three blank pixels go with nothing.
    expect(answer.matrix.flat()).not.toContain(null);
  });

  it('stops correlating when the caller goes away', async () => {
    const run = service.library.correlations({ ...plain, id: 'digits' }, AbortSignal.abort());
    expect((await failure(run)).code).toBe('cancelled');
  });

  it('stops describing when the caller goes away', async () => {
    const error = await failure(service.library.describe({ ...plain, id: 'digits' }, AbortSignal.abort()));
    expect(error.code).toBe('cancelled');
  });
});
