import { expect, it } from 'vitest';
import { chartsThatFit, isWholeDue, isWorthATry, keepsUp, typicalOf } from './frame-budget.ts';

it('follows with all that is recorded from 20 redraws a second on, and as long as 10 are reached', () => {
  expect([keepsUp(49, false), keepsUp(51, false)]).toEqual([true, false]);
  expect([keepsUp(51, true), keepsUp(99, true), keepsUp(101, true)]).toEqual([true, true, false]);
});

it('asks for all that is recorded at each edit where that fits into a frame, else fifteen times a second at most', () => {
  expect(isWholeDue(16, 1)).toBe(true);
  expect([isWholeDue(17, 66), isWholeDue(17, 67)]).toEqual([false, true]);
});

it('forgives the first answer of a problem, within reason', () => {
  expect([keepsUp(900, null), keepsUp(1100, null)]).toEqual([true, false]);
});

it('tries again what was too slow, a tenth of the time, and never what takes very long', () => {
  expect([isWorthATry(100, 999), isWorthATry(100, 1000)]).toEqual([false, true]);
  expect(isWorthATry(251, 1e9)).toBe(false);
});

it('lets one slow answer among three, or the first of two, decide nothing', () => {
  expect(typicalOf([20, 500, 30])).toBe(30);
  expect(typicalOf([500, 20])).toBe(20);
  expect(typicalOf([40])).toBe(40);
});

it('draws as many charts as fit into a frame, and two in any case', () => {
  expect([3, 5, 8, 50].map(chartsThatFit)).toEqual([5, 3, 2, 2]);
  expect(chartsThatFit(null)).toBe(Infinity);
});
