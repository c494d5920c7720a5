/** The grids of an experiment as they fill: cells by position, what is news, and what a resumed block still lacks. */

import type { GridColumns } from '#contract/api/experiments.ts';
import type { ResolvedExperiment } from '#contract/resolve-experiment.ts';
import type { GridCell } from '#contract/results.ts';
import {
  cellCount,
  dampingNumber,
  gridOf,
  searchedOptimizers,
  selectBest,
  type Grid,
} from '#workers/experiments/grid.ts';
import type { CellsJob, FinishedJob, Job } from '#workers/jobs.ts';
import type { StoredCell } from '../store/job-table.ts';

interface GridState {
  readonly id: string;
  readonly grid: Grid;
  readonly cells: (GridCell | undefined)[];
  readonly fragile: Map<number, boolean>;
  /** Position by step size and damping. */
  readonly positions: Map<string, number>;
  changed: boolean;
}

/** Status of a cell as a number of `GridColumns.status`. */
const statusCodes: Readonly<Record<string, number>> = { completed: 1, diverged: 2, failed: 3 };
/** A grid of 10,000 cells is 700 KB: not to be sent at every tick. */
const newsMilliseconds = 500;

export class GridRecorder {
  readonly #grids = new Map<number, GridState>();
  readonly #selection: 'last' | 'best' | 'median';
  #lastNews = -Infinity;

  /** @param finished earlier jobs; @param cells cells that are stored without a finished job around them */
  constructor(
    spec: ResolvedExperiment,
    finished: readonly FinishedJob[] = [],
    cells: ReadonlyMap<number, readonly StoredCell[]> = new Map(),
  ) {
    this.#selection = spec.kind === 'compare' ? spec.selection : 'last';
    const optimizers = 'optimizers' in spec ? spec.optimizers : [];
    for (const optimizer of searchedOptimizers(optimizers)) {
      const grid = gridOf(optimizers[optimizer]!);
      const positions = new Map<string, number>();
      grid.stepSizes.forEach((stepSize, i) =>
        grid.dampings.forEach((damping, j) =>
          positions.set(cellKey(stepSize, dampingNumber(damping)), i * grid.dampings.length + j),
        ),
      );
      this.#grids.set(optimizer, {
        id: optimizers[optimizer]!.id,
        grid,
        cells: new Array<undefined>(cellCount(grid)).fill(undefined),
        fragile: new Map(),
        positions,
        changed: true,
      });
    }
    for (const [optimizer, stored] of cells) {
      const state = this.#grids.get(optimizer);
      if (state !== undefined) for (const cell of stored) state.cells[cell.position] = cellOf(state, cell);
    }
    for (const { job, result } of finished) {
      if (job.kind === 'cells' && result?.kind === 'cells') this.add(job.optimizer, result.cells);
      if (result?.kind === 'fragility') this.addFragility(job, result.fragile);
    }
  }

  /** Takes cells in and returns those that are new, as the store keeps them. */
  add(optimizer: number, cells: readonly GridCell[]): StoredCell[] {
    const state = this.#grids.get(optimizer)!;
    const fresh: StoredCell[] = [];
    for (const cell of cells) {
      const position = state.positions.get(cellKey(cell.stepSize, cell.damping));
      if (position === undefined || state.cells[position] !== undefined) continue;
      state.cells[position] = cell;
      fresh.push({ position, ...cell });
    }
    if (fresh.length > 0) state.changed = true;
    return fresh;
  }

  addFragility(job: Job, fragile: readonly boolean[]): void {
    if (job.kind !== 'fragility') return;
    const state = this.#grids.get(job.optimizer)!;
    fragile.forEach((value, i) => state.fragile.set(job.cells[i]!, value));
    state.changed = true;
  }

  /** The part of a job that is still to do: of a block of cells, those that are not there already. */
  missing(job: Job): Job {
    if (job.kind !== 'cells') return job;
    const { cells } = this.#grids.get(job.optimizer)!;
    const known: number[] = [];
    for (let position = job.from; position < job.to; position++) {
      if (cells[position] !== undefined) known.push(position);
    }
    return known.length === 0 ? job : { ...job, known };
  }

  /** The cells of a block that are there, up to the first that is not. */
  block({ optimizer, from, to }: CellsJob): GridCell[] {
    const { cells } = this.#grids.get(optimizer)!;
    const there: GridCell[] = [];
    for (let position = from; position < to; position++) {
      const cell = cells[position];
      if (cell === undefined) break;
      there.push(cell);
    }
    return there;
  }

  /** The grids that changed, at most twice a second unless `now`. */
  takeNews(now: boolean): GridColumns[] {
    if (!now && performance.now() - this.#lastNews < newsMilliseconds) return [];
    this.#lastNews = performance.now();
    const changed = [...this.#grids.values()].filter((state) => state.changed);
    for (const state of changed) state.changed = false;
    return changed.map((state) => this.#columns(state));
  }

  /** All grids. */
  columns(): GridColumns[] {
    return [...this.#grids.values()].map((state) => this.#columns(state));
  }

  #columns({ id, grid, cells, fragile }: GridState): GridColumns {
    const column = (value: (cell: GridCell, position: number) => number, absent: number) =>
      Float64Array.from(cells, (cell, i) => (cell === undefined ? absent : value(cell, i)));
    const tied = new Set(selectBest(cells, this.#selection).tied);
    return {
      optimizer: id,
      stepSizes: Float64Array.from(grid.stepSizes),
      dampings: Float64Array.from(grid.dampings.map(dampingNumber).filter((damping) => damping !== null)),
      finalLoss: column((cell) => cell.finalLoss, Number.NaN),
      bestLoss: column((cell) => cell.bestLoss, Number.NaN),
      iterations: column((cell) => cell.iterations, 0),
      status: column((cell) => statusCodes[cell.status] ?? 0, 0),
      tied: column((_, position) => Number(tied.has(position)), 0),
      fragile: Float64Array.from(cells, (_, i) => {
        const tested = fragile.get(i);
        return tested === undefined ? Number.NaN : Number(tested);
      }),
      dampingRaised: column((cell) => Number(cell.dampingRaised), 0),
    };
  }
}

function cellKey(stepSize: number, damping: number | null): string {
  return `${stepSize} ${damping}`;
}

function cellOf({ id, grid }: GridState, stored: StoredCell): GridCell {
  const { position, ...outcome } = stored;
  return {
    optimizer: id,
    stepSize: grid.stepSizes[Math.floor(position / grid.dampings.length)]!,
    damping: dampingNumber(grid.dampings[position % grid.dampings.length]!),
    ...outcome,
    tied: false,
    fragile: null,
  };
}
