import { strToU8, unzipSync, zipSync } from 'fflate';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DatasetEntry } from '#contract/dataset.ts';
import { LabError } from '#contract/errors.ts';
import { RandomStream } from '#workers/random.ts';
import type { DataSource } from '../data-source.ts';
import { fakeSpec, openBench, threeRows, type Bench } from '../testing/bench.ts';
import { createHash } from 'node:crypto';
import { zipFiles } from '../results/zip.ts';
import { readBundle } from './read.ts';
import { BundleService } from './service.ts';

const csv = 'a,b,y\n1,2,3\n4,5,6\n7,8,9\n';
const sha256 = createHash('sha256').update(csv).digest('hex');
const fromFile: DataSource = {
  load: async (...args) => {
    const loaded = await threeRows.load(...args);
    return { ...loaded, summary: { ...loaded.summary, sha256 } };
  },
};
const bundledEntry = { id: 'three', available: true, origin: 'bundled', sha256 } as DatasetEntry;

let here: Bench;
beforeAll(() => {
  here = openBench({ data: fromFile });
});
afterAll(() => here.close());

/** On a bench whose data set is bundled with the app, or an imported one that would be exported so; null: damaged. */
function bundlesOf({ store, sink, directory, service }: Bench, imported?: string | null): BundleService {
  const entry = imported === undefined ? bundledEntry : { ...bundledEntry, origin: 'imported' as const };
  return new BundleService({
    ...{ store, sink, dataDirectory: directory, version: 'test' },
    outcome: (id) => service.outcome(id),
    datasets: {
      'datasets.list': () => ({ datasets: [entry] }),
      'datasets.export': () => {
        if (imported === undefined) throw new Error('nothing to export');
        if (imported === null) throw new LabError('storage', 'cannot read columns.bin');
        return { name: 'three.csv', type: 'text/csv', bytes: strToU8(imported) };
      },
    },
  });
}

/** A finished experiment on a file of this machine: two runs, a grid, notes. */
async function experiment(): Promise<string> {
  const path = join(here.directory, 'measured values.csv');
  writeFileSync(path, csv);
  const optimizers = [
    { id: 'a', kind: 'gd', stepSize: 0.1 },
    { id: '=searched', kind: 'gd', stepSize: { logspace: [-2, 2, 9] } },
  ];
  const spec = { ...fakeSpec([], 6, 0.1), dataset: { path, target: 'y' }, optimizers, name: 'For Anna' };
  const id = await here.service.start(spec);
  expect(await here.service.ended(id)).toBe('completed');
  here.store.write(() => here.store.experiments.annotate(id, { notes: 'look here' }));
  return id;
}

describe('a bundle opened on another machine', () => {
  let there: Bench;
  beforeEach(() => {
    there = openBench({ data: fromFile });
  });
  afterEach(() => there.close());

  test('has the same results, the data, the notes, and can be run again there', async () => {
    const id = await experiment();
    const { name, bytes } = await bundlesOf(here).write(id);
    expect(name).toBe(`${id}.fisherlab`);
    const opened = await bundlesOf(there).open(bytes);
    expect(opened.notes).toEqual([]);
    const before = here.service.outcome(id);
    const after = there.service.outcome(opened.id);
    expect(after.results.runs).toEqual(before.results.runs);
    expect(after.results.best).toEqual(before.results.best);
    expect(after.grid).toEqual(before.grid);
    expect(after.grid.some((cell) => cell.tied && cell.fragile === false)).toBe(true);
    expect(after.results.environment).toEqual(before.results.environment);
    expect(after.stored.summary).toMatchObject({ name: 'For Anna', notes: 'look here', status: 'completed' });
    const { dataset } = after.results.spec;
    expect(dataset).toMatchObject({ target: 'y', task: 'regression' });
    const path = (dataset as { path: string }).path;
    expect(path.startsWith(join(there.directory, 'bundles'))).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(csv);
    const again = await there.service.start(after.results.spec);
    expect(await there.service.ended(again)).toBe('completed');
    expect(there.service.outcome(again).results.runs).toEqual(before.results.runs);
  });

  test('whose data are bundled with the app names them, and holds no copy', async () => {
    const id = await here.service.start(fakeSpec(['a'], 3, 0.1));
    await here.service.ended(id);
    const { bytes } = await bundlesOf(here).write(id);
    expect(Object.keys(unzipSync(bytes)).filter((name) => name.startsWith('data/'))).toEqual([]);
    const opened = await bundlesOf(there).open(bytes);
    expect(there.service.outcome(opened.id).results.spec.dataset).toMatchObject({ id: 'three' });
  });

  test('finds its data there where they were imported alike, and brings its own where they were not', async () => {
    const id = await here.service.start(fakeSpec(['a'], 3, 0.1));
    await here.service.ended(id);
    const { bytes } = await bundlesOf(here, csv).write(id);
    const alike = await bundlesOf(there, csv).open(bytes);
    expect(there.service.outcome(alike.id).results.spec.dataset).toMatchObject({ id: 'three' });
    // The same source, another class 1 or other values filled in.
    const other = await bundlesOf(there, csv.replace('9', '0')).open(bytes);
    const { path } = there.service.outcome(other.id).results.spec.dataset as { path: string };
    expect(readFileSync(path, 'utf8')).toBe(csv);
    // They are its source from now on: of no data set here, and taken along again.
    expect(there.service.outcome(other.id).results.dataset).toMatchObject({ id: path, sha256 });
    const again = unzipSync((await bundlesOf(there, csv.replace('9', '0')).write(other.id)).bytes);
    expect(again['data/three.csv']).toEqual(strToU8(csv));
    const damaged = await bundlesOf(there, null).open(bytes);
    expect(there.service.outcome(damaged.id).results.spec.dataset).toMatchObject({ path });
  });

  test('whose data file is gone says that it can be looked at, not run again', async () => {
    const id = await experiment();
    writeFileSync(join(here.directory, 'measured values.csv'), 'changed');
    const opened = await bundlesOf(there).open((await bundlesOf(here).write(id)).bytes);
    expect(opened.notes.join()).toContain('not in the bundle');
  });

  test('cut short by a cancel can be resumed there', async () => {
    const id = await here.service.start(fakeSpec(['a', 'b'], 200, 5));
    await expect
      .poll(() => here.store.runs.load(id)[0]?.iterations ?? 0, { timeout: 10_000 })
      .toBeGreaterThan(5);
    here.service.cancel(id);
    await here.service.ended(id);
    const opened = await bundlesOf(there).open((await bundlesOf(here).write(id)).bytes);
    const [run] = there.service.open(opened.id).runs;
    expect(run!.status).toBe('cancelled');
    expect(run!.series['loss']!.length).toBe(run!.iterations + 1);
    await there.service.resume(opened.id);
    expect(await there.service.ended(opened.id)).toBe('completed');
    expect(there.service.open(opened.id).runs.map((each) => each.iterations)).toEqual([200, 200]);
  });
});

describe('a hostile or damaged bundle is refused with the reason, and nothing is written', () => {
  let entries: Record<string, Uint8Array> = {};
  beforeAll(async () => {
    entries = unzipSync((await bundlesOf(here).write(await experiment())).bytes);
  });

  const reasonOf = (bytes: Uint8Array): string => {
    try {
      readBundle(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(LabError);
      expect(['invalid-data', 'too-large']).toContain((error as LabError).code);
      return (error as LabError).message;
    }
    throw new Error('it was opened');
  };

  test('by the service too, which then writes nothing', async () => {
    const there = openBench();
    await expect(bundlesOf(there).open(zipSync({ ...entries, '../evil.csv': strToU8('x') }))).rejects.toThrow(
      'does not belong there',
    );
    expect(existsSync(join(there.directory, 'bundles'))).toBe(false);
    expect(existsSync(join(there.directory, '..', 'evil.csv'))).toBe(false);
    expect(there.store.experiments.list('', 10, 0).total).toBe(0);
    await there.close();
  });

  test.each([
    '../evil.csv',
    '/etc/passwd',
    'data/../../evil.csv',
    'data/a\\b.csv',
    'data/.hidden',
    'data/C:evil',
    '__proto__',
    'data/',
  ])('an entry %s', async (name) => {
    const files = [...Object.entries(entries), [name, strToU8('x')] as const];
    const bytes = zipFiles(
      null,
      files.map(([entry, content]) => ({ name: entry, content: [content] })),
    );
    expect(reasonOf(bytes)).toContain('does not belong there');
  });

  test('a zip bomb, by what it claims', async () => {
    const bytes = zipSync({ ...entries, 'log.jsonl': [new Uint8Array(5_000_000), { level: 9 }] });
    // The size of log.jsonl in the central directory, raised to 3 GB.
    const at = Buffer.from(bytes).lastIndexOf('log.jsonl') - 46 + 24;
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(at, 3_000_000_000, true);
    expect(reasonOf(bytes)).toContain('it would unpack to more than 512 MB');
  });

  test('two data files, one that is not named, one that was changed', async () => {
    expect(reasonOf(zipSync({ ...entries, 'data/other.csv': strToU8('x') }))).toContain(
      'more than one data file',
    );
    const changed = { ...entries, 'data/measured values.csv': strToU8(csv.replace('9', '8')) };
    expect(reasonOf(zipSync(changed))).toContain('its SHA-256 differs');
    const { 'data/measured values.csv': _, ...without } = entries;
    expect(reasonOf(zipSync(without))).toContain('is missing');
  });

  test.each(['bundle.json', 'spec.json', 'results.json'])(
    '%s missing, no JSON, or of another shape',
    async (name) => {
      const { [name]: _, ...without } = entries;
      expect(reasonOf(zipSync(without))).toContain(`${name} is missing`);
      expect(reasonOf(zipSync({ ...entries, [name]: strToU8('{') }))).toContain(`${name} is not JSON`);
      expect(reasonOf(zipSync({ ...entries, [name]: strToU8('{"version": 9}') }))).toContain(name);
    },
  );

  test('no zip, and a zip cut off', async () => {
    expect(reasonOf(strToU8('hello'))).toContain('not a zip file');
    expect(reasonOf(new Uint8Array(0))).toContain('not a zip file');
    const whole = zipSync(entries);
    expect(reasonOf(whole.subarray(0, whole.length - 100))).toContain('not a zip file');
  });

  test('300 random mutations never crash', () => {
    const whole = zipSync(entries);
    const random = new RandomStream(1, 'mutate bundles');
    for (let k = 0; k < 300; k++) {
      const bytes = whole.slice();
      for (let i = 0; i <= random.below(8); i++) bytes[random.below(bytes.length)] = random.below(256);
      try {
        readBundle(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(LabError);
      }
    }
  });
});
