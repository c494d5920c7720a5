/** Matrices of an analysis as charts on one scale, linear or compressed, with the numbers on hover. */

import { matrixHeatmap, matrixLimit } from '#figures/heatmap.ts';
import { diverging } from '#figures/palette.ts';
import type { PanelChart } from '#figures/figure.ts';
import type { Theme } from '#figures/theme.ts';
import { formatNumber } from '../../format.ts';

export type Matrix = readonly (readonly number[])[];
export const colourScales = ['linear', 'logarithmic'] as const;
export type ColourScale = (typeof colourScales)[number];

/** Decades below the largest entry that the logarithmic scale tells apart; what is smaller is drawn as zero. */
export const decades = 6;

/** -1 to 1, sign kept: 1 is `largest`, 0 is `decades` below it. */
function compress(value: number, largest: number): number {
  if (value === 0) return 0;
  return Math.sign(value) * Math.max(0, 1 + Math.log10(Math.abs(value) / largest) / decades);
}

export function heatmapChart(matrix: Matrix, largest: number, scale: ColourScale, theme: Theme): PanelChart {
  const chart =
    scale === 'linear'
      ? matrixHeatmap(matrix, largest, theme)
      : matrixHeatmap(
          matrix.map((row) => row.map((value) => compress(value, largest))),
          1,
          theme,
        );
  const whole = Math.max(matrix.length, matrix[0]?.length ?? 0) <= matrixLimit;
  const label = ({ raw }: { raw: { x: number; y: number } }) =>
    `row ${raw.y + 1}, column ${raw.x + 1}: ${formatNumber(matrix[raw.y]?.[raw.x] ?? Number.NaN)}`;
  return {
    ...chart,
    options: {
      ...chart.options,
      plugins: {
        ...chart.options?.plugins,
        tooltip: { enabled: whole, displayColors: false, callbacks: { title: () => '', label } },
      },
    },
  };
}

/** The colours from the most negative to the most positive, for a bar beside the heatmaps. */
export function scaleGradient(): string {
  const stops = Array.from({ length: 13 }, (_, i) => diverging((i - 6) / 6));
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
