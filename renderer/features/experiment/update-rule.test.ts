import katex from 'katex';
import { expect, it } from 'vitest';
import { optimizerKinds } from '#contract/optimizer-info.ts';
import { ruleWithNumbers } from './update-rule.ts';

const tex = String.raw;

it('puts the numbers in', () => {
  expect(ruleWithNumbers('ngd', { stepSize: 0.01, damping: 1e-6 })).toBe(
    tex`\theta \leftarrow \theta - 0.01 \cdot (F + 10^{-6}\, I)^{-1} g`,
  );
  expect(ruleWithNumbers('ngd', { stepSize: 0.01, damping: { relative: 0.1 } })).toBe(
    tex`\theta \leftarrow \theta - 0.01 \cdot (F + 0.1\, \tfrac{\operatorname{tr} B}{D}\, I)^{-1} g`,
  );
});

it('leaves out a damping of 0 and a step size of 1', () => {
  expect(ruleWithNumbers('efgd', { stepSize: 1, damping: 0 })).toBe(
    tex`\theta \leftarrow \theta - \tilde F^{-1} g`,
  );
});

it('keeps the letters of a range', () => {
  expect(ruleWithNumbers('ngd', { stepSize: { logspace: [-2, 2, 5] }, damping: { values: [0, 1] } })).toBe(
    tex`\theta \leftarrow \theta - \gamma\, (F + \lambda I)^{-1} g`,
  );
});

it('says what a schedule does to the step size, also to one that is searched', () => {
  const rule = (schedule: string, stepSize: unknown = 0.5) => ruleWithNumbers('gd', { stepSize, schedule });
  expect(rule('constant')).toBe(tex`\theta \leftarrow \theta - 0.5 \cdot g`);
  expect(rule('inverse-sqrt')).toBe(tex`\theta \leftarrow \theta - 0.5 \cdot \tfrac{1}{\sqrt{t}}\, g`);
  expect(rule('inverse', 1)).toBe(tex`\theta \leftarrow \theta - \tfrac{1}{t}\, g`);
  expect(rule('cosine', { values: [1, 2] })).toBe(
    tex`\theta \leftarrow \theta - \gamma\, \tfrac{1 + \cos(\pi t/T)}{2}\, g`,
  );
});

it('says where an adapted damping begins, and that a line search shortens the step', () => {
  expect(ruleWithNumbers('newton', { stepSize: 1, damping: 1e-3, dampingRule: 'levenberg-marquardt' })).toBe(
    tex`\theta \leftarrow \theta - (H + \lambda_t I)^{-1} g,\quad \lambda_1 = 0.001`,
  );
  expect(ruleWithNumbers('gd', { stepSize: 0.5, lineSearch: 'armijo', schedule: 'inverse' })).toBe(
    tex`\theta \leftarrow \theta - \gamma_t\, g,\quad \gamma_t \le 0.5 \cdot \tfrac{1}{t}\,`,
  );
});

it('shows the gradient of a mini-batch as an estimate', () => {
  expect(ruleWithNumbers('gd', { stepSize: 0.5, batchSize: 32 })).toBe(
    tex`\theta \leftarrow \theta - 0.5 \cdot \hat g`,
  );
  expect(ruleWithNumbers('sign', { stepSize: 0.5, batchSize: 32 })).toBe(
    tex`\theta \leftarrow \theta - 0.5 \cdot \operatorname{sign}(\hat g)`,
  );
});

it.each(optimizerKinds)('is TeX that sets: %s', (kind) => {
  for (const damping of [undefined, 0, 1e-3, { relative: 0.1 }]) {
    for (const schedule of [undefined, 'inverse', 'cosine', 'inverse-sqrt']) {
      for (const lineSearch of ['none', 'armijo']) {
        const options = { damping, schedule, lineSearch, dampingRule: 'levenberg-marquardt', batchSize: 3 };
        for (const stepSize of [0.5, 1, { values: [1] }]) {
          expect(() =>
            katex.renderToString(ruleWithNumbers(kind, { stepSize, ...options }), { strict: 'error' }),
          ).not.toThrow();
        }
      }
    }
  }
});
