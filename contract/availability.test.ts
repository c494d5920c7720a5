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

test('every option that does not run yet is refused with its path, all at once', () => {
  const parsed = parseExperiment({
    ...base,
    optimizers: [
      base.optimizers[0],
      { id: 'v', kind: 'variance-adapted', stepSize: 1, batchSize: 5 },
      { id: 'w', kind: 'variance-adapted', stepSize: 1, batchSize: 5 },
    ],
  });
  expect(parsed.ok ? [] : parsed.issues.map((issue) => issue.message)).toEqual([
    'optimizers[1].kind: "variance-adapted" is not available yet',
    'optimizers[2].kind: "variance-adapted" is not available yet',
  ]);
});
