/** A matrix in colours that follow its entries linearly, or their logarithm with the sign kept. */

import type { ColourScale } from '#contract/api/charts.ts';
import type { PanelChart } from './figure.ts';
import { matrixHeatmap } from './heatmap.ts';
import type { Theme } from './theme.ts';

/** Decades below the largest entry that the logarithmic scale tells apart; what is smaller is drawn as zero. */
export const decades = 6;

/** -1 to 1, sign kept: 1 is `largest`, 0 is `decades` below it. */
function compress(value: number, largest: number): number {
  if (value === 0) return 0;
  return Math.sign(value) * Math.max(0, 1 + Math.log10(Math.abs(value) / largest) / decades);
}

/** `largest` is the number that gets the strongest colour. */
export function scaledHeatmap(
  matrix: readonly (readonly number[])[],
  largest: number,
  scale: ColourScale,
  theme: Theme,
): PanelChart {
  if (scale === 'linear') return matrixHeatmap(matrix, largest, theme);
  const compressed = matrix.map((row) => row.map((value) => compress(value, largest)));
  return matrixHeatmap(compressed, 1, theme);
}
