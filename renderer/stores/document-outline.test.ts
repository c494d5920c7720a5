import { expect, test } from 'vitest';
import { hasOutline, outlineIssues } from './document-outline.ts';
import { firstExperiment } from './example.ts';

test('what is being typed passes: wrong numbers, unknown names, missing parts', () => {
  const optimizers = [{ id: 'a', kind: 'nonsense', stepSize: 'x' }];
  for (const document of [
    firstExperiment,
    {},
    { ...firstExperiment, optimizers, iterations: 'ten', model: null },
  ]) {
    expect(outlineIssues(document)).toEqual([]);
  }
});

test.each([
  [5, '5 is not an experiment: a JSON object { ... }'],
  [{ dataset: 'x' }, 'dataset: "x" is not an object { ... }'],
  [{ optimizers: {} }, 'optimizers: {} is not a list [ ... ]'],
  [{ optimizers: [{}, null] }, 'optimizers[1]: null is not an object { ... }'],
  [{ optimizers: [{ damping: { logspace: 3 } }] }, 'optimizers[0].damping.logspace: 3 is not a list [ ... ]'],
  [{ bounds: [[0, 1], 2] }, 'bounds[1]: 2 is not a list [ ... ]'],
  [{ model: { hidden: 3 } }, 'model.hidden: 3 is not a list [ ... ]'],
])('%j cannot be shown, and it is said why', (document, message) => {
  expect(outlineIssues(document).map((issue) => issue.message)).toEqual([message]);
  expect(hasOutline(document)).toBe(false);
});
