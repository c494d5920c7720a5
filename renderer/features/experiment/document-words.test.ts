import { expect, it } from 'vitest';
import type { DatasetEntry } from '#contract/dataset.ts';
import { firstExperiment } from '../../stores/example.ts';
import { withDataset } from './document-words.ts';

const entries = [{ id: 'iris', name: 'Iris' }] as unknown as DatasetEntry[];
const optimizers = [{ kind: 'gd' }];
const onIris = (name?: string) => ({
  dataset: { id: 'iris' },
  optimizers,
  ...(name === undefined ? {} : { name }),
});
const nameOnOther = (name?: string) => withDataset(onIris(name), { id: 'wine' }, entries)['name'];

it('a name that was typed stays with other data, one that nobody typed goes', () => {
  expect(withDataset(onIris('Mine'), { id: 'wine' }, entries)).toEqual({
    name: 'Mine',
    dataset: { id: 'wine' },
    optimizers,
  });
  expect(nameOnOther('Mine, from where gd was after 9 iterations')).toBe(
    'Mine, from where gd was after 9 iterations',
  );
  for (const automatic of [undefined, '', String(firstExperiment['name']), 'Iris: GD']) {
    expect(nameOnOther(automatic), automatic).toBeUndefined();
  }
  for (const automatic of [
    'Iris: GD, from where gd was after 9 iterations',
    'from where gd was after 1 iterations',
  ]) {
    expect(nameOnOther(automatic), automatic).toBeUndefined();
  }
});
