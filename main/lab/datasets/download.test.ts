import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueEntry } from './catalogue.ts';
import { context, denseRows, failure, TestBench } from './testing.ts';

/** A small set that a loopback server offers as the public source. */
const good = 'a b y\n1 2 3.5\n2 4 1.5\n3 9 4\n';
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: string[];
let server: Server;
let catalogueFolder: string;
let bench: TestBench;

const entryOf = (url: string): CatalogueEntry => ({
  id: 'small',
  name: 'Small set',
  description: '',
  source: 'a test',
  licence: '',
  file: null,
  url,
  fileNames: ['small.txt'],
  rows: 3,
  features: 2,
  target: 'y',
  task: 'regression',
  columnNames: null,
  columnNotes: {},
  checks: {
    classCounts: null,
    means: [
      { column: 'a', mean: 2 },
      { column: 'y', mean: 3 },
    ],
    sha256: null,
  },
});

beforeEach(async () => {
  requests = [];
  answer = (_request, response) => response.end(good);
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  catalogueFolder = mkdtempSync(join(tmpdir(), 'catalogue-test-'));
  const catalogue = { version: 1, datasets: [entryOf(`http://127.0.0.1:${port}/small.txt`)] };
  writeFileSync(join(catalogueFolder, 'catalog.json'), JSON.stringify(catalogue));
  bench = await TestBench.open({
    datasetsDirectory: catalogueFolder,
    download: { stallMilliseconds: 300, pauseMilliseconds: 10, attempts: 3, bytes: 10_000 },
  });
});

afterEach(async () => {
  await bench.close();
  rmSync(catalogueFolder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const get = async (signal?: AbortSignal) =>
  (await bench.service.handlers['datasets.download']({ id: 'small' }, context(signal))).dataset;

function expectNothingLeft(): void {
  expect(bench.files().filter((file) => !['datasets', 'downloads', 'uploads'].includes(file))).toEqual([]);
}

describe('a catalogue download', () => {
  it('fills the entry, with progress, once', async () => {
    const before = await bench.service.library.entry('small');
    expect(before).toMatchObject({ available: false });
    expect(before.hint).toContain('is not on this machine');
    expect(await get()).toMatchObject({ id: 'small', origin: 'catalogue', available: true, hint: '' });
    expect(denseRows(await bench.load({ id: 'small' }))).toEqual([
      [1, 2],
      [2, 4],
      [3, 9],
    ]);
    expect(bench.progress.some(({ stage, task }) => stage === 'downloading' && task === 'small')).toBe(true);
    await get();
    expect(requests).toHaveLength(1);
    expect(bench.files().filter((file) => file.startsWith('downloads/'))).toEqual([]);
  });

  it('refuses wrong bytes, naming the check they fail, and keeps nothing', async () => {
    answer = (_request, response) => response.end(good.replace('3 9 4', '3 9 40'));
    const error = await failure(get());
    expect(error.code).toBe('invalid-data');
    expect(error.message).toContain('not the data set small (mean of y 15 instead of 3)');
    answer = (_request, response) => response.end('<!doctype html><p>Please log in</p>');
    expect((await failure(get())).code).toBe('invalid-data');
    expectNothingLeft();
  });

  it('gives a stalled source up, after trying again', async () => {
    answer = (_request, response) => {
      response.write(good.slice(0, 8));
    };
    const error = await failure(get());
    expect(error.code).toBe('not-available');
    expect(error.message).toContain('nothing came for 0.3 seconds (tried 3 times)');
    expect(error.message).toContain('drop it on the window');
    expect(requests).toHaveLength(3);
    expectNothingLeft();
  });

  it('notices a file that is cut off, and gets it whole at the next attempt', async () => {
    answer = (_request, response) => {
      if (requests.length > 1) response.end(good);
      else {
        response.writeHead(200, { 'content-length': good.length });
        response.write(good.slice(0, 12), () => response.destroy());
      }
    };
    expect(await get()).toMatchObject({ available: true });
    expect(requests).toHaveLength(2);
  });

  it('tries again when the server is busy, not when the file is gone', async () => {
    answer = (_request, response) => {
      response.statusCode = requests.length < 3 ? 503 : 200;
      response.end(good);
    };
    expect(await get()).toMatchObject({ available: true });
    await bench.service.handlers['datasets.remove']({ id: 'small' }, context());
    requests = [];
    answer = (_request, response) => {
      response.statusCode = 404;
      response.end();
    };
    const error = await failure(get());
    expect(error.message).toContain('the source answers 404');
    expect(requests).toHaveLength(1);
    expectNothingLeft();
  });

  it('follows redirects of the same scheme only, and not for ever', async () => {
    answer = (request, response) => {
      if (request.url === '/moved.txt') response.end(good);
      else response.writeHead(302, { location: '/moved.txt' }).end();
    };
    expect(await get()).toMatchObject({ available: true });
    await bench.service.handlers['datasets.remove']({ id: 'small' }, context());
    for (const location of [
      'https://127.0.0.1/small.txt',
      'file:///etc/passwd',
      'data:text/plain,1',
      'ftp://x/y',
    ]) {
      answer = (_request, response) => response.writeHead(302, { location }).end();
      expect((await failure(get())).message).toMatch(
        /sends on to (?:https|file|data|ftp), which is not http; refused/,
      );
    }
    answer = (_request, response) => response.writeHead(302, { location: '/again' }).end();
    expect((await failure(get())).message).toContain('more than 5 redirects');
    expectNothingLeft();
  });

  it('stops at the size limit, stated or not', async () => {
    answer = (_request, response) => response.end('1 2 3\n'.repeat(5000));
    expect((await failure(get())).code).toBe('too-large');
    answer = (_request, response) => {
      response.write('1 2 3\n'.repeat(2500));
      response.end('1 2 3\n'.repeat(2500));
    };
    expect((await failure(get())).code).toBe('too-large');
    expectNothingLeft();
  });

  it('can be cancelled', async () => {
    answer = (_request, response) => {
      response.write(good.slice(0, 8));
    };
    const controller = new AbortController();
    const downloading = get(controller.signal);
    await expect.poll(() => requests.length).toBe(1);
    controller.abort();
    expect((await failure(downloading)).code).toBe('cancelled');
    expectNothingLeft();
  });

  it('off-line says so and what to do', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(get());
    expect(error.code).toBe('not-available');
    expect(error.message).toMatch(/the source cannot be reached .*drop it on the window/);
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
});
