import { expect, it } from 'vitest';
import { shallowRef, watchEffect } from 'vue';
import { withValueAt, type JsonObject } from './document-path.ts';
import { pathReader } from './path-reader.ts';

it('tells of a change of the value that was read, and of no other', () => {
  const document = shallowRef<JsonObject>({ seed: 1, optimizers: [{ stepSize: 1 }, { stepSize: 2 }] });
  const read = pathReader(document);
  const seen: unknown[] = [];
  watchEffect(() => seen.push(read(['optimizers', 1, 'stepSize'])), { flush: 'sync' });
  const edit = (path: (string | number)[], value: unknown) =>
    (document.value = withValueAt(document.value, path, value));
  edit(['seed'], 7);
  edit(['optimizers', 0, 'stepSize'], 3);
  expect(seen).toEqual([2]);
  edit(['optimizers', 1, 'stepSize'], 4);
  edit(['optimizers'], []);
  expect(seen).toEqual([2, 4, undefined]);
  expect([read(['seed']), read(['optimizers', 1])]).toEqual([7, undefined]);
});
