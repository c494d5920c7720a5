/** Figure 6: NGD and EFGD from several starting points, on Boston and in one dimension. */

import type { Figure, Panel } from '../figure.ts';
import { learningCurves } from '../learning-curves.ts';
import type { FigureRun } from '../runs.ts';
import type { Theme } from '../theme.ts';
import { methodLegend } from './method-legend.ts';

/** All starts of a method look alike: the loss they start from tells them apart. */
const alike = (runs: readonly FigureRun[]) => runs.map((run) => ({ ...run, label: run.kind }));

export function startingPointsFigure(
  regression: readonly FigureRun[] | null,
  oneDimension: readonly FigureRun[],
  theme: Theme,
): Figure {
  const panels: Panel[] = [];
  if (regression !== null) {
    panels.push({
      title: 'Boston, from 0.875, 0.75, 0.5 and 0 times θ*',
      chart: learningCurves(alike(regression), {
        quantity: 'loss',
        theme,
        scaling: 'mean',
        labels: 'none',
        xBounds: [0, 20],
      }),
    });
  }
  if (oneDimension.length > 0) {
    panels.push({
      title: 'One dimension, from 0.5, 1, 2 and 4',
      chart: learningCurves(alike(oneDimension), {
        quantity: 'distanceToMinimum',
        theme,
        labels: 'none',
        xBounds: [0, 10],
        yTitle: '|θ − θ*|',
      }),
    });
  }
  return {
    name: 'starting-points',
    title: 'NGD does not depend on its starting point; the best step size of EFGD does',
    theme,
    columns: panels.length,
    panelWidth: 360,
    panelHeight: 260,
    panels,
    legend: methodLegend(['ngd', 'efgd'], theme),
    caption: [],
  };
}
