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
    model: { kind: 'mlp' },
    optimizers: [base.optimizers[0], { id: 'k', kind: 'ngd', stepSize: 1, structure: 'ekfac', batchSize: 5 }],
  });
  expect(parsed.ok ? [] : parsed.issues.map((issue) => issue.message)).toEqual([
    'model.kind: "mlp" is not available yet',
    'optimizers[1].structure: "ekfac" is not available yet',
    'optimizers[1].batchSize: 5 is not available yet',
  ]);
});
