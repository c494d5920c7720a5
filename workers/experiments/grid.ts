/** Grids: the cells of a search, and which of them wins. */

import { isSearched } from '#contract/optimizers.ts';
import type { OptimizerSpec } from '#contract/optimizers.ts';
import { isRange, rangeValues, type Damping } from '#contract/ranges.ts';
import type { GridCell } from '#contract/results.ts';

/** The grid of one optimizer: step sizes x dampings, step size major. */
export interface Grid {
  readonly stepSizes: readonly number[];
  /** [null] for an optimizer without damping. */
  readonly dampings: readonly (Damping | null)[];
}

/** The grid of an optimizer; a single cell when nothing is searched. */
export function gridOf(optimizer: OptimizerSpec): Grid {
  const { stepSize } = optimizer;
  const damping = 'damping' in optimizer ? optimizer.damping : null;
  return {
    stepSizes: isRange(stepSize) ? rangeValues(stepSize) : [stepSize],
    dampings: isRange(damping) ? rangeValues(damping) : [damping],
  };
}

export function cellCount(grid: Grid): number {
  return grid.stepSizes.length * grid.dampings.length;
}

/** Step size and damping of a cell by its position. Throws a RangeError beyond the grid. */
export function cellAt(grid: Grid, cell: number): { stepSize: number; damping: Damping | null } {
  const { length } = grid.dampings;
  const stepSize = grid.stepSizes[Math.floor(cell / length)];
  const damping = grid.dampings[cell % length];
  if (stepSize === undefined || damping === undefined) throw new RangeError(`grid: no cell ${cell}`);
  return { stepSize, damping };
}

/** The number that results give for a damping: lambda, or the c of {"relative": c}. */
export function dampingNumber(damping: Damping | null): number | null {
  return typeof damping === 'object' && damping !== null ? damping.relative : damping;
}

/** Blocks [from, to) that a search is cut into: whole rows of one step size, about `count` blocks. */
export function gridBlocks(grid: Grid, count = 48): { from: number; to: number }[] {
  const total = cellCount(grid);
  const rows = Math.max(1, Math.ceil(grid.stepSizes.length / count));
  const size = rows * grid.dampings.length;
  const blocks: { from: number; to: number }[] = [];
  for (let from = 0; from < total; from += size) blocks.push({ from, to: Math.min(total, from + size) });
  return blocks;
}

/** The indices of the optimizers that search a grid. */
export function searchedOptimizers(optimizers: readonly OptimizerSpec[]): number[] {
  return optimizers.flatMap((optimizer, i) => (isSearched(optimizer) ? [i] : []));
}

export interface Selection {
  /** Position of the winner in the grid. */
  readonly winner: number;
  /** Positions of all cells tied with it, ascending, the winner among them; empty when no cell completed. */
  readonly tied: readonly number[];
}

/**
 * The best cell of a grid. Tied are the completed cells whose loss is at most minimum x (1 + 1e-12) (for a negative
 * minimum: minimum + 1e-12 |minimum|); among them the larger damping wins, then the smaller step size. Where no cell
 * completed, the lowest finite loss of any cell wins, else the first cell, and nothing is tied.
 *
 * @param cells all cells of the grid, by position; undefined where one was not computed
 * @param selection `best` compares the lowest losses on the paths, `last` and `median` the last losses (which for
 *   `median` are medians over the repeats already)
 */
export function selectBest(
  cells: readonly (GridCell | undefined)[],
  selection: 'last' | 'best' | 'median',
): Selection {
  const lossOf = (cell: GridCell) => (selection === 'best' ? cell.bestLoss : cell.finalLoss);
  const completed = cells.flatMap((cell, i) =>
    cell?.status === 'completed' && !Number.isNaN(lossOf(cell)) ? [i] : [],
  );
  if (completed.length === 0) {
    let winner = cells.findIndex((cell) => cell !== undefined);
    cells.forEach((cell, i) => {
      if (cell !== undefined && lossOf(cell) < lossOf(cells[winner]!)) winner = i;
    });
    return { winner: Math.max(0, winner), tied: [] };
  }
  const minimum = completed.reduce((least, i) => Math.min(least, lossOf(cells[i]!)), Infinity);
  const limit = minimum + 1e-12 * Math.abs(minimum);
  const tied = completed.filter((i) => lossOf(cells[i]!) <= limit);
  const winner = tied.reduce((best, i) => (beats(cells[i]!, cells[best]!) ? i : best));
  return { winner, tied };
}

function beats(a: GridCell, b: GridCell): boolean {
  const byDamping = (a.damping ?? 0) - (b.damping ?? 0);
  return byDamping !== 0 ? byDamping > 0 : a.stepSize < b.stepSize;
}
