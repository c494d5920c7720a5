/** Length of the first step against the gradient norm, log-log: what each method does with the gradient's size. */

import type { Figure } from '../figure.ts';
import { methodColor, methodStyle } from '../method-style.ts';
import type { FigureRun } from '../runs.ts';
import type { Theme } from '../theme.ts';
import { xyChart } from '../xy-chart.ts';

export interface ScalingCurve {
  readonly label: string;
  readonly kind: string;
  readonly runs: readonly FigureRun[];
}

/** First gradient norm and first step over step size of each run, by growing gradient. */
export function firstSteps(runs: readonly FigureRun[]): { x: number; y: number }[] {
  return runs
    .map(({ series, stepSize }) => ({
      x: series['gradientNorm']![0]!,
      y: series['stepNorm']![0]! / stepSize,
    }))
    .sort((a, b) => a.x - b.x);
}

export function scalingFigure(
  name: string,
  title: string,
  curves: readonly ScalingCurve[],
  theme: Theme,
): Figure {
  return {
    name,
    title,
    theme,
    columns: 1,
    panelWidth: 480,
    panelHeight: 340,
    panels: [
      {
        title: '',
        chart: xyChart({
          x: { title: 'Gradient norm |g| (mean)', type: 'logarithmic' },
          y: { title: 'Step length / step size', type: 'logarithmic' },
          theme,
          legend: true,
          series: curves.map(({ label, kind, runs }) => ({
            label,
            points: firstSteps(runs),
            color: methodColor(kind, theme),
            dash: methodStyle(kind).dash,
            point: methodStyle(kind).point,
          })),
        }),
      },
    ],
    legend: [],
    caption: [],
  };
}
