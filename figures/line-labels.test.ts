import { expect, it } from 'vitest';
import { canStandAtEnds, spreadApart } from './line-labels.ts';

const room = [0, 100] as const;

it('leaves labels where they are when they are far enough apart', () => {
  expect(spreadApart([80, 10, 40], 14, room)).toEqual([80, 10, 40]);
});

it('spreads equal and close ones about where they want to be, in their order', () => {
  expect(spreadApart([50, 50], 14, room)).toEqual([43, 57]);
  expect(spreadApart([52, 48, 90], 14, room)).toEqual([57, 43, 90]);
  // The third is pushed by the first two, and pushes back.
  expect(spreadApart([50, 50, 60], 14, room)).toEqual([160 / 3 - 14, 160 / 3, 160 / 3 + 14]);
});

it('stays within the plot, evenly where there is no room for the distance', () => {
  expect(spreadApart([99, 100], 14, room)).toEqual([86, 100]);
  expect(spreadApart([1, 0], 14, room)).toEqual([14, 0]);
  expect(spreadApart([5, 5, 5], 80, room)).toEqual([0, 50, 100]);
  expect(spreadApart([30], 14, room)).toEqual([30]);
});

it('never lets labels touch or change places, whatever is wanted', () => {
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let trial = 0; trial < 500; trial++) {
    const wanted = Array.from({ length: 1 + (trial % 6) }, () => Math.round(random() * 20) * 5);
    const found = spreadApart(wanted, 14, room);
    const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
    const heights = order.map((i) => found[i]!);
    heights.forEach((y, k) => {
      expect(y).toBeGreaterThanOrEqual(-1e-9);
      expect(y).toBeLessThanOrEqual(100 + 1e-9);
      if (k > 0) expect(y - heights[k - 1]!).toBeGreaterThanOrEqual(14 - 1e-9);
    });
  }
});

it('wants few, short and different labels at line ends', () => {
  expect(canStandAtEnds(['GD', 'NGD'])).toBe(true);
  expect(canStandAtEnds(['GD', 'GD'])).toBe(false);
  expect(canStandAtEnds(['1', '2', '3', '4', '5', '6', '7'])).toBe(false);
  expect(canStandAtEnds(['GD', 'a name of more than twenty'])).toBe(false);
});
