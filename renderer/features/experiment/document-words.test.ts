import { expect, it } from 'vitest';
import type { DatasetEntry } from '#contract/dataset.ts';
import type { JsonObject } from '../../stores/document-path.ts';
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

it('other data drop the numbers of a start, and change a model that does not fit their target', () => {
  const known = [
    { id: 'wine', name: 'Wine', task: 'multiclass' },
    { id: 'figure-1', name: 'Figure 1', task: 'regression' },
  ] as unknown as DatasetEntry[];
  const model = { kind: 'logistic', l2: 0.1 };
  const on = (dataset: JsonObject, rest: JsonObject) =>
    withDataset({ dataset: { id: 'iris' }, model, ...rest }, dataset, known);
  expect(on({ id: 'wine' }, { start: { kind: 'values', values: [1, 2] } })).toEqual({
    dataset: { id: 'wine' },
    model: { kind: 'softmax', l2: 0.1 },
  });
  const start = { kind: 'zeros' };
  expect(on({ synthetic: 'figure-1' }, { start })).toEqual({
    dataset: { synthetic: 'figure-1' },
    model: { kind: 'linear', l2: 0.1 },
    start,
  });
  // One that fits stays as it is, and so does any while nobody knows the target.
  expect(on({ id: 'wine' }, { model: { kind: 'linear' } })['model']).toEqual({ kind: 'linear' });
  expect(on({ path: 'a.csv' }, {})['model']).toBe(model);
  const network = { kind: 'mlp', hidden: [4], output: 'logistic' };
  expect(on({ id: 'wine' }, { model: network })['model']).toEqual({ ...network, output: 'softmax' });
});
