/** Cells of a grid search: reading them, the best one, and slices through it. Step size major, as the lab sends it. */

import type { GridColumns } from '#contract/api/experiments.ts';
import type { CurvePoint } from '#figures/runs.ts';

export interface CellReading {
  /** Positions in the step sizes and in the dampings. */
  readonly column: number;
  readonly row: number;
  readonly stepSize: number;
  /** null: the optimizer has no damping. */
  readonly damping: number | null;
  readonly status: 'not yet' | 'completed' | 'diverged' | 'failed';
  readonly finalLoss: number;
  readonly iterations: number;
  readonly tied: boolean;
  readonly fragile: boolean;
  readonly dampingRaised: boolean;
}

const statuses = ['not yet', 'completed', 'diverged', 'failed'] as const;

export function rowsOf(grid: GridColumns): number {
  return Math.max(1, grid.dampings.length);
}

export function cellAt(grid: GridColumns, column: number, row: number): CellReading | null {
  const rows = rowsOf(grid);
  if (column < 0 || column >= grid.stepSizes.length || row < 0 || row >= rows) return null;
  const i = column * rows + row;
  return {
    column,
    row,
    stepSize: grid.stepSizes[column]!,
    damping: grid.dampings[row] ?? null,
    status: statuses[grid.status[i] ?? 0] ?? 'not yet',
    finalLoss: grid.finalLoss[i]!,
    iterations: grid.iterations[i]!,
    tied: grid.tied[i] === 1,
    fragile: grid.fragile[i] === 1,
    dampingRaised: grid.dampingRaised[i] === 1,
  };
}

/** The completed cell with the lowest last loss; among equals the larger damping, then the smaller step size. */
export function bestCell(grid: GridColumns): CellReading | null {
  let best: CellReading | null = null;
  const rows = rowsOf(grid);
  for (let i = 0; i < grid.finalLoss.length; i++) {
    if (grid.status[i] !== 1 || !Number.isFinite(grid.finalLoss[i])) continue;
    const cell = cellAt(grid, Math.floor(i / rows), i % rows)!;
    if (best === null || precedes(cell, best)) best = cell;
  }
  return best;
}

function precedes(cell: CellReading, best: CellReading): boolean {
  if (cell.finalLoss !== best.finalLoss) return cell.finalLoss < best.finalLoss;
  if ((cell.damping ?? 0) !== (best.damping ?? 0)) return (cell.damping ?? 0) > (best.damping ?? 0);
  return cell.stepSize < best.stepSize;
}

/** The last loss along one axis through a cell; what did not complete is a gap, a damping of 0 is left out. */
export function sliceThrough(
  grid: GridColumns,
  through: CellReading,
  along: 'stepSize' | 'damping',
): CurvePoint[] {
  const length = along === 'stepSize' ? grid.stepSizes.length : grid.dampings.length;
  return Array.from({ length }, (_, k): CurvePoint | null => {
    const cell = along === 'stepSize' ? cellAt(grid, k, through.row) : cellAt(grid, through.column, k);
    const x = along === 'stepSize' ? cell!.stepSize : cell!.damping!;
    if (!(x > 0)) return null;
    const shown = cell!.status === 'completed' && Number.isFinite(cell!.finalLoss) && cell!.finalLoss > 0;
    return { x, y: shown ? cell!.finalLoss : Number.NaN };
  }).filter((point) => point !== null);
}

export function computedCells(grid: GridColumns): number {
  return grid.status.reduce((count, status) => count + (status > 0 ? 1 : 0), 0);
}
