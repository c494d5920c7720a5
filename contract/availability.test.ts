import { expect, test } from 'vitest';
import { parseExperiment } from './experiment.ts';

const base = {
  version: 1,
  dataset: { id: 'boston' },
  model: { kind: 'linear' },
  optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 1 }],
};

test('what runs is accepted', () => {
  expect(parseExperiment(base).ok).toBe(true);
});

test('what does not run yet is refused with its path', () => {
  const parsed = parseExperiment({ version: 1, kind: 'curvature', dataset: base.dataset, model: base.model });
  expect(parsed.ok ? [] : parsed.issues.map((issue) => issue.message)).toEqual([
    'kind: "curvature" is not available yet',
  ]);
});
