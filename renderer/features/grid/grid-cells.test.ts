import { describe, expect, it } from 'vitest';
import type { GridColumns } from '#contract/api/experiments.ts';
import { bestCell, cellAt, computedCells, sliceThrough } from './grid-cells.ts';

/** Three step sizes by two dampings; the middle step size ties over both dampings, the last one diverges. */
const grid: GridColumns = {
  optimizer: 'ngd',
  stepSizes: Float64Array.of(0.1, 1, 10),
  dampings: Float64Array.of(0, 0.01),
  finalLoss: Float64Array.of(5, 4, 1, 1, 1e9, 1e9),
  bestLoss: Float64Array.of(5, 4, 1, 1, 2, 2),
  iterations: Float64Array.of(100, 100, 100, 100, 3, 4),
  status: Float64Array.of(1, 1, 1, 1, 2, 0),
  tied: Float64Array.of(0, 0, 1, 1, 0, 0),
  fragile: Float64Array.of(NaN, NaN, 0, 1, NaN, NaN),
  dampingRaised: Float64Array.of(1, 0, 0, 0, 0, 0),
};

describe('cellAt', () => {
  it('reads a cell by its column and row', () => {
    expect(cellAt(grid, 0, 1)).toMatchObject({
      stepSize: 0.1,
      damping: 0.01,
      finalLoss: 4,
      status: 'completed',
    });
    expect(cellAt(grid, 1, 1)).toMatchObject({ tied: true, fragile: true });
    expect(cellAt(grid, 2, 0)).toMatchObject({ status: 'diverged', iterations: 3 });
  });
  it('is nothing outside', () => {
    expect(cellAt(grid, 3, 0)).toBeNull();
    expect(cellAt(grid, 0, -1)).toBeNull();
  });
});

it('takes the larger damping among equal losses', () => {
  expect(bestCell(grid)).toMatchObject({ stepSize: 1, damping: 0.01 });
});

it('slices through a cell with gaps where a run did not complete', () => {
  const best = bestCell(grid)!;
  expect(sliceThrough(grid, best, 'stepSize')).toEqual([
    { x: 0.1, y: 4 },
    { x: 1, y: 1 },
    { x: 10, y: NaN },
  ]);
  expect(sliceThrough(grid, best, 'damping')).toEqual([{ x: 0.01, y: 1 }]);
});

it('counts what is computed', () => {
  expect(computedCells(grid)).toBe(5);
});
