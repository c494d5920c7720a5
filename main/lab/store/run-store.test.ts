import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunResult } from '#contract/results.ts';
import { fakeSpec, temporaryDirectory, threeRows } from '../testing/bench.ts';
import { environmentOf } from '../environment.ts';
import { hashOf, prepareExperiment } from '../experiments/prepare.ts';
import { storageError } from '../files/storage-error.ts';
import { openDatabase, schemaVersion, transaction } from './database.ts';
import { registerInstance } from './instances.ts';
import { migrations } from './migrations.ts';
import { RunStore } from './run-store.ts';
import { RunTable } from './run-table.ts';

let directory: string;
beforeEach(() => {
  directory = temporaryDirectory();
});

const databasePath = () => join(directory, 'runs.sqlite');

async function addExperiment(store: RunStore, id: string, document: object = fakeSpec(['a'])): Promise<void> {
  const prepared = await prepareExperiment(document, threeRows);
  const environment = environmentOf('test', 1, 'js');
  store.write(() => {
    store.experiments.insert({ id, ...prepared, environment }, hashOf(prepared), store.instance);
  });
}

const start = {
  index: 0,
  optimizer: 'a',
  kind: 'gd',
  repeat: 0,
  stepSize: 0.1,
  damping: null,
  factor: null,
  totalIterations: 4,
};

describe('runs', () => {
  test('chunks append, the end replaces them, and every number reads back as it was', async () => {
    const store = RunStore.open(directory);
    await addExperiment(store, 'x');
    store.write(() => {
      store.runs.start('x', start);
      store.runs.append('x', {
        index: 0,
        iterations: 1,
        series: { loss: Float64Array.of(3, 2), stepNorm: Float64Array.of(Number.NaN) },
        firsts: {},
        events: [{ iteration: 0, kind: 'damping-raised', message: 'once', damping: 1e-12 }],
      });
      store.runs.append('x', {
        index: 0,
        iterations: 2,
        series: { loss: Float64Array.of(-0), stepNorm: Float64Array.of(Infinity) },
        firsts: { loss: 2, stepNorm: 1 },
        events: [{ iteration: 1, kind: 'step-rejected', message: 'twice' }],
      });
    });
    const [growing] = store.runs.load('x');
    expect(Array.from(growing!.series['loss']!)).toEqual([3, 2, -0]);
    expect(Array.from(growing!.series['stepNorm']!)).toEqual([Number.NaN, Infinity]);
    expect(growing).toMatchObject({ status: 'running', iterations: 2, finalLoss: -0, bestLoss: -0 });
    expect(growing!.events.map((event) => event.message)).toEqual(['once', 'twice']);
    const result: RunResult = {
      optimizer: 'a',
      kind: 'gd',
      repeat: 0,
      stepSize: 0.1,
      damping: null,
      status: 'diverged',
      stoppedBy: 'divergence',
      iterations: 1,
      finalLoss: Number.NaN,
      bestLoss: 3,
      series: { loss: [3, Number.NaN], stepNorm: [5e-324] },
      theta: [1.7976931348623157e308, -Infinity, -0],
      path: [
        [1, 2, 3],
        [4, 5, Number.NaN],
      ],
      events: [],
      seconds: 0.25,
    };
    store.write(() => store.runs.finish('x', 0, result));
    const [ended] = store.runs.load('x');
    expect(ended).toMatchObject({
      status: 'diverged',
      stoppedBy: 'divergence',
      finalLoss: Number.NaN,
      bestLoss: 3,
    });
    expect(Array.from(ended!.series['loss']!)).toEqual([3, Number.NaN]);
    expect(Array.from(ended!.series['stepNorm']!)).toEqual([5e-324]);
    expect(Array.from(ended!.theta)).toEqual(result.theta);
    expect(Array.from(ended!.path!)).toEqual([1, 2, 3, 4, 5, Number.NaN]);
    store.close();
  });

  test('a write that fails in the middle leaves nothing', async () => {
    const store = RunStore.open(directory);
    await addExperiment(store, 'x');
    expect(() =>
      store.write(() => {
        store.runs.start('x', start);
        store.runs.start('absent', start); // no such experiment: the foreign key refuses
      }),
    ).toThrow(/run history/);
    expect(store.runs.load('x')).toEqual([]);
    store.close();
  });
});

describe('the history', () => {
  test('searches words in name, notes, tags, data set, model and optimizers, and takes them literally', async () => {
    const store = RunStore.open(directory);
    await addExperiment(store, 'one', { ...fakeSpec(['ngd']), name: '100% natural' });
    await addExperiment(store, 'two', { ...fakeSpec(['gd']), name: 'plain' });
    store.write(() => store.experiments.annotate('two', { tags: ['for Anna'], notes: 'see_also' }));
    const found = (search: string) => store.experiments.list(search, 10, 0).experiments.map(({ id }) => id);
    expect(found('')).toEqual(['two', 'one']);
    expect(found('100%')).toEqual(['one']);
    expect(found('NATURAL three')).toEqual(['one']);
    expect(found('anna')).toEqual(['two']);
    expect(found('see_also')).toEqual(['two']);
    expect(found('seeXalso')).toEqual([]);
    expect(found('%')).toEqual(['one']);
    expect(store.experiments.list('', 1, 1)).toMatchObject({ total: 2, experiments: [{ id: 'one' }] });
    store.close();
  });

  test('filters by tags and stars, and counts the tags of what is not in the bin', async () => {
    const store = RunStore.open(directory);
    const annotated = { one: ['paper', 'fast'], two: ['paper'], three: ['Paper', 'a "quoted" tag'] };
    for (const [id, tags] of Object.entries(annotated)) {
      await addExperiment(store, id);
      store.write(() => store.experiments.annotate(id, { tags, starred: id !== 'two' }));
    }
    const found = (filter: { tags?: string[]; starred?: boolean }, search = '') =>
      store.experiments.list(search, 10, 0, filter).experiments.map(({ id }) => id);
    expect(found({ tags: ['paper'] })).toEqual(['two', 'one']);
    expect(found({ tags: ['paper', 'fast'] })).toEqual(['one']);
    expect(found({ tags: ['pap'] })).toEqual([]);
    expect(found({ tags: ['a "quoted" tag'] })).toEqual(['three']);
    expect(found({ starred: true })).toEqual(['three', 'one']);
    expect(found({ tags: ['paper'], starred: true }, 'fast')).toEqual(['one']);
    expect(store.experiments.list('', 1, 0, { tags: ['paper'] }).total).toBe(2);
    store.write(() => store.experiments.setRemoved(['one'], true));
    expect(store.experiments.tags()).toEqual([
      { tag: 'a "quoted" tag', count: 1 },
      { tag: 'Paper', count: 1 },
      { tag: 'paper', count: 1 },
    ]);
    store.close();
  });

  test('what is removed can be restored', async () => {
    const store = RunStore.open(directory);
    await addExperiment(store, 'x');
    store.write(() => store.experiments.setRemoved(['x'], true));
    expect(store.experiments.list('', 10, 0).total).toBe(0);
    expect(store.experiments.list('', 10, 0, { removed: true }).experiments).toMatchObject([{ id: 'x' }]);
    store.write(() => store.experiments.setRemoved(['x'], false));
    expect(store.experiments.list('', 10, 0, { removed: true }).total).toBe(0);
    expect(store.experiments.list('', 10, 0).total).toBe(1);
    expect(() => store.write(() => store.experiments.setRemoved(['y'], true))).toThrow(/no experiment y/);
    store.close();
  });

  test('the bin is emptied of what lay there for 30 days, its runs too', async () => {
    const store = RunStore.open(directory);
    await addExperiment(store, 'old');
    store.write(() => store.runs.start('old', start));
    store.write(() => store.experiments.setRemoved(['old'], true));
    store.close();
    const raw = new DatabaseSync(databasePath());
    raw.exec(`UPDATE experiments SET removed_at = ${Date.now() - 31 * 24 * 3600 * 1000}`);
    raw.close();
    const again = RunStore.open(directory);
    expect(again.runs.load('old')).toEqual([]);
    expect(() => again.experiments.get('old')).toThrow(/no experiment old/);
    again.close();
  });
});

describe('unfinished experiments at the start', () => {
  test('of an instance that is gone become interrupted, with the iterations they had', async () => {
    const store = RunStore.open(directory);
    await addExperiment(store, 'x');
    store.write(() => {
      store.experiments.setStatus('x', 'running');
      store.runs.start('x', start);
      const series = { loss: Float64Array.of(3, 2) };
      store.runs.append('x', { index: 0, iterations: 1, series, firsts: {}, events: [] });
    });
    store.close();
    const again = RunStore.open(directory);
    expect(again.experiments.get('x').summary).toMatchObject({ status: 'interrupted' });
    expect(again.runs.load('x')[0]).toMatchObject({ status: 'interrupted', iterations: 1, finalLoss: 2 });
    expect(again.notices.join()).toContain('One experiment was interrupted');
    again.close();
  });

  test('of an instance that lives stay as they are, and both are told of each other', async () => {
    const first = RunStore.open(directory);
    await addExperiment(first, 'x');
    first.write(() => first.experiments.setStatus('x', 'running'));
    const second = RunStore.open(directory);
    expect(second.notices.join()).toContain('Another Fisher Lab has this data folder open');
    expect(second.experiments.get('x').summary.status).toBe('running');
    first.close();
    second.close();
  });
});

describe('instances', () => {
  test('are seen while they live and leave nothing behind', () => {
    const [a, b] = [registerInstance(directory), registerInstance(directory)];
    expect(a.others()).toEqual([b.id]);
    expect(b.others()).toEqual([a.id]);
    a.close();
    expect(b.others()).toEqual([]);
    b.close();
    expect(readdirSync(join(directory, 'instances'))).toEqual([]);
  });
});

describe('the database file', () => {
  test('whose migration fails stays as it was', () => {
    openDatabase(databasePath(), true).database.close();
    const broken = [...migrations, 'CREATE TABLE half (a); SELECT nonsense'];
    expect(() => openDatabase(databasePath(), true, broken)).toThrow(/cannot open the run history/);
    const { database } = openDatabase(databasePath(), true);
    expect(schemaVersion(database)).toBe(migrations.length);
    expect(database.prepare(`SELECT name FROM sqlite_master WHERE name = 'half'`).all()).toEqual([]);
    database.close();
  });

  test('of a newer Fisher Lab is refused and not touched', () => {
    const { database } = openDatabase(databasePath(), true, [...migrations, 'CREATE TABLE newer (a)']);
    database.close();
    const before = readFileSync(databasePath());
    expect(() => RunStore.open(directory)).toThrow(/written by a newer Fisher Lab/);
    expect(readFileSync(databasePath()).equals(before)).toBe(true);
  });

  test.each([
    [
      'is no database',
      (path: string) => writeFileSync(path, 'not a database at all, but quite long enough to be one'),
    ],
    [
      'has damaged pages',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xa5, 4096, bytes.length);
        writeFileSync(path, bytes);
      },
    ],
  ])(
    'that %s is set aside, reported, and a new one begun; the rest of the folder stays',
    async (_, damage) => {
      const store = RunStore.open(directory);
      await addExperiment(store, 'x');
      store.close();
      writeFileSync(join(directory, 'other.txt'), 'untouched');
      damage(databasePath());
      const damaged = readFileSync(databasePath());
      const again = RunStore.open(directory);
      expect(again.notices.join()).toMatch(/damaged and has been set aside as .*runs\.sqlite\.damaged-/);
      expect(again.experiments.list('', 10, 0).total).toBe(0);
      await addExperiment(again, 'new');
      again.close();
      const aside = readdirSync(directory).find((name) => /damaged-[^.]*$/.test(name))!;
      expect(readFileSync(join(directory, aside)).equals(damaged)).toBe(true);
      expect(readFileSync(join(directory, 'other.txt'), 'utf8')).toBe('untouched');
    },
  );

  test('that may not grow refuses with what to do, and keeps what it had', async () => {
    const store = RunStore.open(directory);
    await addExperiment(store, 'x');
    store.write(() => store.runs.start('x', start));
    store.close();
    const { database } = openDatabase(databasePath(), true);
    const pages = Number(Object.values(database.prepare('PRAGMA page_count').get()!)[0]);
    database.exec(`PRAGMA max_page_count = ${pages + 8}`);
    const series = { loss: new Float64Array(100_000) };
    const write = () =>
      transaction(database, () =>
        new RunTable(database).append('x', { index: 0, iterations: 9, series, firsts: {}, events: [] }),
      );
    expect(() => {
      try {
        write();
      } catch (error) {
        throw storageError(error, 'the history');
      }
    }).toThrow('the history: the disk is full; free some space and try again');
    database.close();
    const again = RunStore.open(directory);
    expect(again.runs.load('x')[0]).toMatchObject({ iterations: 0 });
    again.close();
  });

  test('in a folder that cannot be used: a clear refusal', () => {
    writeFileSync(join(directory, 'file'), '');
    expect(() => RunStore.open(join(directory, 'file', 'data'))).toThrow(/file is a file, not a folder/);
    expect(existsSync(databasePath())).toBe(false);
  });
});
