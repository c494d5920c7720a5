/** Panels of a vector field: one an optimizer, its arrows and flows over the contours of the loss. */

import type { VectorFieldResult } from '#contract/results.ts';
import type { Panel } from './figure.ts';
import { methodColor } from './method-style.ts';
import { arrows, contourLevels, contourLine, pathPoints, refine, thinPath } from './plane.ts';
import type { Theme } from './theme.ts';
import { xyChart, type XyAxis, type XySeries } from './xy-chart.ts';

export interface FieldOptimizer {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
}

export interface PlaneTitles {
  readonly x: string;
  readonly y: string;
}

/** The panels in the order of the optimizers. Starts are hexagons, the minimum is a star. */
export function vectorFieldPanels(
  field: VectorFieldResult,
  optimizers: readonly FieldOptimizer[],
  titles: PlaneTitles,
  theme: Theme,
): Panel[] {
  // A two-hundredth of the plot: nearer points only make a line look rough.
  const step = (field.x.at(-1)! - field.x[0]!) / 200;
  return optimizers.map(({ id, kind, title }) => {
    const color = methodColor(kind, theme);
    const flows = field.flows[id] ?? [];
    const vectors = field.fields[id];
    return {
      title,
      chart: xyChart({
        x: planeAxis(titles.x, field.x),
        y: planeAxis(titles.y, field.y),
        theme,
        series: [
          ...contourSeries(field, theme),
          ...(vectors === undefined
            ? []
            : [arrowSeries(arrows({ x: field.x, y: field.y, ...vectors }, 1.25), theme)]),
          ...flows.map(({ path }): XySeries => ({
            label: '',
            points: thinPath(pathPoints(path), step),
            color,
            lineWidth: 3,
          })),
        ],
        markers: [
          ...flows.map(({ start }) => ({
            x: start[0]!,
            y: start[1]!,
            shape: 'hexagon' as const,
            radius: 5,
            color: theme.text,
          })),
          ...(field.minimum === null ? [] : [minimumMarker(field.minimum, theme)]),
        ],
      }),
    };
  });
}

/** An axis from the first to the last value, with whole numbers at the ticks of a short one. */
export function planeAxis(title: string, values: readonly number[]): XyAxis {
  const [min, max] = [values[0]!, values.at(-1)!];
  const whole = Array.from({ length: Math.floor(max) - Math.ceil(min) + 1 }, (_, i) => Math.ceil(min) + i);
  return {
    title,
    min,
    max,
    grid: false,
    ...(max - min >= 3 && max - min <= 8 ? { ticks: whole } : { maxTicks: 6 }),
  };
}

/** Thin grey contours of the loss. */
export function contourSeries(
  grid: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly loss: readonly (readonly number[])[];
  },
  theme: Theme,
  count = 5,
): XySeries[] {
  const values = refine({ x: grid.x, y: grid.y, values: grid.loss }, 4);
  return contourLevels(values, count).map((level) => ({
    label: '',
    points: contourLine(values, level),
    color: contourGrey(theme),
    lineWidth: 1,
  }));
}

const contourGrey = (theme: Theme) => (theme.name === 'dark' ? '#66707E' : '#B4B4B4');

function arrowSeries(points: XySeries['points'], theme: Theme): XySeries {
  return { label: '', points, color: theme.name === 'dark' ? '#7C8794' : '#8C8C8C', lineWidth: 1 };
}

export function minimumMarker(minimum: readonly number[], theme: Theme) {
  return {
    x: minimum[0]!,
    y: minimum[1]!,
    shape: 'five-pointed-star' as const,
    radius: 9,
    color: theme.text,
  };
}
