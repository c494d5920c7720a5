import { expect, test } from 'vitest';
import { placeWindow, type WindowState } from './window-state.ts';

const primary = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 0, width: 1280, height: 1000 };
const saved = (change: Partial<WindowState> = {}): WindowState => ({
  x: 100,
  y: 80,
  width: 1200,
  height: 800,
  maximized: false,
  ...change,
});

test('the first time: the usual size, where the system puts it, never larger than the display', () => {
  expect(placeWindow(null, [primary])).toEqual({
    position: null,
    width: 1440,
    height: 900,
    maximized: false,
  });
  expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toMatchObject({
    width: 1024,
    height: 700,
  });
});

test('where it was, on whichever display', () => {
  expect(placeWindow(saved(), [primary])).toEqual({
    position: { x: 100, y: 80 },
    width: 1200,
    height: 800,
    maximized: false,
  });
  expect(placeWindow(saved({ x: 2000 }), [primary, right])).toMatchObject({ position: { x: 2000, y: 80 } });
  expect(placeWindow(saved({ maximized: true }), [primary]).maximized).toBe(true);
});

test('a place that cannot be seen any more is given up, the size is kept as far as it fits', () => {
  expect(placeWindow(saved({ x: 2000 }), [primary])).toMatchObject({ position: null, width: 1200 });
  expect(placeWindow(saved({ y: -50 }), [primary]).position).toBeNull();
  expect(placeWindow(saved({ y: 1030 }), [primary]).position).toBeNull();
  expect(placeWindow(saved({ x: -1100 }), [primary]).position).toBeNull();
  expect(placeWindow(saved({ x: -900 }), [primary]).position).toEqual({ x: -900, y: 80 });
  expect(placeWindow(saved({ width: 5000, height: 10 }), [primary])).toMatchObject({
    width: 1920,
    height: 560,
  });
});
