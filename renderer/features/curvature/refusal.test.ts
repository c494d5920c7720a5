import { expect, it } from 'vitest';
import { suggestedL2 } from './refusal.ts';

it('finds the penalty that a reason suggests, also at the end of a sentence', () => {
  expect(suggestedL2('a penalty makes it finite, e.g. model.l2 = 0.001757')).toBe(0.001757);
  expect(suggestedL2('the loss has no minimum; e.g. model.l2 = 1.8e-3.')).toBe(0.0018);
  expect(suggestedL2('e.g. model.l2 = 1.')).toBe(1);
  expect(suggestedL2('informationMatrixTest needs model.l2 = 0: a penalty moves the minimum')).toBeNull();
  expect(suggestedL2('cancelled')).toBeNull();
});
