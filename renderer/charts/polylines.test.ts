import { describe, expect, it } from 'vitest';
import type { FigureRun } from '#figures/runs.ts';
import { extentOf, polylineOf, type PolylineView } from './polylines.ts';

const run = (loss: number[], more: Record<string, number[]> = {}): FigureRun => ({
  optimizer: 'gd',
  kind: 'gd',
  stepSize: 1,
  damping: null,
  status: 'completed',
  series: { loss: Float64Array.from(loss), ...more },
});
const view: PolylineView = { quantity: 'loss', xAxis: 'iteration', yAxis: 'linear' };

describe('polylineOf', () => {
  it('keeps every point of a short run, with its gaps', () => {
    const line = polylineOf(run([3, Number.NaN, 1, 2]), view, 100)!;
    expect([...line.x]).toEqual([0, 1, 2, 3]);
    expect([...line.y]).toEqual([3, Number.NaN, 1, 2]);
    expect([line.left, line.right, line.low, line.high]).toEqual([0, 3, 1, 3]);
  });
  it('keeps the lowest and the highest value of each stretch, whatever the noise', () => {
    const values = Array.from({ length: 1000 }, (_, k) => Math.sin(k * k) * (k === 517 ? 50 : 1));
    const line = polylineOf(run(values), view, 100)!;
    expect(line.y.length).toBeLessThanOrEqual(100);
    expect(line.high).toBe(Math.max(...values));
    expect(line.low).toBe(Math.min(...values));
    // In order, and each point one of the run.
    line.x.forEach((x, i) => {
      expect(line.y[i]).toBe(values[x]);
      if (i > 0) expect(x).toBeGreaterThan(line.x[i - 1]!);
    });
  });
  it('takes logarithms, and makes a gap of what has none', () => {
    const line = polylineOf(run([100, 0, 0.01]), { ...view, yAxis: 'logarithmic' }, 100)!;
    expect([...line.y]).toEqual([2, Number.NaN, -2]);
  });
  it('stands a step at the state where it arrives', () => {
    const line = polylineOf(run([1, 1], { stepNorm: [5, 6] }), { ...view, quantity: 'stepNorm' }, 100)!;
    expect([...line.x]).toEqual([1, 2]);
  });
  it('has the points of an expensive quantity at the states that the run recorded', () => {
    const series = { loss: Float64Array.of(1, 1, 1, 1, 1), normRatio: Float64Array.of(1, NaN, 3, NaN, 5) };
    const at = (recordEvery: number) => {
      const line = polylineOf({ ...run([]), series, recordEvery }, { ...view, quantity: 'normRatio' }, 100);
      return [...line!.x].map((x, i) => [x, line!.y[i]]);
    };
    expect(at(2)).toEqual([0, 2, 4].map((x) => [x, x + 1]));
    expect(at(4)).toEqual([0, 4].map((x) => [x, x + 1]));
  });
  it('is null without values, and the same object for the same numbers', () => {
    expect(polylineOf(run([Number.NaN]), view, 100)).toBeNull();
    const same = run([1, 2]);
    expect(polylineOf(same, view, 100)).toBe(polylineOf({ ...same, stepSize: 2 }, view, 100));
  });
});

it('finds what holds all lines, with air above and below', () => {
  const lines = [polylineOf(run([0, 10]), view, 9), null, polylineOf(run([5, 5, 5]), view, 9)];
  expect(extentOf(lines, 'linear')).toEqual({ x: [0, 2], y: [-0.3, 10.3] });
  expect(extentOf([null], 'linear')).toBeNull();
});
