/** Old files of every released schema: opened, brought up to date with every row in place, and kept as a copy. */

import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/bench.ts';
import { openDatabase, schemaVersion } from './database.ts';
import { migrations } from './migrations.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

/** SHA-256 of each step, as it was when it came out. A new schema is a new step: append its hash. */
const released = ['0d5e253a6121e491f31fffc3e72964027c8daa5c348cc4814bfd64470eda6797'];

/** The step after the last, for a schema that is still to come. */
const next = [
  ...migrations,
  `ALTER TABLE experiments ADD COLUMN extra TEXT;
   CREATE TABLE newer (id TEXT PRIMARY KEY) STRICT`,
];

/** A row of every table of schema 1, with what is hard to keep: NaN as NULL, blobs, texts of any script. */
const rows = `
  INSERT INTO experiments VALUES ('x', 'Größe 中 "q"', 'compare', 'completed', 'why', 1, 2, NULL, 'one',
    '{"a":[1,"NaN"]}', 'hash', '{}', '{"id":"three","name":"Three"}', '{}', 'linear', '["a"]', 'notes', '["t"]', 1);
  INSERT INTO experiments (id, name, kind, status, created_at, spec, spec_hash, facts, dataset, environment,
    model_kind, optimizers) VALUES ('y', '', 'curvature', 'running', 3, '{}', '', '{}', '{}', '{}', 'mlp', '[]');
  INSERT INTO runs VALUES ('x', 0, 'a', 'gd', 0, 0.1, 1e-300, NULL, 'diverged', 'divergence', 2, 9, NULL, 0.5, 1.25,
    NULL, '[]', x'000000000000f0bf', x'010000000000f87f', '', '[]');
  INSERT INTO series VALUES ('x', 0, 'loss', 0, x'000000000000f03f0000000000000080');
  INSERT INTO series VALUES ('x', 0, 'loss', 2, x'000000000000f07f');
  INSERT INTO cells VALUES ('x', 0, 7, 'completed', 9, NULL, 0.25, 1);
  INSERT INTO jobs VALUES ('x', 'k', x'0102', NULL, 'why');
  INSERT INTO log VALUES (5, 'x', 1000, '{"kind":"queued"}');
`;

function contentOf(database: DatabaseSync): Record<string, unknown[]> {
  const tables = ['experiments', 'runs', 'series', 'cells', 'jobs', 'log'];
  return Object.fromEntries(tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).all()]));
}

test('no released step has changed', () => {
  expect(migrations.map((step) => createHash('sha256').update(step).digest('hex'))).toEqual(released);
});

test.each(released.map((_, i) => i + 1))(
  'a file of schema %i keeps every row, and a copy beside it',
  (version) => {
    const path = join(directory, `${version}.sqlite`);
    // By the SQL of that schema alone: nothing of today's program had a hand in it.
    const old = new DatabaseSync(path);
    for (const step of next.slice(0, version)) old.exec(step);
    old.exec(rows);
    old.exec(`PRAGMA user_version = ${version}`);
    const before = contentOf(old);
    old.close();

    const { database, notices } = openDatabase(path, true, next);
    expect(notices).toEqual([]);
    expect(schemaVersion(database)).toBe(next.length);
    const experiments = before['experiments']!.map((row) => Object.assign(row as object, { extra: null }));
    expect(contentOf(database)).toEqual({ ...before, experiments });
    expect(Object.values(database.prepare('PRAGMA integrity_check').get()!)).toEqual(['ok']);
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    database.close();

    const copy = new DatabaseSync(`${path}.before-schema-${next.length}`, { readOnly: true });
    expect(schemaVersion(copy)).toBe(version);
    expect(contentOf(copy)).toMatchObject({ ...before, experiments: [{ id: 'x' }, { id: 'y' }] });
    copy.close();
  },
);

test('the copy is made before the file is changed: it is there when the change fails', () => {
  const path = join(directory, 'failing.sqlite');
  const { database: old } = openDatabase(path, true);
  old.exec(rows);
  const before = contentOf(old);
  old.close();
  const broken = [...migrations, 'DELETE FROM runs; SELECT nonsense'];
  expect(() => openDatabase(path, true, broken)).toThrow(/cannot open the run history/);
  const copy = new DatabaseSync(`${path}.before-schema-${broken.length}`, { readOnly: true });
  expect(contentOf(copy)).toEqual(before);
  copy.close();
  const { database } = openDatabase(path, true);
  expect(contentOf(database)).toEqual(before);
  database.close();
});
