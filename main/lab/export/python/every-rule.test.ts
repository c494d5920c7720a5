import { expect, test } from 'vitest';
import { caseOf, rules, waysOf } from './testing-rules.ts';
import { differencesIn, skippedWithout, withoutPython } from './testing.ts';

test.skipIf(withoutPython)(
  `every full-batch optimizer, likelihood and structure prints its losses; the ways to step take turns${skippedWithout}`,
  () => {
    const cases = rules.flatMap((rule, r) => {
      const ways = waysOf(rule);
      // 7 has no factor in common with the 80 ways: they all come up, at one rule or another.
      return [0, 1].map((k) => caseOf(rule, ways[(7 * (2 * r + k)) % ways.length]!, 5 * r + k));
    });
    const { wrong, fragile } = differencesIn(cases);
    expect(wrong).toEqual([]);
    expect(fragile).toBeLessThan(0.01 * cases.length);
  },
  120_000,
);
