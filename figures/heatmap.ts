/** Heatmaps: matrices on one scale, and the last loss over a grid of step sizes and dampings. */

import type { ChartConfiguration } from 'chart.js';
import type { GridColumns } from '#contract/api/experiments.ts';
import { rangeAxis } from './axes.ts';
import { shortNumber } from './format.ts';
import { hatching } from './hatching.ts';
import { legend } from './legend.ts';
import { markers, type Marker } from './markers.ts';
import { transparent } from './method-style.ts';
import { diverging, sequential } from './palette.ts';
import { raisedExponents } from './raised-exponents.ts';
import type { Theme } from './theme.ts';
import { tooltipLook } from './tooltip.ts';
import { tiedEdges, tiedOutline } from './tied-outline.ts';

export interface HeatCell {
  readonly x: number;
  readonly y: number;
  readonly v: number;
  /** Outside of the ranges that one looks at. */
  readonly faded?: boolean;
}

type HeatConfiguration = ChartConfiguration<'matrix', HeatCell[]>;

/** At most so many rows and columns are drawn; a larger matrix is reduced to the largest entry of each block. */
export const matrixLimit = 64;

/** A signed matrix with zero in the middle of the colours; `scale` is the number that gets the strongest. */
export function matrixHeatmap(
  matrix: readonly (readonly number[])[],
  scale: number,
  theme: Theme,
): HeatConfiguration {
  const reduced = reduce(matrix);
  const columns = reduced[0]?.length ?? 0;
  const data = reduced.flatMap((row, y) => row.map((v, x) => ({ x, y, v })));
  const index = (length: number, reverse: boolean) => ({
    type: 'linear',
    display: false,
    min: -0.5,
    max: length - 0.5,
    offset: false,
    reverse,
  });
  return {
    type: 'matrix',
    data: {
      datasets: [
        {
          label: '',
          data,
          backgroundColor: ({ dataIndex }: { dataIndex: number }) =>
            signedColor(data[dataIndex]!.v / scale, theme),
          borderWidth: 0,
          width: ({ chart }) => (chart.chartArea?.width ?? 0) / columns + 0.5,
          height: ({ chart }) => (chart.chartArea?.height ?? 0) / reduced.length + 0.5,
        },
      ],
    },
    options: {
      animation: false,
      responsive: false,
      maintainAspectRatio: false,
      layout: { padding: 4 },
      scales: { x: index(columns, false), y: index(reduced.length, true) },
      plugins: { legend: legend(theme, false), tooltip: tooltipLook(theme) },
    },
  } as HeatConfiguration;
}

/** What is no number has no colour. */
const signedColor = (value: number, theme: Theme) =>
  Number.isNaN(value) ? 'transparent' : diverging(value, theme);

function reduce(matrix: readonly (readonly number[])[]): number[][] {
  const block = Math.ceil(Math.max(matrix.length, matrix[0]?.length ?? 0) / matrixLimit);
  if (block <= 1) return matrix.map((row) => [...row]);
  const size = (length: number) => Math.ceil(length / block);
  return Array.from({ length: size(matrix.length) }, (_, j) =>
    Array.from({ length: size(matrix[0]!.length) }, (_unused, i) => {
      let largest = 0;
      for (const row of matrix.slice(j * block, (j + 1) * block)) {
        for (const value of row.slice(i * block, (i + 1) * block)) {
          if (Math.abs(value) > Math.abs(largest)) largest = value;
        }
      }
      return largest;
    }),
  );
}

/** The largest absolute entry of some matrices: the scale that lets them be compared. */
export function largestEntry(...matrices: readonly (readonly (readonly number[])[])[]): number {
  let largest = 0;
  for (const matrix of matrices)
    for (const row of matrix)
      for (const value of row) if (Math.abs(value) > largest) largest = Math.abs(value);
  return largest === 0 ? 1 : largest;
}

/**
 * The last loss over step size and damping: dark is low (on a log scale), hatched diverged or failed, a star the best
 * cell, an outline around the tied ones, a dot on a fragile one. An optimizer without damping is a single row.
 * @param within which cells are looked at: the others fade (null: all are)
 */
export function gridHeatmap(
  grid: GridColumns,
  best: GridCellPlace | null,
  theme: Theme,
  within: readonly boolean[] | null = null,
): HeatConfiguration {
  const { stepSizes, dampings } = grid;
  const rows = Math.max(1, dampings.length);
  const shade = lossShade(grid);
  const data = Array.from(grid.finalLoss, (loss, i) => ({
    x: Math.floor(i / rows),
    y: i % rows,
    v: isCompleted(grid, i) ? loss : Number.NaN,
    faded: within?.[i] === false,
  })).filter((_, i) => grid.status[i] !== 0);
  return {
    type: 'matrix',
    data: {
      datasets: [
        {
          label: '',
          data,
          backgroundColor: ({ dataIndex }: { dataIndex: number }) => {
            const cell = data[dataIndex];
            // Chart.js asks once before there are cells.
            if (cell === undefined || Number.isNaN(cell.v)) return 'transparent';
            const color = sequential(shade(cell.v));
            return cell.faded ? transparent(color, 0.12) : color;
          },
          borderWidth: 0,
          width: ({ chart }) => (chart.chartArea?.width ?? 0) / stepSizes.length + 0.5,
          height: ({ chart }) => (chart.chartArea?.height ?? 0) / rows + 0.5,
        },
      ],
    },
    options: {
      animation: false,
      events: [], // the line under the map reads the cell
      responsive: false,
      maintainAspectRatio: false,
      layout: { padding: { top: 6, right: 8, bottom: 2, left: 2 } },
      scales: {
        x: { ...rangeAxis('Step size', stepSizes, theme), offset: false },
        y: {
          ...rangeAxis(dampings.length === 0 ? '' : 'Damping', dampings, theme),
          ...(dampings.length === 0 ? { min: -0.5, max: 0.5 } : {}),
          // The matrix controller's own defaults are for images: rows downwards.
          offset: false,
          reverse: false,
        },
      },
      plugins: { legend: legend(theme, false) },
    },
    plugins: [
      raisedExponents(theme.secondary, theme.fontFamily, theme.fontSize - 1),
      hatching(theme),
      tiedOutline(tiedEdges(grid)),
      markers([...fragileDots(grid), ...bestStar(grid, best)]),
    ],
  } as HeatConfiguration;
}

/** What the darkest and the lightest colour stand for, to go on with; '' where no cell has completed. */
export function shadesWords(grid: GridColumns): string {
  const [lowest, highest] = lossRange(grid);
  return highest > 0 ? `, ${shortNumber(lowest)} (dark) to ${shortNumber(highest)} (yellow)` : '';
}

/** What the colours and the marks mean. */
export function gridCaption(grid: GridColumns): string {
  return (
    `Colour: last loss on a log scale${shadesWords(grid)}; hatched: diverged or failed; star: best; ` +
    'outline: tied with it to rounding; dot: fragile.'
  );
}

export interface GridCellPlace {
  readonly stepSize: number;
  readonly damping: number | null;
}

const isCompleted = (grid: GridColumns, i: number) =>
  grid.status[i] === 1 && Number.isFinite(grid.finalLoss[i]);

/** The lowest and the highest last loss of the completed cells; Infinity and 0 where there are none. */
export function lossRange(grid: GridColumns): readonly [number, number] {
  const losses = grid.finalLoss.filter((_, i) => isCompleted(grid, i));
  return [
    losses.reduce((least, loss) => Math.min(least, loss), Infinity),
    losses.reduce((most, loss) => Math.max(most, loss), 0),
  ];
}

/** Share of a loss between the lowest (0) and the highest (1) completed cell, on a log scale. */
export function lossShade(grid: GridColumns): (loss: number) => number {
  const [lowest, highest] = lossRange(grid);
  const floor = Math.max(lowest, Number.MIN_VALUE);
  if (!(highest > floor)) return () => 0;
  return (loss) => Math.log(Math.max(loss, floor) / floor) / Math.log(highest / floor);
}

/** White within black: seen on every colour of the map. */
function fragileDots(grid: GridColumns): Marker[] {
  const rows = Math.max(1, grid.dampings.length);
  return Array.from(grid.finalLoss, (_, i): Marker[] => {
    if (grid.fragile[i] !== 1) return [];
    const dot = { x: Math.floor(i / rows), y: i % rows, shape: 'hexagon' } as const;
    return [
      { ...dot, radius: 3, color: '#000000' },
      { ...dot, radius: 1.8, color: '#FFFFFF' },
    ];
  }).flat();
}

function bestStar(grid: GridColumns, best: GridCellPlace | null): Marker[] {
  if (best === null) return [];
  const x = grid.stepSizes.indexOf(best.stepSize);
  const y = best.damping === null ? 0 : grid.dampings.indexOf(best.damping);
  if (x < 0 || y < 0) return [];
  const star = { x, y, shape: 'five-pointed-star' } as const;
  return [
    { ...star, radius: 10.5, color: '#000000' },
    { ...star, radius: 8, color: '#FFFFFF' },
  ];
}
