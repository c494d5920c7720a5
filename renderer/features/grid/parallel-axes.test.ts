import { describe, expect, it } from 'vitest';
import type { GridColumns } from '#contract/api/experiments.ts';
import { brushBetween, lostPosition, parallelAxes, withinBrushes } from './parallel-axes.ts';

/** Three step sizes by two dampings: the last step size diverges, its last cell is not computed yet. */
const grid: GridColumns = {
  optimizer: 'ngd',
  stepSizes: Float64Array.of(0.1, 1, 10),
  dampings: Float64Array.of(1e-4, 1e-2),
  finalLoss: Float64Array.of(10, 1, 0.1, 0.01, 1e9, Number.NaN),
  bestLoss: Float64Array.of(10, 1, 0.1, 0.01, 1, Number.NaN),
  iterations: Float64Array.of(100, 100, 100, 50, 4, 0),
  status: Float64Array.of(1, 1, 1, 1, 2, 0),
  tied: new Float64Array(6),
  fragile: new Float64Array(6),
  dampingRaised: new Float64Array(6),
};
const axes = parallelAxes(grid);
const axis = (key: string) => axes.find((item) => item.key === key)!;

describe('parallelAxes', () => {
  it('puts parameters at their place in the grid', () => {
    expect([...axis('stepSize').positions]).toEqual([0, 0, 0.5, 0.5, 1, NaN]);
    expect([...axis('damping').positions]).toEqual([0, 1, 0, 1, 0, NaN]);
    expect(axis('stepSize').read(0.45)).toBe('1');
  });
  it('spaces losses by decades, what diverged above all of them', () => {
    const [a, b, c, d, lost, none] = axis('finalLoss').positions;
    expect(a! - b!).toBeCloseTo(b! - c!, 12);
    expect(d).toBe(0);
    expect(lost).toBe(lostPosition);
    expect(none).toBeNaN();
    expect(axis('finalLoss').read(lostPosition)).toBe('diverged');
    expect(axis('finalLoss').ticks.at(-1)).toEqual({ position: lostPosition, text: 'diverged' });
  });
  it('reads back what stands at a position', () => {
    for (const [i, loss] of [10, 1, 0.1, 0.01].entries()) {
      expect(Number(axis('finalLoss').read(axis('finalLoss').positions[i]!))).toBeCloseTo(loss, 6);
    }
    expect(axis('iterations').read(0.5)).toBe('50');
  });
  it('has no damping axis for an optimizer without damping', () => {
    const flat = { ...grid, dampings: new Float64Array(0), status: Float64Array.of(1, 1, 1) };
    expect(parallelAxes(flat).map(({ key }) => key)).not.toContain('damping');
  });
});

describe('withinBrushes', () => {
  it('lets every computed cell through without a brush', () => {
    expect(withinBrushes(axes, {})).toEqual([true, true, true, true, true, false]);
  });
  it('keeps what lies in all ranges, their ends included', () => {
    expect(withinBrushes(axes, { stepSize: [0, 0.5] })).toEqual([true, true, true, true, false, false]);
    expect(withinBrushes(axes, { stepSize: [0.5, 1], damping: [1, 1] })).toEqual([
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
    expect(withinBrushes(axes, { finalLoss: [0.95, 1] })).toEqual([false, false, false, false, true, false]);
  });
});

it('a drag makes a range in either direction, a click none', () => {
  expect(brushBetween(0.7, 0.2)).toEqual([0.2, 0.7]);
  expect(brushBetween(0.5, 1.4)).toEqual([0.5, 1]);
  expect(brushBetween(0.5, 0.505)).toBeNull();
});
