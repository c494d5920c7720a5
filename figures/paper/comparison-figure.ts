/** Figures 3 and 5: one column a data set, losses above, EFGD's cosine to the natural gradient below. */

import type { Figure, Panel } from '../figure.ts';
import { learningCurves } from '../learning-curves.ts';
import type { FigureRun } from '../runs.ts';
import type { Theme } from '../theme.ts';
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
    chart: learningCurves(
      runs.filter(({ kind }) => kind === 'efgd'),
      {
        quantity: 'cosineToNaturalGradient',
        theme,
        labels: 'none',
        xBounds: [0, last],
        xTicks: tickIterations(last),
        yTitle: 'cos(NG, EFG)',
      },
    ),
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
    caption: [],
  };
}
