import { expect, test } from 'vitest';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { withValueAt } from '../../stores/document-path.ts';
import { boundsOf, snapped, startOf, startPath, startValue, surfaceKey, zoomed } from './plane-source.ts';
import { eigenvalues2 } from './plane-words.ts';

const compare = {
  version: 1,
  dataset: { synthetic: 'figure-1' },
  model: { kind: 'linear' },
  optimizers: [{ id: 'ngd', kind: 'ngd', stepSize: 1, damping: 1e-8 }],
};
const flow = { steps: 5, stepSize: 0.1, starts: [[0, 0], [1, 1]] }; // prettier-ignore
const vectorField = { ...compare, kind: 'vector-field', flow };

test('the start of a document is moved where it stands, and stays valid', () => {
  for (const document of [compare, vectorField]) {
    const moved = withValueAt(document, startPath(document)!, startValue(document, [0.5, -2]));
    expect(parseExperiment(moved).ok).toBe(true);
    expect(JSON.stringify(moved)).toContain('[0.5,-2]');
  }
  expect(startPath({ ...vectorField, flow: null })).toBeNull();
  expect(startPath({ kind: 'quadratic' })).toBeNull();
});

test('the start is read where the document says it in numbers', () => {
  for (const document of [compare, vectorField])
    expect(startOf(withValueAt(document, startPath(document)!, startValue(document, [0.5, -2])))).toEqual([
      0.5, -2,
    ]);
  expect(startOf({ ...compare, start: { kind: 'normal', scale: 1 } })).toBeNull();
  expect(startOf({ ...compare, start: { kind: 'values', values: [1, 2, 3] } })).toBeNull();
  expect(startOf({ ...compare, start: { kind: 'values', values: [1, 'x'] } })).toBeNull();
  expect(startOf({ kind: 'quadratic' })).toBeNull();
});

test('the window is the document’s, with its default', () => {
  expect(boundsOf(compare)).toBeNull();
  expect(boundsOf(vectorField)).toEqual([[-1, 5], [-1, 5]]); // prettier-ignore
});

test('the surface is asked for again when the loss or a field changes, not for a step size or a start', () => {
  const key = surfaceKey(compare, null, 15);
  expect(surfaceKey(withValueAt(compare, ['start'], { kind: 'zeros' }), null, 15)).toBe(key);
  expect(surfaceKey(withValueAt(compare, ['optimizers', 0, 'stepSize'], 2), null, 15)).toBe(key);
  expect(surfaceKey(withValueAt(compare, ['optimizers', 0, 'damping'], 2), null, 15)).not.toBe(key);
  expect(surfaceKey(withValueAt(compare, ['model', 'l2'], 2), null, 15)).not.toBe(key);
  expect(surfaceKey(compare, [[0, 1], [0, 1]], 15)).not.toBe(key); // prettier-ignore
});

test('a dragged point has numbers that a person would write', () => {
  const bounds = [[-1, 5], [0, 1e-3]] as const; // prettier-ignore
  expect(snapped([1.23456, 0.000123456], bounds)).toEqual([1.23, 0.000123]);
  expect(snapped([1.23456, 0.000123456], bounds, true)).toEqual([1.235, 0.0001235]);
  expect(zoomed([[0, 2], [-1, 1]], 0.5)).toEqual([[0.5, 1.5], [-0.5, 0.5]]); // prettier-ignore
});

test('eigenvalues of two by two', () => {
  const [large, small] = eigenvalues2([[2, 1], [1, 2]]); // prettier-ignore
  expect([large, small]).toEqual([3, 1]);
});
