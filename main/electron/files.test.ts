/** Opened files, recent files, crashes: small decisions of the shell. */

import { expect, test } from 'vitest';
import { fileFormats, formatEndings } from '#contract/data-file.ts';
import { LabError } from '#contract/errors.ts';
import type { OpenedFile } from '#contract/shell.ts';
import { mayReload } from './crashes.ts';
import { fileFilters, FileOpener } from './file-opener.ts';
import { addRecentFile, maximumRecentFiles } from './recent-files.ts';

function opener() {
  const delivered: OpenedFile[] = [];
  const failed: string[] = [];
  const read: string[] = [];
  const subject = new FileOpener({
    readText: (path) => {
      read.push(path);
      if (path.includes('gone')) return Promise.reject(new LabError('not-found', path));
      if (path.includes('large')) return Promise.reject(new LabError('too-large', path));
      return Promise.resolve(`text of ${path}`);
    },
    readBytes: (path) => {
      read.push(path);
      return path.includes('gone')
        ? Promise.reject(new Error('gone'))
        : Promise.resolve(Uint8Array.of(80, 75));
    },
    deliver: (file) => delivered.push(file),
    onOpened: () => undefined,
    onFailure: (path) => failed.push(path),
  });
  return { subject, delivered, failed, read };
}

test('files wait until the page listens, and again while it is loaded anew', async () => {
  const { subject, delivered } = opener();
  await subject.open(['/a.json']);
  expect(delivered).toEqual([]);
  await subject.ready();
  expect(delivered).toEqual([
    { name: 'a.json', path: '/a.json', content: { kind: 'text', text: 'text of /a.json' } },
  ]);
  subject.away();
  await subject.open(['/b.csv']);
  expect(delivered).toHaveLength(1);
  await subject.ready();
  expect(delivered[1]).toEqual({ name: 'b.csv', path: '/b.csv', content: { kind: 'data' } });
});

test('data files are not read here; one that cannot be read does not keep back the others', async () => {
  const { subject, delivered, failed, read } = opener();
  await subject.ready();
  await subject.open(['/gone.fisherlab', '/large.CSV', '/c.FISHERLAB']);
  expect(read).toEqual(['/gone.fisherlab', '/c.FISHERLAB']);
  expect(failed).toEqual(['/gone.fisherlab']);
  expect(delivered.map(({ name, content }) => `${name} ${content.kind}`)).toEqual([
    'large.CSV data',
    'c.FISHERLAB bundle',
  ]);
});

test('a JSON file that is too large for an experiment is data; one that is gone is told', async () => {
  const { subject, delivered, failed } = opener();
  await subject.ready();
  await subject.open(['/large.json', '/gone.json']);
  expect(delivered.map(({ content }) => content)).toEqual([{ kind: 'data' }]);
  expect(failed).toEqual(['/gone.json']);
});

test('the dialog offers the endings of every format that the lab reads, and none besides', () => {
  const [offered, all] = fileFilters;
  expect(all!.extensions).toEqual(['*']);
  expect([...offered!.extensions].sort()).toEqual(
    [...new Set(['fisherlab', 'gz', ...fileFormats.flatMap((format) => formatEndings[format])])].sort(),
  );
});

test('recent files: the latest first, none twice, not more than fit', () => {
  expect(addRecentFile(['/a', '/b'], '/b')).toEqual(['/b', '/a']);
  const many = Array.from({ length: maximumRecentFiles }, (_, i) => `/${i}`);
  expect(addRecentFile(many, '/new')).toHaveLength(maximumRecentFiles);
});

test('a page that dies is loaded again three times a minute', () => {
  expect(mayReload([], 0)).toBe(true);
  expect(mayReload([0, 1000], 2000)).toBe(true);
  expect(mayReload([0, 1000, 2000], 3000)).toBe(false);
  expect(mayReload([0, 1000, 2000], 61_500)).toBe(true);
});
