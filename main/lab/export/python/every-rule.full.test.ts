import { expect, test } from 'vitest';
import { caseOf, rules, waysOf } from './testing-rules.ts';
import { differencesIn, skippedWithout, withoutPython } from './testing.ts';

let [runs, fragileRuns] = [0, 0];

test.skipIf(withoutPython).each(rules.map((rule, r) => [rule.model.kind, JSON.stringify(rule.options), r]))(
  `%s, %s: every way to step prints its losses${skippedWithout}`,
  (_model, _options, r) => {
    const rule = rules[r as number]!;
    const cases = waysOf(rule).map((way, w) => caseOf(rule, way, w + (r as number)));
    const { wrong, fragile } = differencesIn(cases);
    expect(wrong).toEqual([]);
    runs += cases.length;
    fragileRuns += fragile;
  },
);

test.skipIf(withoutPython)(`hardly any of them is decided by rounding${skippedWithout}`, () => {
  expect(runs).toBeGreaterThan(10_000);
  expect(fragileRuns).toBeLessThan(0.01 * runs);
});
