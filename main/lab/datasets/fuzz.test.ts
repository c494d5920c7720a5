import { describe, expect, it } from 'vitest';
import { fuzz, seeds } from './testing-fuzz.ts';

describe('500 mutants of a real file in each format are imported or refused, never worse', () => {
  it.each(Object.keys(seeds))('%s', async (format) => {
    const { imported, refused, slowestMilliseconds, failures } = await fuzz(format, 500, 50);
    expect(failures).toEqual([]);
    expect(imported + refused).toBe(500);
    expect(refused).toBeGreaterThan(0);
    expect(slowestMilliseconds).toBeLessThan(5000);
  });
});
