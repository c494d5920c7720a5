/** Files as people have them: what would be read wrongly in silence is read rightly, or refused with what to do. */

import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { denseRows, failure, TestBench } from './testing.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await TestBench.open();
});
afterAll(() => bench.close());

const imported = async (name: string, content: string | Uint8Array, options: object = {}) => {
  const { id } = await bench.import(await bench.upload(name, content), options);
  return bench.load({ id });
};
const refused = async (name: string, content: string | Uint8Array) =>
  (await failure(imported(name, content))).message;

describe('odd files', () => {
  it('a line sep=; before the header is no row', async () => {
    for (const hint of ['sep=;', 'SEP=;', '"sep=;"']) {
      const loaded = await imported('excel.csv', `${hint}\r\na;b\r\n1,5;2,5\r\n3,25;4,75\r\n4;1\r\n`);
      expect(denseRows(loaded)).toEqual([[1.5], [3.25], [4]]);
      expect(loaded.columns).toEqual(['a']);
    }
    // Only as the first line.
    expect(await refused('late.csv', 'a;b\n1;2\nsep=;\n')).toContain(
      'line 3, column b: the value is missing',
    );
  });

  it('a separator after every line makes no column, unless a value comes after all', async () => {
    const rows = 'a,b,y,\n1,2,3.5,\n4,5,6.5,\n2,2,1,\n';
    const preview = await bench.preview(await bench.upload('trailing.csv', rows));
    expect(preview.summary).toContain('3 rows with 2 features and the numeric target y; left out: c4');
    expect(preview.columns[3]).toMatchObject({ use: 'none', note: 'no row has a value' });
    expect((await imported('trailing.csv', rows)).columns).toEqual(['a', 'b']);
    const late = `${rows}${'1,2,3,\n'.repeat(1000)}1,2,3,4\n`;
    expect(await refused('late.csv', late)).toBe(
      'late.csv: line 1005, column c4: "4" is not empty, as in the rows before; choose whether this column is used',
    );
    const columns = [{ name: 'c4', use: false }];
    expect((await imported('late.csv', late, { columns })).facts.rows).toBe(1004);
  });

  it('a target of texts with a single value is refused, not stored for nothing', async () => {
    const rows = 'a,y\n1,yes\n2,yes\n3,yes\n';
    const preview = await bench.preview(await bench.upload('single.csv', rows));
    expect(preview.faults.join()).toContain('target y: it has a single value');
    expect(await refused('single.csv', rows)).toContain('target y: it has a single value');
    expect(bench.files().some((path) => path.includes('single'))).toBe(false);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['a web page', '<!DOCTYPE html>\n<html><body>a,b</body></html>', 'a web page or XML, not a table'],
    ['XML', '\n<?xml version="1.0"?><a/>', 'a web page or XML, not a table'],
    ['a PDF', '%PDF-1.4\n1 0 obj\n', 'a document or a picture, not a table'],
    ['gzip twice', gzipSync(gzipSync('a,b\n1,2\n')), 'compressed by gzip twice'],
    ['a header alone', 'a,b,c\n', 'no rows below the header (a, b, c)'],
    ['lists among objects', '[{"a":1,"y":2},[1,2]]', '"[1,2]" is not an object, as the rows before'],
    ['objects among lists', '[1,2]\n{"a":1,"y":2}\n', 'is not a list, as the rows before'],
    ['columns, not rows', '{"a":[1,2],"b":[3,4]}', 'it must be a list of rows, or one row a line (pandas'],
    [
      'an experiment',
      '{"version":1,"dataset":{"id":"iris"},"model":{"kind":"softmax"}}',
      'an experiment, not a table; drop it on the window or give it to fisher-lab run',
    ],
    ['ranking data', '1 qid:3 1:1 2:3\n0 qid:3 1:2\n', 'line 1: "qid:3" is not read: query ids'],
    [
      'an ARFF attribute of no known type',
      '@relation r\n@attribute a relational\n@attribute b numeric\n@data\n1,2\n',
      'line 2: "@attribute a relational" is not @attribute NAME TYPE',
    ],
    [
      'names alone beside the target',
      `a,y\n${Array.from({ length: 60 }, (_, i) => `name ${i},${i}`).join('\n')}\n`,
      'no feature is left beside the target y; left out: a: almost every row has a text of its own',
    ],
  ])('%s is refused with what it is', async (_, content, message) => {
    expect(await refused('odd', content)).toContain(message);
  });
});
