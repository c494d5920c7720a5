import { expect, it } from 'vitest';
import { formStateOf } from './form-state.ts';

const ran = {
  kind: 'compare',
  name: 'First',
  dataset: { id: 'breast-cancer' },
  model: { kind: 'logistic' },
  iterations: 100,
  optimizers: [{ kind: 'ngd', id: 'ngd', stepSize: 1 }],
};

it('tells what was run from what was changed since and from another problem', () => {
  expect(formStateOf(ran, [ran])).toBe('same');
  expect(formStateOf({ ...ran, name: 'Second' }, [ran])).toBe('same');
  expect(formStateOf({ ...ran, iterations: 101 }, [ran])).toBe('changed');
  expect(formStateOf({ ...ran, optimizers: [{ ...ran.optimizers[0], stepSize: 0.5 }] }, [ran])).toBe(
    'changed',
  );
  expect(formStateOf({ ...ran, dataset: { id: 'wine' } }, [ran])).toBe('other');
  expect(formStateOf({ ...ran, model: { kind: 'linear' } }, [ran])).toBe('other');
  expect(formStateOf({ ...ran, kind: 'starting-points' }, [ran])).toBe('other');
});

it('looks for the form among several, and calls what cannot be run a change', () => {
  const other = { ...ran, dataset: { id: 'wine' } };
  expect(formStateOf(other, [ran, other])).toBe('same');
  expect(formStateOf({ ...other, iterations: 3 }, [ran, other])).toBe('changed');
  expect(formStateOf(null, [ran])).toBe('changed');
});
