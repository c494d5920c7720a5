import { describe, expect, it } from 'vitest';
import { optimizerKinds } from '#contract/optimizer-info.ts';
import { optimizerSchema } from '#contract/optimizers.ts';
import { changeKind, duplicateOptimizer, freeId, newOptimizer, toggleSearch } from './optimizer-edits.ts';

it.each(optimizerKinds)('a new %s is one that the contract accepts', (kind) => {
  expect(optimizerSchema.safeParse(newOptimizer(kind, [])).success).toBe(true);
});

it('numbers what is taken', () => {
  expect(freeId('ngd', ['gd'])).toBe('ngd');
  expect(freeId('ngd', ['ngd', 'ngd-2'])).toBe('ngd-3');
  expect(duplicateOptimizer({ id: 'ngd-2', kind: 'ngd' }, ['ngd-2'])['id']).toBe('ngd-3');
});

describe('changeKind', () => {
  it('keeps what both kinds have and drops the rest', () => {
    const changed = changeKind(
      { id: 'ngd', kind: 'ngd', stepSize: 0.5, damping: 1e-3, fisher: 'exact' },
      'efgd',
      ['ngd'],
    );
    expect(changed).toEqual({ id: 'efgd', kind: 'efgd', stepSize: 0.5, damping: 1e-3 });
  });
  it('keeps a name that somebody gave', () => {
    expect(changeKind({ id: 'My method', kind: 'gd', stepSize: 1 }, 'ngd', ['My method'])['id']).toBe(
      'My method',
    );
  });
  it('gives a stochastic kind the batch size that it needs', () => {
    const changed = changeKind({ id: 'gd', kind: 'gd', stepSize: 1, batchSize: null }, 'adam', ['gd']);
    expect(optimizerSchema.safeParse(changed).success).toBe(true);
  });
});

it('switches between a number and a range around it', () => {
  expect(toggleSearch(0.01)).toEqual({ logspace: [-4, 0, 17] });
  expect(toggleSearch({ logspace: [-4, 0, 17] })).toBe(0.01);
  expect(toggleSearch({ values: [1, 2, 3] })).toBe(2);
});
