import { expect, test } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { changeExperimentKind, formKinds, hasOptimizers, hasRuns } from './kind-edits.ts';

const document = {
  version: 1,
  dataset: { synthetic: 'figure-1' },
  model: { kind: 'linear' },
  iterations: 7,
  start: { kind: 'values', values: [2, 4.5] },
  optimizers: [
    { id: 'gd', kind: 'gd', stepSize: { values: [0.1, 0.2, 0.3] } },
    { id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-8 },
  ],
};

test.each(formKinds)('a comparison becomes a valid %s', (kind) => {
  const changed = changeExperimentKind(document, kind);
  const parsed = parseExperiment(changed);
  expect(parsed.ok ? [] : parsed.issues).toEqual([]);
  expect(changed['kind']).toBe(kind === 'compare' ? undefined : kind);
  expect('optimizers' in changed).toBe(hasOptimizers(kind));
  expect('iterations' in changed).toBe(hasRuns(kind));
});

test('a range becomes a number, a start a flow, and what both kinds have stays', () => {
  const field = changeExperimentKind(document, 'vector-field');
  expect(field['optimizers']).toEqual([{ id: 'gd', kind: 'gd', stepSize: 0.2 }, document.optimizers[1]]);
  expect(field['flow']).toMatchObject({ starts: [[2, 4.5]] });
  expect(field['dataset']).toBe(document.dataset);
  const flow = { steps: 3, stepSize: 1, starts: [[1, 1]] };
  expect(changeExperimentKind({ ...field, flow }, 'vector-field')['flow']).toBe(flow);
});

test('an optimizer of an unknown kind is kept as it is, for the contract to find fault with', () => {
  const optimizers = [{ id: 'a', kind: 'nonsense', stepSize: 1 }];
  expect(changeExperimentKind({ ...document, optimizers }, 'vector-field')).toMatchObject({ optimizers });
});
