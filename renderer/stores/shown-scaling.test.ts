import { expect, it } from 'vitest';
import { shownScaling } from './shown-scaling.ts';

it('is the common one, the default where a document says none, and "each" where they differ', () => {
  expect(shownScaling([])).toBe('mean');
  expect(shownScaling([{}, { scaling: 'mean' }, null])).toBe('mean');
  expect(shownScaling([{ scaling: 'sum' }, { scaling: 'sum' }])).toBe('sum');
  expect(shownScaling([{ scaling: 'sum' }, {}])).toBe('each');
});
