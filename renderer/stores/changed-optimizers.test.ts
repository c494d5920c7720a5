import { expect, test } from 'vitest';
import { changedOptimizers, withOptimizers } from './changed-optimizers.ts';
import { withValueAt, type JsonObject } from './document-path.ts';

const document: JsonObject = {
  version: 1,
  model: { kind: 'logistic' },
  optimizers: [
    { id: 'gd', stepSize: 1 },
    { id: 'ngd', stepSize: 1, damping: 0 },
    { id: 'efgd', stepSize: 1, damping: 0 },
  ],
};

test('an edit of one optimizer concerns its run alone', () => {
  const edited = withValueAt(document, ['optimizers', 2, 'damping'], 0.1);
  expect(changedOptimizers(document, edited)).toEqual([2]);
  expect(changedOptimizers(document, withValueAt(edited, ['optimizers', 0, 'stepSize'], 2))).toEqual([0, 2]);
  expect(withOptimizers(edited, [2])).toEqual({
    version: 1,
    model: { kind: 'logistic' },
    optimizers: [{ id: 'efgd', stepSize: 1, damping: 0.1 }],
  });
});

test('any other edit concerns all runs', () => {
  expect(changedOptimizers(document, document)).toEqual([]);
  expect(changedOptimizers(document, withValueAt(document, ['iterations'], 7))).toBeNull();
  expect(changedOptimizers(document, withValueAt(document, ['model', 'l2'], 7))).toBeNull();
  expect(changedOptimizers({ ...document, seed: 1 }, document)).toBeNull();
  const fewer = { ...document, optimizers: (document['optimizers'] as unknown[]).slice(1) };
  expect(changedOptimizers(document, fewer)).toBeNull();
});
