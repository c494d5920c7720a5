/** Matrices of an analysis as charts on one scale, linear or compressed, with the numbers on hover. */

import type { ChartDescription, ColourScale } from '#contract/api/charts.ts';
import { largestEntry, matrixLimit } from '#figures/heatmap.ts';
import { diverging } from '#figures/palette.ts';
import type { PanelChart } from '#figures/figure.ts';
import { scaledHeatmap } from '#figures/scaled-heatmap.ts';
import type { Theme } from '#figures/theme.ts';
import { formatNumber } from '../../format.ts';

export type Matrix = readonly (readonly number[])[];

export function heatmapChart(matrix: Matrix, largest: number, scale: ColourScale, theme: Theme): PanelChart {
  const chart = scaledHeatmap(matrix, largest, scale, theme);
  const whole = Math.max(matrix.length, matrix[0]?.length ?? 0) <= matrixLimit;
  const label = ({ raw }: { raw: { x: number; y: number } }) =>
    `row ${raw.y + 1}, column ${raw.x + 1}: ${formatNumber(matrix[raw.y]?.[raw.x] ?? Number.NaN)}`;
  return {
    ...chart,
    options: {
      ...chart.options,
      plugins: {
        ...chart.options?.plugins,
        tooltip: {
          ...chart.options?.plugins?.tooltip,
          ...{ enabled: whole, displayColors: false, callbacks: { title: () => '', label } },
        },
      },
    },
  };
}

/** Matrices as they stand side by side, for a file; `compared` sets the scale (default: those shown). */
export function matricesChart(shown: {
  readonly title: string;
  readonly name: string;
  readonly entries: readonly { readonly title: string; readonly matrix: Matrix }[];
  readonly compared?: readonly Matrix[];
  readonly scale: ColourScale;
}): ChartDescription {
  const { title, name, entries, scale } = shown;
  return {
    kind: 'matrices',
    title,
    name,
    matrices: entries.map((entry) => ({
      title: entry.title,
      rows: entry.matrix.map((row) => Float64Array.from(row)),
    })),
    largest: largestEntry(...(shown.compared ?? entries.map(({ matrix }) => matrix))),
    scale,
  };
}

/** The colours from the most negative to the most positive, for a bar beside the heatmaps. */
export function scaleGradient(theme: Theme): string {
  const stops = Array.from({ length: 13 }, (_, i) => diverging((i - 6) / 6, theme));
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

/** Entries of a matrix in words, for the text alternative. */
export function matrixWords(title: string, matrix: Matrix): string {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const row of matrix)
    for (const value of row) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  const size = `${matrix.length} by ${matrix[0]?.length ?? 0}`;
  return `${title}: ${size}, entries from ${formatNumber(lowest)} to ${formatNumber(highest)}`;
}
