/** Panels of a vector field: one an optimizer, its arrows and flows over the contours of the loss. */

import type { VectorFieldResult } from '#contract/results.ts';
import type { Panel } from './figure.ts';
import { methodColor } from './method-style.ts';
import { arrows, contourLevels, contourLine, pathPoints } from './plane.ts';
import type { Theme } from './theme.ts';
import { xyChart, type XySeries } from './xy-chart.ts';

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
  return optimizers.map(({ id, kind, title }) => {
    const color = methodColor(kind, theme);
    const flows = field.flows[id] ?? [];
    const vectors = field.fields[id];
    return {
      title,
      chart: xyChart({
        x: { title: titles.x, min: field.x[0], max: field.x.at(-1), grid: false, maxTicks: 7 },
        y: { title: titles.y, min: field.y[0], max: field.y.at(-1), grid: false, maxTicks: 7 },
        theme,
        series: [
          ...contourSeries(field, theme),
          ...(vectors === undefined
            ? []
            : [arrowSeries(arrows({ x: field.x, y: field.y, ...vectors }, 1.25), theme)]),
          ...flows.map(({ path }): XySeries => ({
            label: '',
            points: pathPoints(path),
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
  const values = { x: grid.x, y: grid.y, values: grid.loss };
  return contourLevels(values, count).map((level) => ({
    label: '',
    points: contourLine(values, level),
    color: contourGrey(theme),
    lineWidth: 1,
  }));
}

const contourGrey = (theme: Theme) => (theme.name === 'dark' ? '#66707E' : '#A6A6A6');

function arrowSeries(points: XySeries['points'], theme: Theme): XySeries {
  return { label: '', points, color: theme.name === 'dark' ? '#8A95A3' : '#7A7A7A', lineWidth: 1 };
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
