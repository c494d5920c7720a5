import { describe, expect, it } from 'vitest';
import { valueAt, withValueAt } from './document-path.ts';

const document = { optimizers: [{ id: 'gd', stepSize: 1 }], model: { kind: 'logistic' } };

describe('withValueAt', () => {
  it('replaces a value deep inside and leaves the original alone', () => {
    const changed = withValueAt(document, ['optimizers', 0, 'stepSize'], 2);
    expect(changed.optimizers[0]).toEqual({ id: 'gd', stepSize: 2 });
    expect(document.optimizers[0]!.stepSize).toBe(1);
    expect(changed.model).toBe(document.model);
  });
  it('removes a key for undefined', () => {
    expect(withValueAt(document, ['model', 'kind'], undefined).model).toEqual({});
  });
  it('makes the objects on the way', () => {
    expect(withValueAt({}, ['stop', 'gradientNorm'], 1e-6)).toEqual({ stop: { gradientNorm: 1e-6 } });
  });
});

it('reads nothing where there is nothing', () => {
  expect(valueAt(document, ['optimizers', 3, 'id'])).toBeUndefined();
  expect(valueAt(document, ['optimizers', 0, 'id'])).toBe('gd');
});
