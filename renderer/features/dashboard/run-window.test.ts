import { expect, it } from 'vitest';
import type { ScreenRun } from '../../stores/screen-run.ts';
import { rowHeight, tableItems, windowOf } from './run-window.ts';

const runs = (count: number) => Array.from({ length: count }, (_, i) => ({ key: `e:${i}` }) as ScreenRun);

it('puts a heading before each group', () => {
  const items = tableItems(
    [
      { title: 'gd', runs: runs(2) },
      { title: 'ngd', runs: runs(1) },
    ],
    'Optimizer',
  );
  expect(items.map(({ run, title }) => run?.key ?? title)).toEqual([
    'Optimizer: gd (2)',
    'e:0',
    'e:1',
    'Optimizer: ngd (1)',
    'e:0',
  ]);
  expect(items.map(({ position }) => position)).toEqual([2, 3, 4, 5, 6]);
});

it('shows a short table whole', () => {
  const items = tableItems([{ title: '', runs: runs(60) }], null);
  expect(windowOf(items, 900, 420)).toEqual({ items, before: 0, after: 0 });
});

it('keeps the height of a long table wherever it is scrolled to', () => {
  const items = tableItems([{ title: '', runs: runs(500) }], null);
  for (const scrolled of [0, 3000, 500 * rowHeight - 420, 1e9]) {
    const { items: shown, before, after } = windowOf(items, scrolled, 420);
    expect(shown.length).toBeLessThan(60);
    expect(shown.length).toBeGreaterThan(0);
    expect(before + shown.length * rowHeight + Math.max(0, after)).toBe(500 * rowHeight);
  }
  const middle = windowOf(items, 250 * rowHeight, 420).items.map(({ position }) => position);
  expect(middle).toContain(252);
  expect(middle).toContain(263);
});
