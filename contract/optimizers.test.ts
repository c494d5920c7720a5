import { describe, expect, test } from 'vitest';
import { optimizerInfo, optimizerKinds } from './optimizer-info.ts';
import { optimizerSchema, optionsOf } from './optimizers.ts';
import { rangeValues } from './ranges.ts';

test('the registry and the schema know the same kinds', () => {
  expect(optimizerSchema.options.map((option) => option.shape.kind.value).sort()).toEqual(
    [...optimizerKinds].sort(),
  );
});

describe.each(optimizerKinds)('%s', (kind) => {
  const smallest = {
    id: 'x',
    kind,
    stepSize: 1,
    ...(optimizerInfo[kind].stochasticOnly ? { batchSize: 1 } : {}),
  };

  test('needs only id, kind and stepSize (and batchSize where stochastic)', () => {
    expect(optimizerSchema.safeParse(smallest).success).toBe(true);
  });

  test('every option but those has a default', () => {
    const parsed = optimizerSchema.parse(smallest);
    expect(Object.keys(parsed).sort()).toEqual(Object.keys(optionsOf(kind)).sort());
  });
});

test.each([
  ['adagrad', { epsilon: 1e-10 }],
  ['rmsprop', { epsilon: 1e-8, decay: 0.99 }],
  ['adam', { epsilon: 1e-8, beta1: 0.9, beta2: 0.999 }],
  ['momentum', { beta1: 0.9 }],
  ['online-ng', { decay: 0.95 }],
  ['variance-adapted', { decay: 0.95 }],
])('constants of %s', (kind, constants) => {
  expect(optimizerSchema.parse({ id: 'x', kind, stepSize: 1, batchSize: 1 })).toMatchObject(constants);
});

test('ranges', () => {
  const steps = rangeValues({ logspace: [-20, 10, 241] });
  expect(steps).toHaveLength(241);
  expect(steps[0]).toBe(1e-20);
  expect(steps[240]).toBe(1e10);
  expect(steps[160]).toBe(1);
  expect(rangeValues({ values: [3, 1] })).toEqual([3, 1]);
});
