/** A chart that is described by its points, in a theme. */

import type { PointsChart } from '#contract/api/charts.ts';
import type { PanelChart } from './figure.ts';
import { methodColor } from './method-style.ts';
import type { Theme } from './theme.ts';
import { xyChart, type XyAxis } from './xy-chart.ts';

export function pointsChart(chart: PointsChart, theme: Theme): PanelChart {
  return xyChart({
    x: { ...axisOf(chart.x), whole: chart.series.every(({ x }) => x.every(Number.isInteger)) },
    y: axisOf(chart.y),
    theme,
    legend: chart.legend,
    series: chart.series.map(({ label, x, y, color, dash, lineWidth, point }) => ({
      label,
      points: Array.from(x, (at, i) => ({ x: at, y: y[i] ?? Number.NaN })),
      color: color === 'text' || color === 'secondary' ? theme[color] : methodColor(color, theme),
      dash,
      point,
      ...(lineWidth === undefined ? {} : { lineWidth }),
    })),
  });
}

function axisOf({ title, type, min, max }: PointsChart['x']): XyAxis {
  return { title, type, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}
