/** Quadratic approximations at the minimum: ellipses of the Fisher and the empirical Fisher over the loss. */

import type { QuadraticResult } from '#contract/results.ts';
import type { LegendEntry, Panel } from './figure.ts';
import { methodColor, methodStyle } from './method-style.ts';
import { pathPoints } from './plane.ts';
import type { Theme } from './theme.ts';
import { contourSeries, minimumMarker, planeAxis, type PlaneTitles } from './vector-field.ts';
import { xyChart, type XySeries } from './xy-chart.ts';

/** Contours, the ellipses d^T (N B) d = radius^2 of F (solid) and EF (dash-dot), and the minimum. */
export function quadraticPanel(
  quadratic: QuadraticResult,
  title: string,
  titles: PlaneTitles,
  theme: Theme,
): Panel {
  const ellipse = (points: readonly (readonly number[])[], kind: 'ngd' | 'efgd'): XySeries => {
    const closed = pathPoints(points);
    return {
      label: '',
      points: closed.length > 0 ? [...closed, closed[0]!] : closed,
      color: methodColor(kind, theme),
      dash: methodStyle(kind).dash,
      lineWidth: 3,
    };
  };
  return {
    title,
    chart: xyChart({
      x: planeAxis(titles.x, quadratic.x),
      y: planeAxis(titles.y, quadratic.y),
      theme,
      series: [
        ...contourSeries(quadratic, theme),
        ellipse(quadratic.ellipses.fisher, 'ngd'),
        ellipse(quadratic.ellipses.empiricalFisher, 'efgd'),
      ],
      markers: [minimumMarker(quadratic.minimum, theme)],
    }),
  };
}

export function quadraticLegend(theme: Theme): LegendEntry[] {
  const line = (label: string, kind: 'ngd' | 'efgd'): LegendEntry => ({
    label,
    color: methodColor(kind, theme),
    line: true,
    dash: methodStyle(kind).dash,
    marker: null,
  });
  return [
    line('Fisher', 'ngd'),
    line('emp. Fisher', 'efgd'),
    { label: 'Minimum', color: theme.text, line: false, dash: [], marker: 'five-pointed-star' },
  ];
}
