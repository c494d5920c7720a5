import { expect, it } from 'vitest';
import { settingsWords } from './settings-words.ts';

it('says step size and damping, ranges by their ends', () => {
  expect(settingsWords({ stepSize: 1 })).toBe('1');
  expect(settingsWords({ stepSize: 0.05, damping: 0 })).toBe('0.05');
  expect(settingsWords({ stepSize: 1 / 3, damping: 1e-4 })).toBe('0.333, damping 1e-4');
  expect(settingsWords({ stepSize: 1, damping: { relative: 0.01 } })).toBe('1, damping 0.01 tr(B)/D');
  expect(settingsWords({ stepSize: { logspace: [-4, 1, 6] }, damping: { values: [3, 0, 1] } })).toBe(
    '1e-4 to 10, damping 0 to 3',
  );
});
