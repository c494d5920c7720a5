import { expect, it } from 'vitest';
import { hatches } from './hatching.ts';

it('hatches a box corner to corner within its edges, and neighbours continue each other', () => {
  const box = { left: 10, right: 22, top: 3, bottom: 12 };
  const lines = hatches(box);
  expect(lines.map(({ from }) => from[0] + from[1])).toEqual([18, 24, 30]);
  for (const { from, to } of lines) {
    expect(from[0] + from[1]).toBeCloseTo(to[0] + to[1], 12);
    for (const [x, y] of [from, to]) {
      expect(x >= box.left && x <= box.right && y >= box.top && y <= box.bottom).toBe(true);
    }
  }
  const beside = hatches({ ...box, left: 22, right: 34 });
  expect(beside[0]!.from).toEqual(lines.find(({ to }) => to[0] === 22)!.to);
});
