/** The curves of the dashboard: the figures' learning curves, made for hovering, zooming and many runs. */

import type { ChartConfiguration } from 'chart.js';
import type { ShownScaling } from '#contract/picture.ts';
import { quantityInfo, type QuantityName } from '#contract/quantities.ts';
import type { Terminology } from '#contract/terminology.ts';
import { bandDatasets } from '#figures/bands.ts';
import { learningCurves, quantityTitle } from '#figures/learning-curves.ts';
import { canStandAtEnds, labelRoom } from '#figures/line-labels.ts';
import { runStyles, type RunStyle } from '#figures/method-style.ts';
import { curveOf, recordedStates, xAxisLabels, type FigureRun, type XAxis } from '#figures/runs.ts';
import { themes } from '#figures/theme.ts';
import { formatNumber } from '../format.ts';
import type { ManyCurve } from './many-curves.ts';
import { extentOf, polylineOf } from './polylines.ts';
import type { MeanRun } from './repeats.ts';

export type Bounds = readonly [number | undefined, number | undefined];

export interface CurvesView {
  readonly quantity: QuantityName;
  readonly xAxis: XAxis;
  readonly yAxis: 'linear' | 'logarithmic';
  readonly xBounds: Bounds | null;
  readonly yBounds: Bounds | null;
  readonly theme: 'light' | 'dark';
  readonly scaling: ShownScaling;
  readonly terminology: Terminology;
  readonly height: number;
}

/** Above this many runs the curves are drawn as one picture, without labels: the table says which is which. */
export const manyRuns = 24;

/** Pixels, as wide as the numbers at the y axis usually need: the plot begins at the same place whatever they are. */
const valueAxisWidth = 68;
/** Ticks whose labels are measured at each layout; a linear axis has fewer. */
const measuredTicks = 12;

export function screenCurves(
  runs: readonly FigureRun[],
  view: CurvesView,
  onZoom: (x: [number, number], y: [number, number]) => void,
  bands: readonly MeanRun<FigureRun>[] | null = null,
): ChartConfiguration<'line'> {
  const many = isMany(runs);
  const drawn = many ? [] : runs;
  const extent = many ? manyExtent(runs, view) : null;
  const xBounds = view.xBounds ?? extent?.x;
  const yBounds = view.yBounds ?? (view.quantity.startsWith('cosine') ? undefined : extent?.y);
  const theme = themes[view.theme];
  const names = runStyles(drawn, theme).map(({ label }) => label);
  // By the names alone: neither where curves end nor which quantity it is moves the plot, so that nothing jumps while
  // a slider is dragged and the x axes of all charts stand below each other.
  const labelled = names.length > 1 && canStandAtEnds(names);
  const configuration = learningCurves(drawn, {
    quantity: view.quantity,
    xAxis: view.xAxis,
    yAxis: view.yAxis,
    theme: view.theme,
    scaling: view.scaling,
    terminology: view.terminology,
    height: view.height,
    labels: labelled ? 'direct' : 'none',
    ...(xBounds === undefined ? {} : { xBounds }),
    ...(yBounds === undefined ? {} : { yBounds }),
  }) as unknown as ChartConfiguration<'line'>;
  if (bands !== null) {
    const means = bands.map(({ run }) => run);
    const filled = bandDatasets(means, bands, view, theme);
    configuration.data.datasets.push(...(filled as ChartConfiguration<'line'>['data']['datasets']));
  }
  const done = ({ chart }: { chart: { scales: Record<string, { min: number; max: number }> } }) => {
    const { x, y } = chart.scales;
    if (x !== undefined && y !== undefined) onZoom([x.min, x.max], [y.min, y.max]);
  };
  return {
    ...configuration,
    options: {
      ...configuration.options,
      // The cross-hair and its tooltip are drawn over the canvas, so that hovering never redraws the curves.
      events: [],
      layout: { padding: { top: 6, right: labelled ? labelRoom(names, theme) : 8, bottom: 2, left: 2 } },
      scales: {
        ...configuration.options?.scales,
        y: {
          ...configuration.options?.scales?.['y'],
          // On a logarithmic axis most ticks have no label, and the labels of the others are narrower than this.
          ticks: { ...configuration.options?.scales?.['y']?.ticks, sampleSize: measuredTicks },
          afterFit: (scale: { width: number }) => (scale.width = Math.max(scale.width, valueAxisWidth)),
        },
      },
      plugins: {
        ...configuration.options?.plugins,
        lineEndLabels: labelled ? { rightOnly: true } : false,
        // One legend above all charts stands for those without labels at the line ends.
        legend: false,
        // Nor is there anything to point at or to annotate: switched off, these plugins take no part of a redraw.
        tooltip: false,
        annotation: false,
        zoom: {
          zoom: {
            mode: 'xy',
            wheel: { enabled: true, modifierKey: 'ctrl' },
            drag: {
              enabled: true,
              threshold: 6,
              backgroundColor: 'rgba(127, 176, 245, 0.2)',
              borderColor: theme.axis,
              borderWidth: 1,
            },
            onZoomComplete: done,
          },
          pan: { enabled: true, mode: 'xy', modifierKey: 'shift', onPanComplete: done },
        },
      },
    },
  } as unknown as ChartConfiguration<'line'>;
}

export function isMany(runs: readonly FigureRun[]): boolean {
  return runs.length > manyRuns;
}

/** Points a curve when there are many: about one a pixel of a card. */
const manyPoints = 320;

function manyExtent(runs: readonly FigureRun[], view: CurvesView): ReturnType<typeof extentOf> {
  return extentOf(
    runs.map((run) => polylineOf(run, view, manyPoints)),
    view.yAxis,
  );
}

/** The curves for the picture that stands for the chart's own when there are many; none when there are few. */
export function manyCurves(runs: readonly FigureRun[], view: CurvesView): ManyCurve[] {
  if (!isMany(runs)) return [];
  const styles = runStyles(runs, themes[view.theme]);
  return runs.flatMap((run, i): ManyCurve[] => {
    const line = polylineOf(run, view, manyPoints);
    const { color, dash } = styles[i]!;
    return line === null ? [] : [{ line, color, dash, diverged: run.status === 'diverged' }];
  });
}

export interface Reading {
  readonly run: number;
  readonly label: string;
  readonly color: string;
  readonly value: number;
}

/** Every run's value at the position on the x axis nearest to `x`, lowest first; runs without one are left out. */
export function readingsAt(
  runs: readonly FigureRun[],
  styles: readonly RunStyle[],
  view: Pick<CurvesView, 'quantity' | 'xAxis'>,
  x: number,
): Reading[] {
  return runs
    .flatMap((run, i): Reading[] => {
      const value = valueNear(run, view, x);
      return value === null ? [] : [{ run: i, label: styles[i]!.label, color: styles[i]!.color, value }];
    })
    .sort((a, b) => a.value - b.value);
}

function valueNear(
  run: FigureRun,
  { quantity, xAxis }: Pick<CurvesView, 'quantity' | 'xAxis'>,
  x: number,
): number | null {
  const values = run.series[quantity];
  if (values === undefined || values.length === 0) return null;
  const offset = quantityInfo[quantity].per === 'step' ? 1 : 0;
  const positions = xAxis === 'iteration' ? null : run.series[xAxis];
  if (positions === undefined) return null;
  const state = (positions === null ? x : nearestIndex(positions, x)) - offset;
  // A cross-hair a little past a run's end still reads its end, far past it nothing.
  const index = recordedStates(run, quantity).nearest(state);
  if (index === null) return null;
  const value = values[index]!;
  return Number.isNaN(value) ? null : value;
}

/** Position of the entry nearest to x in ascending numbers. */
export function nearestIndex(ascending: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - ascending[low - 1]! < ascending[low]! - x ? low - 1 : low;
}

/** Runs that the text alternative tells one by one. */
const told = 12;

/** The text alternative of a chart: what it shows and where each run begins and ends. */
export function describeCurves(
  runs: readonly FigureRun[],
  styles: readonly RunStyle[],
  view: CurvesView,
): string {
  const title = quantityTitle(view.quantity, view.scaling, view.terminology);
  const recorded = runs.flatMap((run, i) =>
    (run.series[view.quantity]?.length ?? 0) > 0 ? [{ run, label: styles[i]!.label }] : [],
  );
  const lines = recorded.slice(0, told).flatMap(({ run, label }) => {
    const points = curveOf(run, {
      quantity: view.quantity,
      xAxis: view.xAxis,
      logarithmic: view.yAxis === 'logarithmic',
    }).filter(({ y }) => !Number.isNaN(y));
    const first = points[0];
    const last = points.at(-1);
    if (first === undefined || last === undefined) return [];
    const end = run.status === 'diverged' ? ', where it diverged' : '';
    return [
      `${label} from ${formatNumber(first.y)} to ${formatNumber(last.y)} at ${formatNumber(last.x)}${end}`,
    ];
  });
  if (lines.length === 0) return `${title}: no values yet.`;
  const rest = recorded.length - Math.min(told, recorded.length);
  return (
    `${title} against ${xAxisLabels[view.xAxis].toLowerCase()}, ${view.yAxis} axis. ` +
    `${lines.join('; ')}${rest > 0 ? `; and ${rest} more runs` : ''}.`
  );
}
