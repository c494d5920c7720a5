import katex from 'katex';
import { expect, it } from 'vitest';
import { optimizerKinds } from '#contract/optimizer-info.ts';
import { ruleWithNumbers } from './update-rule.ts';

it('puts the numbers in', () => {
  expect(ruleWithNumbers('ngd', 0.01, 1e-6)).toBe(
    String.raw`\theta \leftarrow \theta - 0.01 \cdot (F + 10^{-6}\, I)^{-1} g`,
  );
});

it('leaves out a damping of 0 and a step size of 1', () => {
  expect(ruleWithNumbers('efgd', 1, 0)).toBe(String.raw`\theta \leftarrow \theta - \tilde F^{-1} g`);
});

it('keeps the letters of a range', () => {
  expect(ruleWithNumbers('ngd', { logspace: [-2, 2, 5] }, { values: [0, 1] })).toBe(
    String.raw`\theta \leftarrow \theta - \gamma\, (F + \lambda I)^{-1} g`,
  );
});

it.each(optimizerKinds)('is TeX that sets: %s', (kind) => {
  for (const damping of [undefined, 0, 1e-3, { relative: 0.1 }]) {
    expect(() =>
      katex.renderToString(ruleWithNumbers(kind, 0.5, damping), { strict: 'error' }),
    ).not.toThrow();
  }
});
