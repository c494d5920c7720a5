import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { importOptionsSchema, type ImportOptionsInput } from '#contract/dataset-import.ts';
import { context, failure, TestBench } from './testing.ts';

let bench: TestBench;
beforeEach(async () => {
  bench = await TestBench.open();
});
afterEach(() => bench.close());

const texts = 'a,y\n1,ja\n2,nein\n3,nein\n5,ja\n8,nein\n';
const numbers = 'a,y\n1,2.5\n2,7\n3,7\n5,2.5\n8,7\n';
const sparse = '-1 1:1\n+1 1:2 40:1\n+1 1:3\n-1 1:5\n+1 1:8\n';

/** Imports under the options and answers the id and the 0/1 target. */
async function imported(name: string, text: string, options: ImportOptionsInput = {}) {
  const { id } = await bench.import(await bench.upload(name, text), options);
  return { id, target: [...(await bench.load({ id })).problem.train.target] };
}
const asDetected = [0, 1, 1, 0, 1];
const other = [1, 0, 0, 1, 0];

it.each([
  ['texts.csv', texts, 'ja', 'nein'],
  ['numbers.csv', numbers, '2.5', '7'],
  ['sparse.libsvm', sparse, '-1', '1'],
])(
  'of two classes the second in order is 1, or the one that is chosen: %s',
  async (name, text, first, second) => {
    expect((await imported(name, text)).target).toEqual(asDetected);
    const same = await imported(name, text, { classOne: second });
    expect(same.target).toEqual(asDetected);
    const { id, target } = await imported(name, text, { classOne: first });
    expect(target).toEqual(other);
    const { classCounts, task } = await bench.service.library.show(id);
    expect([task, classCounts]).toEqual([
      'binary',
      [
        { label: second, count: 3 },
        { label: first, count: 2 },
      ],
    ]);
    const preview = await bench.preview(await bench.upload(name, text), { classOne: first });
    expect(preview.classCounts).toEqual(classCounts);
    expect(preview.summary).toContain(`the two-class target y (${second}: 3, ${first}: 2)`);

    // What is exported comes in again as the same numbers, without the option.
    const exported = await bench.service.imports.export(id, context().signal);
    expect((await imported(exported.name, Buffer.from(exported.bytes).toString())).target).toEqual(other);
  },
);

it.each(['regression', 'count'] as const)(
  'numbers whose class 1 was chosen are not taken for texts where the task is %s',
  async (task) => {
    const { id } = await imported('sparse.libsvm', sparse, { classOne: '-1' });
    expect(await failure(bench.load({ id, task }))).toMatchObject({
      code: 'invalid-data',
      message: `target y: its classes were put in another order at the import (class 1 is -1), so its task cannot be ${task}; import it again without Class 1 to use its numbers`,
    });
    const asDetected = await imported('sparse.libsvm', sparse);
    const target = bench.load({ id: asDetected.id, task: 'regression' });
    expect([...(await target).problem.train.target]).toEqual([-1, 1, 1, -1, 1]);
    const texted = await imported('texts.csv', texts, { classOne: 'ja' });
    const refusal = await failure(bench.load({ id: texted.id, task }));
    expect(refusal).toMatchObject({
      message: expect.stringContaining('its values are texts (nein, ja)') as string,
    });
  },
);

it('the options that the set keeps repeat the choice', async () => {
  const { id } = await imported('texts.csv', texts, { classOne: 'ja' });
  const path = join(bench.folder, 'datasets', id, 'dataset.json');
  const { options } = JSON.parse(readFileSync(path, 'utf8')) as { options: unknown };
  const again = importOptionsSchema.parse(options);
  expect(again.classOne).toBe('ja');
  expect((await imported('texts.csv', texts, again)).target).toEqual(other);
});

it('a choice that does not fit is a fault, in the preview and in the import', async () => {
  const cases: [string, ImportOptionsInput, string][] = [
    [texts, { classOne: 'maybe' }, 'target y: class 1 cannot be "maybe"; its classes are ja and nein'],
    [numbers, { classOne: '2.5', task: 'regression' }, 'its task is regression'],
    [texts, { classOne: 'ja', task: 'multiclass' }, 'its task is multiclass'],
    ['a,y\n1,x\n2,y\n3,z\n', { classOne: 'x' }, 'its task is multiclass'],
  ];
  for (const [text, options, reason] of cases) {
    const upload = await bench.upload('f.csv', text);
    expect((await bench.preview(upload, options)).faults).toEqual([expect.stringContaining(reason)]);
    expect(await failure(bench.import(upload, options))).toMatchObject({
      code: 'invalid-data',
      message: expect.stringContaining(reason) as string,
    });
  }
});
