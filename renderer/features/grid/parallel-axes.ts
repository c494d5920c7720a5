/**
 * A grid search as parallel coordinates: one line a cell across axes for its parameters and what came of it, and the
 * cells that remain when ranges of the axes are brushed. Pure.
 */

import type { GridColumns } from '#contract/api/experiments.ts';
import { rangeTicks } from '#figures/axes.ts';
import { formatNumber, formatParameter, powerOfTen } from '../../format.ts';
import { rowsOf } from './grid-cells.ts';

export type AxisKey = 'stepSize' | 'damping' | 'iterations' | 'bestLoss' | 'finalLoss';

export const axisTitles: Readonly<Record<AxisKey, string>> = {
  stepSize: 'Step size',
  damping: 'Damping',
  iterations: 'Iterations',
  bestLoss: 'Best loss',
  finalLoss: 'Last loss',
};

export interface ParallelAxis {
  readonly key: AxisKey;
  readonly title: string;
  /** Of each cell, 0 at the foot to 1 at the head; NaN for a cell that is not computed yet. */
  readonly positions: Float64Array;
  readonly ticks: readonly { readonly position: number; readonly text: string }[];
  /** What stands at a position, in words. */
  readonly read: (position: number) => string;
}

/** Ranges of positions by axis; an axis without one lets every cell through. */
export type Brushes = Readonly<Partial<Record<AxisKey, readonly [number, number]>>>;

/** Where losses that are no number stand, above all others. */
export const lostPosition = 1;
const highestLoss = 0.88;
const lostWord = 'diverged';

export function parallelAxes(grid: GridColumns): ParallelAxis[] {
  const rows = rowsOf(grid);
  const computed = (i: number) => (grid.status[i] ?? 0) > 0;
  const along = (key: 'stepSize' | 'damping', values: Float64Array, indexOf: (i: number) => number) => {
    const last = Math.max(1, values.length - 1);
    return {
      key,
      title: axisTitles[key],
      positions: grid.status.map((_, i) => (computed(i) ? indexOf(i) / last : Number.NaN)),
      ticks: thinned(rangeTicks(values).map(({ value, text }) => ({ position: value / last, text }))),
      read: (position: number) =>
        formatParameter(values[Math.round(Math.min(1, Math.max(0, position)) * last)] ?? Number.NaN),
    };
  };
  return [
    along('stepSize', grid.stepSizes, (i) => Math.floor(i / rows)),
    ...(grid.dampings.length > 1 ? [along('damping', grid.dampings, (i) => i % rows)] : []),
    iterationsAxis(grid, computed),
    lossAxis('bestLoss', grid, computed),
    lossAxis('finalLoss', grid, computed),
  ];
}

function iterationsAxis(grid: GridColumns, computed: (i: number) => boolean): ParallelAxis {
  const most = grid.iterations.reduce((a, b) => Math.max(a, Number.isNaN(b) ? 0 : b), 1);
  return {
    key: 'iterations',
    title: axisTitles.iterations,
    positions: grid.iterations.map((count, i) => (computed(i) ? count / most : Number.NaN)),
    ticks: [0, most / 2, most]
      .filter(Number.isInteger)
      .map((count) => ({ position: count / most, text: formatNumber(count) })),
    read: (position) => formatNumber(Math.round(position * most)),
  };
}

function lossAxis(
  key: 'bestLoss' | 'finalLoss',
  grid: GridColumns,
  computed: (i: number) => boolean,
): ParallelAxis {
  const values = grid[key];
  // A diverged cell still has a best loss; its last one is whatever it ended on.
  const counts = (i: number) =>
    computed(i) &&
    Number.isFinite(values[i]) &&
    values[i]! > 0 &&
    (key === 'bestLoss' || grid.status[i] === 1);
  const logs = Array.from(values, (value, i) => (counts(i) ? Math.log10(value) : Number.NaN));
  const known = logs.filter((value) => !Number.isNaN(value));
  const lowest = known.reduce((a, b) => Math.min(a, b), Infinity);
  const highest = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const range = highest > lowest ? highest - lowest : 1;
  const place = (log: number) => ((log - lowest) / range) * highestLoss;
  const decades = Array.from(
    { length: Math.max(0, Math.floor(highest) - Math.ceil(lowest) + 1) },
    (_, i) => Math.ceil(lowest) + i,
  );
  const lost = logs.some((log, i) => computed(i) && Number.isNaN(log));
  const ends = known.length === 0 ? [] : highest > lowest ? [lowest, highest] : [lowest];
  const ticks =
    decades.length >= 2
      ? decades.map((exponent) => ({ position: place(exponent), text: powerOfTen(exponent) }))
      : ends.map((log) => ({ position: place(log), text: formatNumber(10 ** log, 3) }));
  return {
    key,
    title: axisTitles[key],
    positions: Float64Array.from(logs, (log, i) =>
      computed(i) ? (Number.isNaN(log) ? lostPosition : place(log)) : Number.NaN,
    ),
    ticks: [...thinned(ticks), ...(lost ? [{ position: lostPosition, text: lostWord }] : [])],
    read: (position) =>
      lost && position > (highestLoss + lostPosition) / 2
        ? lostWord
        : formatNumber(10 ** (lowest + (Math.min(position, highestLoss) / highestLoss) * range)),
  };
}

/** Ticks that the height of the plot has room for. */
const mostTicks = 7;

function thinned<T>(ticks: readonly T[]): T[] {
  const every = Math.ceil(ticks.length / mostTicks);
  return ticks.filter((_, i) => i % every === 0);
}

/** Whether each cell lies in all brushed ranges; a cell that is not computed lies in none. */
export function withinBrushes(axes: readonly ParallelAxis[], brushes: Brushes): boolean[] {
  const count = axes[0]?.positions.length ?? 0;
  // Half a pixel of a plot of any height: a handle on a value includes it.
  const slack = 2e-3;
  return Array.from({ length: count }, (_, i) =>
    axes.every(({ key, positions }) => {
      const position = positions[i]!;
      const brush = brushes[key];
      if (Number.isNaN(position)) return false;
      return brush === undefined || (position >= brush[0] - slack && position <= brush[1] + slack);
    }),
  );
}

/** A range as it is dragged from one position to another; null for a click: the range is gone. */
export function brushBetween(from: number, to: number): readonly [number, number] | null {
  const low = Math.max(0, Math.min(from, to));
  const high = Math.min(1, Math.max(from, to));
  return high - low < 0.01 ? null : [low, high];
}
