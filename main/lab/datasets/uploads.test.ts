import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { context, failure, TestBench } from './testing.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(() => bench.close());

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

  it('that are discarded while they are looked at end as cancelled', async () => {
    const upload = await bench.upload('a.csv', 'a,b\n1,2\n3,5\n');
    const preview = failure(bench.preview(upload));
    await bench.service.handlers['datasets.discardUpload']({ upload }, context());
    expect(await preview).toMatchObject({ code: 'cancelled', message: 'a.csv was discarded' });
    expect((await failure(bench.preview(upload))).code).toBe('not-found');
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
