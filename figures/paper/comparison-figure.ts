/** Figures 3 and 5: one column a data set, losses above, EFGD's cosine to the natural gradient below. */

import type { Figure, Panel } from '../figure.ts';
import { learningCurves } from '../learning-curves.ts';
import { methodColor } from '../method-style.ts';
import type { FigureRun } from '../runs.ts';
import type { Theme } from '../theme.ts';
import { xyChart } from '../xy-chart.ts';
import { methodLegend } from './method-legend.ts';

export interface ComparisonColumn {
  readonly title: string;
  readonly runs: readonly FigureRun[];
  /** Last iteration on the axis. */
  readonly shown: number;
  readonly lossBounds?: readonly [number | undefined, number | undefined];
}

/** Whole iterations: quarters of a hundred, fifths of fifty. */
function tickIterations(last: number): number[] {
  const parts = last % 4 === 0 ? 4 : 5;
  return Array.from({ length: parts + 1 }, (_, i) => (i * last) / parts);
}

/** `columns` in order; null leaves a column out of the picture (its data were not there). */
export function comparisonFigure(
  name: string,
  title: string,
  columns: readonly (ComparisonColumn | null)[],
  theme: Theme,
): Figure {
  const shown = columns.filter((column) => column !== null);
  const losses = shown.map(({ title: heading, runs, shown: last, lossBounds }): Panel => ({
    title: heading,
    chart: learningCurves(runs, {
      quantity: 'loss',
      theme,
      scaling: 'mean',
      labels: 'none',
      lineWidth: 2 * theme.lineWidth,
      xBounds: [0, last],
      xTicks: tickIterations(last),
      ...(lossBounds === undefined ? {} : { yBounds: lossBounds }),
    }),
  }));
  const cosines = shown.map(({ runs, shown: last }): Panel => ({
    title: '',
    chart: xyChart({
      x: { title: 'Iteration', min: 0, max: last, ticks: tickIterations(last) },
      y: { title: 'cos(NG, EFG)', min: -1, max: 1, ticks: [-1, -0.5, 0, 0.5, 1] },
      theme,
      series: runs
        .filter(({ kind }) => kind === 'efgd')
        .map(({ series }) => ({
          label: '',
          points: Array.from(series['cosineToNaturalGradient'] ?? [], (y, x) => ({ x, y })).slice(
            0,
            last + 1,
          ),
          color: methodColor('efgd', theme),
          lineWidth: 0,
          point: 'circle',
          pointRadius: theme.pointRadius,
        })),
    }),
  }));
  return {
    name,
    title,
    theme,
    columns: shown.length,
    panelWidth: 260,
    panelHeight: 200,
    panels: [...losses, ...cosines],
    legend: methodLegend(['gd', 'ngd', 'efgd'], theme),
    caption: ['Below: the cosine along the path of EFGD; both directions have the damping of EFGD.'],
  };
}
