/** Pictures of a two-parameter problem: contours of the loss, arrows of a field, flows, ellipses. */

import type { CurvePoint } from './runs.ts';

const gap: CurvePoint = { x: Number.NaN, y: Number.NaN };

/** Values on a grid: rows run over y, entries over x. */
export interface PlaneGrid {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly values: readonly (readonly number[])[];
}

/**
 * Levels between the lowest value and the highest, spaced so that the contours of a quadratic bowl are evenly
 * spaced: lowest + (highest - lowest) (k / count)^2, k = 1 ... count - 1, and a half-step inside the first.
 */
export function contourLevels(grid: PlaneGrid, count: number): number[] {
  const finite = grid.values.flat().filter(Number.isFinite);
  const lowest = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  return Array.from(
    { length: count },
    (_, k) => lowest + (highest - lowest) * ((k + 0.7) / (count + 0.7)) ** 2,
  );
}

/**
 * The grid made `factor` times finer by cubic interpolation, so that contours of few values are smooth. Exact for
 * polynomials of degree two, the ghost values beyond the edges included.
 */
export function refine({ x, y, values }: PlaneGrid, factor: number): PlaneGrid {
  const alongX = values.map((row) => refineRow(row, factor));
  const columns = alongX[0]?.length ?? 0;
  const alongY = Array.from({ length: columns }, (_, i) =>
    refineRow(
      alongX.map((row) => row[i]!),
      factor,
    ),
  );
  const rows = alongY[0]?.length ?? 0;
  return {
    x: refineRow(x, factor),
    y: refineRow(y, factor),
    values: Array.from({ length: rows }, (_, j) => alongY.map((column) => column[j]!)),
  };
}

/** Catmull-Rom through the values. */
function refineRow(values: readonly number[], factor: number): number[] {
  const n = values.length;
  if (n < 3) return [...values];
  const at = (i: number) =>
    i < 0
      ? 3 * values[0]! - 3 * values[1]! + values[2]!
      : i >= n
        ? 3 * values[n - 1]! - 3 * values[n - 2]! + values[n - 3]!
        : values[i]!;
  return Array.from({ length: (n - 1) * factor + 1 }, (_, k) => {
    const i = Math.min(n - 2, Math.floor(k / factor));
    const t = k / factor - i;
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  });
}

/** The line where a function on a grid equals a level, as segments with gaps between (marching squares). */
export function contourLine({ x, y, values }: PlaneGrid, level: number): CurvePoint[] {
  const points: CurvePoint[] = [];
  for (let j = 0; j + 1 < y.length; j++) {
    for (let i = 0; i + 1 < x.length; i++) {
      const corners = [
        { x: x[i]!, y: y[j]!, value: values[j]![i]! },
        { x: x[i + 1]!, y: y[j]!, value: values[j]![i + 1]! },
        { x: x[i + 1]!, y: y[j + 1]!, value: values[j + 1]![i + 1]! },
        { x: x[i]!, y: y[j + 1]!, value: values[j + 1]![i]! },
      ];
      const crossings = corners.flatMap((corner, k) => crossing(corner, corners[(k + 1) % 4]!, level));
      for (let k = 0; k + 1 < crossings.length; k += 2) points.push(crossings[k]!, crossings[k + 1]!, gap);
    }
  }
  return points;
}

interface Corner extends CurvePoint {
  readonly value: number;
}

function crossing(from: Corner, to: Corner, level: number): CurvePoint[] {
  if (from.value < level === to.value < level) return [];
  const share = (level - from.value) / (to.value - from.value);
  if (!Number.isFinite(share)) return [];
  return [{ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) }];
}

export interface VectorGrid {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly u: readonly (readonly number[])[];
  readonly v: readonly (readonly number[])[];
}

/**
 * Arrows of a field as lines with gaps. The longest is `reach` cells long; the others are shortened by the square
 * root of their ratio to it, so that weak parts still show their direction.
 */
export function arrows({ x, y, u, v }: VectorGrid, reach = 1): CurvePoint[] {
  const cell = Math.min(spacing(x), spacing(y));
  const sizes = u.flatMap((row, j) => row.map((value, i) => Math.hypot(value, v[j]![i]!)));
  const longest = sizes.filter(Number.isFinite).reduce((most, size) => Math.max(most, size), 0);
  return y.flatMap((fromY, j) =>
    x.flatMap((fromX, i) => {
      const [du, dv] = [u[j]![i]!, v[j]![i]!];
      const size = Math.hypot(du, dv);
      if (!(size > 0) || !Number.isFinite(size)) return [];
      const length = reach * cell * Math.sqrt(size / longest);
      return arrow({ x: fromX, y: fromY }, (du / size) * length, (dv / size) * length, 0.3 * cell);
    }),
  );
}

function spacing(values: readonly number[]): number {
  return values.length < 2 ? 1 : Math.abs(values[1]! - values[0]!);
}

/** A shaft from the point and a head of two strokes, no longer than half the shaft. */
function arrow(from: CurvePoint, dx: number, dy: number, head: number): CurvePoint[] {
  const tip = { x: from.x + dx, y: from.y + dy };
  const length = Math.hypot(dx, dy);
  const size = Math.min(head, 0.5 * length) / length;
  const wing = (angle: number): CurvePoint => ({
    x: tip.x - size * (dx * Math.cos(angle) - dy * Math.sin(angle)),
    y: tip.y - size * (dx * Math.sin(angle) + dy * Math.cos(angle)),
  });
  return [from, tip, gap, wing(0.45), tip, wing(-0.45), gap];
}

export const pathPoints = (path: readonly (readonly number[])[]): CurvePoint[] =>
  path.map((point) => ({ x: point[0]!, y: point[1]! }));

/** A path without points that are nearer than `step` to the last one kept; its ends stay. */
export function thinPath(points: readonly CurvePoint[], step: number): CurvePoint[] {
  const kept: CurvePoint[] = [];
  points.forEach((point, i) => {
    const last = kept.at(-1);
    const far = last === undefined || Math.hypot(point.x - last.x, point.y - last.y) >= step;
    if (far || i === points.length - 1) kept.push(point);
  });
  return kept;
}
