import { expect, it } from 'vitest';
import { ref } from 'vue';
import { steady, steadyList } from './steady.ts';

it('keeps an object that says the same', () => {
  const source = ref(1);
  const parity = steady(() => ({ odd: source.value % 2 === 1 }));
  const first = parity.value;
  source.value = 3;
  expect(parity.value).toBe(first);
  source.value = 4;
  expect(parity.value).toEqual({ odd: false });
});

it('keeps the entries of a list that say the same, and the list when all do', () => {
  const source = ref(['a', 'b']);
  const list = steadyList(() => source.value.map((name) => ({ name })));
  const first = list.value;
  source.value = ['a', 'b'];
  expect(list.value).toBe(first);
  source.value = ['a', 'c', 'd'];
  expect(list.value).toEqual([{ name: 'a' }, { name: 'c' }, { name: 'd' }]);
  expect(list.value[0]).toBe(first[0]);
  source.value = ['a'];
  expect(list.value).toEqual([{ name: 'a' }]);
});
