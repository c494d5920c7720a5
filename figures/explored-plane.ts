/** The plane of a two-parameter problem as it is explored: contours, fields, paths, ellipses at a point. */

import type {
  PlaneAnswer,
  PlaneFieldName,
  PlaneMatrixName,
  PlanePath,
  PlanePoint,
} from '#contract/api/plane.ts';
import type { Terminology } from '#contract/terminology.ts';
import { commonRadius, ellipsePoints } from './ellipse.ts';
import type { Figure, LegendEntry, PanelChart } from './figure.ts';
import { shortNumber } from './format.ts';
import { methodColor, methodStyle, runStyles, transparent, type RunStyle } from './method-style.ts';
import { arrows, thinPath } from './plane.ts';
import { fieldsWords, fieldWords, planeMatrixTitles } from './plane-words.ts';
import type { CurvePoint } from './runs.ts';
import type { Theme } from './theme.ts';
import { contourSeries, minimumMarker, planeAxis } from './vector-field.ts';
import { xyChart, type XySeries } from './xy-chart.ts';

export interface PlaneView {
  /** None, or several at once. */
  readonly fields: readonly PlaneFieldName[];
  /** Of which matrices ellipses are drawn at the point. */
  readonly matrices: readonly PlaneMatrixName[];
  /** State up to which the paths are drawn strongly; null: to their ends. */
  readonly position: number | null;
  readonly terminology: Terminology;
}

/** The look of a matrix is that of the method that uses it. */
const matrixKinds: Readonly<Record<PlaneMatrixName, string>> = {
  fisher: 'ngd',
  empiricalFisher: 'efgd',
  hessian: 'newton',
};

const axisTitles = { x: 'θ₁', y: 'θ₂' } as const;
const contours = 9;

type Shown = Pick<PlaneAnswer, 'surface' | 'paths' | 'start' | 'point' | 'bounds'>;

/** What changes only with the problem and the window: contours, arrows, the minimum. */
export function planeBackground(
  { surface, bounds }: Pick<Shown, 'surface' | 'bounds'>,
  shownFields: PlaneView['fields'],
  theme: Theme,
): PanelChart {
  return xyChart({
    ...planeAxes(bounds),
    theme,
    series: surface === null ? [] : backgroundSeries(surface, shownFields, theme),
    hover: false,
    markers: minimumMarkers(surface, theme),
  });
}

/** What moves with the hand, on the same axes, which are drawn once: paths, the start, ellipses. */
export function planeForeground(
  shown: Shown,
  view: Pick<PlaneView, 'position' | 'matrices'>,
  theme: Theme,
): PanelChart {
  const clear = { text: 'transparent', secondary: 'transparent', grid: 'transparent', axis: 'transparent' };
  return xyChart({
    ...planeAxes(shown.bounds),
    theme: { ...theme, ...clear },
    series: foregroundSeries(shown, view, theme),
    hover: false, // handles and the numbers beside say more
  });
}

/** The same in one chart, as a file. */
export function planeFigure(shown: Shown, view: PlaneView, title: string, theme: Theme): Figure {
  const { surface, start } = shown;
  const chart = xyChart({
    ...planeAxes(shown.bounds),
    theme,
    series: [
      ...(surface === null ? [] : backgroundSeries(surface, view.fields, theme)),
      ...foregroundSeries(shown, view, theme),
    ],
    markers: [
      { x: start[0]!, y: start[1]!, shape: 'hexagon', radius: 5, color: theme.text },
      ...minimumMarkers(surface, theme),
    ],
  });
  const ellipses = view.matrices.length === 0 ? null : planeEllipses(shown.point, shown.bounds);
  return {
    name: 'plane',
    title,
    theme,
    columns: 1,
    panelWidth: 520,
    panelHeight: 480,
    panels: [{ title: '', chart }],
    legend: planeLegend(shown, view, theme),
    caption: [
      fieldsCaption(view),
      ellipses === null ? '' : `Ellipses: dᵀMd = ${shortNumber(ellipses.radius ** 2)}.`,
    ].filter((line) => line !== ''),
  };
}

function fieldsCaption(view: PlaneView): string {
  const { fields } = view;
  if (fields.length === 0) return '';
  const own = fields.length > 1 ? ', each field on a scale of its own' : '';
  return `Arrows: minus the ${fieldsWords(view)}, longer where it is larger${own}.`;
}

/** The method that goes along a field. */
const fieldKinds: Readonly<Record<PlaneFieldName, string>> = {
  gradient: 'gd',
  naturalGradient: 'ngd',
  empiricalNaturalGradient: 'efgd',
};

/** Grey for a field by itself; beside others it has colour and dash of the method that goes along it. */
export function fieldLook(
  field: PlaneFieldName,
  fields: PlaneView['fields'],
  theme: Theme,
): { color: string; dash: number[] } {
  if (fields.length < 2) return { color: theme.name === 'dark' ? '#7C8794' : '#8C8C8C', dash: [] };
  const kind = fieldKinds[field];
  // Shafts are short: half of a curve's dashes.
  return { color: methodColor(kind, theme), dash: methodStyle(kind).dash.map((length) => length / 2) };
}

export interface PlaneEllipses {
  readonly radius: number;
  readonly of: readonly { readonly name: PlaneMatrixName; readonly points: CurvePoint[] }[];
}

/** Ellipses of the three matrices at one radius that suits the window, whichever of them are drawn; null without a point, or with none to draw. */
export function planeEllipses(point: PlanePoint | null, bounds: PlaneAnswer['bounds']): PlaneEllipses | null {
  if (point === null) return null;
  const reach = ([low, high]: readonly number[]) => 0.2 * (high! - low!);
  const names = Object.keys(matrixKinds) as PlaneMatrixName[];
  const radius = commonRadius(
    names.map((name) => point.matrices[name]),
    reach(bounds[0]),
    reach(bounds[1]),
  );
  if (radius === null) return null;
  const of = names.map((name) => ({
    name,
    points: ellipsePoints(point.theta, point.matrices[name], radius),
  }));
  return { radius, of };
}

/** Styles of the paths, one a path: those of their runs everywhere else. */
export function pathStyles(paths: readonly PlanePath[], theme: Theme, terminology?: Terminology): RunStyle[] {
  return runStyles(
    paths.map(({ optimizer, kind, status }) => ({
      ...{ optimizer, kind, status, stepSize: 0, damping: null, series: {} },
    })),
    theme,
    terminology,
  );
}

function planeLegend(
  { paths, point }: Pick<Shown, 'paths' | 'point'>,
  { fields, matrices, terminology }: PlaneView,
  theme: Theme,
): LegendEntry[] {
  const styles = pathStyles(paths, theme, terminology);
  return [
    ...styles.map(({ label, color, dash, point: marker }) => ({ label, color, line: true, dash, marker })),
    ...(fields.length < 2 ? [] : fields).map((field) => ({
      label: `Arrows: minus the ${fieldWords(field, terminology)}`,
      ...fieldLook(field, fields, theme),
      line: true,
      marker: null,
    })),
    ...(point === null ? [] : matrices).map((name) => ({
      label: `Ellipse of ${planeMatrixTitles(terminology)[name]}`,
      ...matrixLook(name, theme),
      line: true,
      marker: null,
    })),
    { label: 'Start', color: theme.text, line: false, dash: [], marker: 'hexagon' },
    { label: 'Minimum', color: theme.text, line: false, dash: [], marker: 'five-pointed-star' },
  ];
}

export function matrixLook(name: PlaneMatrixName, theme: Theme): { color: string; dash: number[] } {
  const kind = matrixKinds[name];
  return { color: methodColor(kind, theme), dash: [...methodStyle(kind).dash] };
}

/** State k of a path, the last kept one where it is thinned; null past its end. */
export function pathPoint({ points, every }: PlanePath, state: number): CurvePoint | null {
  const at = Math.floor(state / every);
  return 2 * at + 1 < points.length ? { x: points[2 * at]!, y: points[2 * at + 1]! } : null;
}

/** Number of the last state of the longest path. */
export function lastState(paths: readonly PlanePath[]): number {
  return paths.reduce((most, { points, every }) => Math.max(most, (points.length / 2 - 1) * every), 0);
}

function planeAxes(bounds: PlaneAnswer['bounds']) {
  return { x: planeAxis(axisTitles.x, bounds[0]), y: planeAxis(axisTitles.y, bounds[1]) };
}

function backgroundSeries(
  surface: NonNullable<Shown['surface']>,
  shownFields: PlaneView['fields'],
  theme: Theme,
): XySeries[] {
  const { x, y, fields } = surface;
  return [
    ...contourSeries(surface, theme, contours),
    ...shownFields.map((field) => ({
      label: '',
      points: arrows({ x, y, ...fields[field] }, 1.25),
      ...backgroundLook(field, shownFields, theme),
      lineWidth: 1,
    })),
  ];
}

/** Several fields stand back behind the paths. */
function backgroundLook(field: PlaneFieldName, fields: PlaneView['fields'], theme: Theme) {
  const look = fieldLook(field, fields, theme);
  return fields.length > 1 ? { ...look, color: transparent(look.color, 0.7) } : look;
}

function minimumMarkers(surface: Shown['surface'], theme: Theme) {
  return surface === null || surface.minimum.status === 'none'
    ? []
    : [minimumMarker(surface.minimum.theta, theme)];
}

function foregroundSeries(
  shown: Shown,
  { position, matrices }: Pick<PlaneView, 'position' | 'matrices'>,
  theme: Theme,
): XySeries[] {
  const { paths, bounds, point } = shown;
  const styles = pathStyles(paths, theme);
  const step = (bounds[0][1]! - bounds[0][0]!) / 300;
  const lines = paths.flatMap((path, i): XySeries[] => {
    const { color, dash, point: shape } = styles[i]!;
    const all = pointsOf(path);
    const strong = position === null ? all : all.slice(0, Math.floor(position / path.every) + 1);
    const end = strong.at(-1);
    return [
      ...(strong.length === all.length
        ? []
        : [{ label: '', points: thinPath(all, step), color, lineWidth: 0.75 }]),
      { label: '', points: thinPath(strong, step), color, dash, lineWidth: 2.5 },
      ...(end === undefined
        ? []
        : [{ label: '', points: [end], color, lineWidth: 0, point: shape, pointRadius: 5 }]),
    ];
  });
  const ellipses = (planeEllipses(point, bounds)?.of ?? []).filter(({ name }) => matrices.includes(name));
  return [
    ...ellipses.map(({ name, points }) => ({
      label: '',
      points,
      ...matrixLook(name, theme),
      lineWidth: 1.75,
    })),
    ...lines,
  ];
}

/** The states that are numbers. */
function pointsOf({ points }: PlanePath): CurvePoint[] {
  return Array.from({ length: points.length / 2 }, (_, k) => ({
    x: points[2 * k]!,
    y: points[2 * k + 1]!,
  })).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
}
