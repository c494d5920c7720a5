import { describe, expect, it } from 'vitest';
import { tiedEdges } from './tied-outline.ts';

const grid = (columns: number, rows: number, tied: number[]) => ({
  stepSizes: new Float64Array(columns),
  dampings: new Float64Array(rows),
  tied: Float64Array.from(tied),
});

describe('tiedEdges', () => {
  it('goes once around a single cell', () => {
    // Step size major: cell (1, 0) of three step sizes by two dampings.
    expect(tiedEdges(grid(3, 2, [0, 0, 1, 0, 0, 0]))).toEqual([
      { from: [0.5, -0.5], to: [0.5, 0.5] },
      { from: [1.5, -0.5], to: [1.5, 0.5] },
      { from: [0.5, -0.5], to: [1.5, -0.5] },
      { from: [0.5, 0.5], to: [1.5, 0.5] },
    ]);
  });
  it('leaves out the edges between neighbours: the length is the perimeter', () => {
    expect(tiedEdges(grid(3, 2, [1, 1, 1, 1, 0, 0]))).toHaveLength(8);
    expect(tiedEdges(grid(3, 2, [1, 0, 0, 1, 0, 0]))).toHaveLength(8); // touching at a corner only
  });
  it('takes an optimizer without damping for one row, and draws nothing without ties', () => {
    expect(tiedEdges(grid(3, 0, [0, 1, 1]))).toHaveLength(6);
    expect(tiedEdges(grid(3, 2, [0, 0, 0, 0, 0, 0]))).toEqual([]);
  });
});
