import { describe, expect, it } from 'vitest';
import { fuzz, seeds } from './testing-fuzz.ts';

describe('10,000 mutants of a real file in each format are imported or refused, never worse', () => {
  it.each(Object.keys(seeds))('%s', async (format) => {
    const { imported, refused, slowestMilliseconds, failures } = await fuzz(format, 10_000, 20);
    expect(failures).toEqual([]);
    expect(imported + refused).toBe(10_000);
    expect(slowestMilliseconds).toBeLessThan(5000);
  });
});
