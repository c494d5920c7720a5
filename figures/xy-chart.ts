/** A chart of given points: lines, dots, bands and markers on two axes; what the other charts are made of. */

import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js';
import { axis, type AxisOptions } from './axes.ts';
import { legend } from './legend.ts';
import { markers, type Marker } from './markers.ts';
import { transparent } from './method-style.ts';
import { raisedExponents } from './raised-exponents.ts';
import type { MethodStyle } from '#contract/optimizer-info.ts';
import type { CurvePoint } from './runs.ts';
import type { Theme } from './theme.ts';
import { pointTooltip } from './tooltip.ts';

export interface XySeries {
  /** Empty: not in the legend. */
  readonly label: string;
  /** In drawing order; a NaN is a gap. */
  readonly points: readonly CurvePoint[];
  readonly color: string;
  readonly dash?: readonly number[];
  /** 0: no line. Default: the theme's. */
  readonly lineWidth?: number;
  /** null (default): no points. */
  readonly point?: MethodStyle['point'] | null;
  readonly pointRadius?: number;
  /** Lower and upper edge of a band around the line. */
  readonly band?: { readonly low: readonly CurvePoint[]; readonly high: readonly CurvePoint[] };
}

export type XyAxis = Pick<
  AxisOptions,
  'title' | 'min' | 'max' | 'grid' | 'labels' | 'ticks' | 'tickLabels' | 'maxTicks' | 'whole'
> & {
  readonly type?: AxisOptions['type'];
};

export interface XyChartOptions {
  readonly x: XyAxis;
  readonly y: XyAxis;
  /** Later ones are drawn over earlier ones. */
  readonly series: readonly XySeries[];
  readonly theme: Theme;
  readonly legend?: boolean;
  readonly markers?: readonly Marker[];
  readonly plugins?: readonly Plugin[];
  /** Whether the nearest point answers the pointer (default true). */
  readonly hover?: boolean;
}

export function xyChart(options: XyChartOptions): ChartConfiguration<'line', CurvePoint[]> {
  const { theme, x, y } = options;
  const datasets = options.series.flatMap((series) => [
    ...(series.band === undefined ? [] : bandDatasets(series.color, series.band)),
    seriesDataset(series, theme),
  ]);
  datasets.forEach((dataset, i) => {
    dataset.order = datasets.length - i; // Chart.js draws the highest order first
  });
  return {
    type: 'line',
    data: { datasets },
    options: {
      // Parsed, unlike learning curves: Chart.js takes unparsed data to be sorted by x, which paths are not.
      animation: false,
      ...(options.hover === false ? { events: [] } : {}),
      responsive: false,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', axis: 'xy', intersect: false },
      layout: { padding: { top: 6, right: 8, bottom: 2, left: 2 } },
      scales: {
        x: axis({ type: 'linear', theme, ...x }),
        y: axis({ type: 'linear', theme, ...y }),
      },
      plugins: {
        legend: legend(
          theme,
          options.legend ?? false,
          options.series.every(({ lineWidth }) => lineWidth === 0),
        ),
        tooltip: pointTooltip(x.title, theme),
      },
    },
    plugins: [
      raisedExponents(theme.secondary, theme.fontFamily, theme.fontSize - 1),
      ...(options.markers === undefined ? [] : [markers(options.markers)]),
      ...(options.plugins ?? []),
    ],
  } as ChartConfiguration<'line', CurvePoint[]>;
}

type Dataset = ChartDataset<'line', CurvePoint[]>;

function seriesDataset(series: XySeries, theme: Theme): Dataset {
  const { color, point = null, lineWidth = theme.lineWidth } = series;
  const stroked = point === 'cross' || point === 'crossRot' || point === 'star';
  return {
    label: series.label,
    data: [...series.points],
    borderColor: color,
    backgroundColor: color,
    borderWidth: lineWidth,
    borderDash: [...(series.dash ?? [])],
    borderJoinStyle: 'round',
    borderCapStyle: (series.dash ?? []).length === 0 ? 'round' : 'butt',
    showLine: lineWidth > 0,
    spanGaps: false,
    pointStyle: point ?? 'circle',
    pointRadius: point === null ? 0 : (series.pointRadius ?? theme.pointRadius),
    pointBorderWidth: stroked ? 1 : 0,
    pointBorderColor: color,
    clip: point === null ? 1 : 4,
  };
}

function bandDatasets(color: string, band: NonNullable<XySeries['band']>): Dataset[] {
  const edge = (points: readonly CurvePoint[], fill: string | false): Dataset => ({
    label: '',
    data: [...points],
    borderWidth: 0,
    showLine: true,
    pointRadius: 0,
    backgroundColor: transparent(color, 0.2),
    fill,
  });
  return [edge(band.low, false), edge(band.high, '-1')];
}
