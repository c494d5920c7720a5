/** Some matrices side by side on one colour scale, and dots of one number a case. */

import type { Figure, PanelChart } from '../figure.ts';
import { shortNumber } from '../format.ts';
import { largestEntry, matrixHeatmap } from '../heatmap.ts';
import { bright, zeroWord } from '../palette.ts';
import type { Theme } from '../theme.ts';
import { xyChart } from '../xy-chart.ts';

export interface TitledMatrix {
  readonly title: string;
  readonly matrix: readonly (readonly number[])[];
}

export function matricesFigure(
  name: string,
  title: string,
  matrices: readonly TitledMatrix[],
  theme: Theme,
  caption: readonly string[] = [],
): Figure {
  const scale = largestEntry(...matrices.map(({ matrix }) => matrix));
  return {
    name,
    title,
    theme,
    columns: matrices.length,
    panelWidth: 210,
    panelHeight: 210,
    panels: matrices.map(({ title: heading, matrix }) => ({
      title: heading,
      chart: matrixHeatmap(matrix, scale, theme),
    })),
    legend: [],
    caption: [
      ...caption,
      `One colour scale: ${zeroWord(theme)} is 0, the strongest red ${shortNumber(scale)}, the strongest blue ${shortNumber(-scale)}.`,
    ],
  };
}

export interface DotSeries {
  readonly label: string;
  readonly values: readonly number[];
  readonly color?: string;
  readonly point?: 'circle' | 'rect' | 'triangle' | 'rectRot';
  readonly radius?: number;
}

/** One row a case from top to bottom, its values as dots on a log axis. */
export function dotChart(
  cases: readonly string[],
  series: readonly DotSeries[],
  xTitle: string,
  theme: Theme,
): PanelChart {
  const row = (i: number) => cases.length - 1 - i;
  return xyChart({
    x: { title: xTitle, type: 'logarithmic' },
    y: {
      title: '',
      min: -0.5,
      max: cases.length - 0.5,
      ticks: cases.map((_, i) => row(i)),
      tickLabels: cases,
    },
    theme,
    legend: series.length > 1,
    series: series.map(({ label, values, color, point, radius }, k) => ({
      label,
      points: values.map((x, i) => ({ x, y: row(i) })),
      color: color ?? bright[k % bright.length]!,
      lineWidth: 0,
      point: point ?? 'circle',
      pointRadius: radius ?? 4,
    })),
  });
}
