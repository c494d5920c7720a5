/** Which document the plane is of, and how the hand on it edits that document; pure. */

import { defaultOf } from '../../stores/draft.ts';
import { valueAt, type JsonObject, type Path } from '../../stores/document-path.ts';

export type Interval = readonly [number, number];
export type Bounds = readonly [Interval, Interval];
export type Xy = readonly [number, number];

const planeKinds: readonly unknown[] = ['compare', 'vector-field', 'quadratic'];

/** Whether a document of two parameters has a plane to explore. */
export function hasPlane(document: JsonObject): boolean {
  return planeKinds.includes(document['kind'] ?? 'compare');
}

/** The window that the document names, its default included; null for kinds without one. */
export function boundsOf(document: JsonObject): Bounds | null {
  return (document['bounds'] ?? defaultOf(document, 'bounds') ?? null) as Bounds | null;
}

export function densityOf(document: JsonObject): number {
  const density = document['density'];
  return typeof density === 'number' && density >= 3 ? Math.min(60, density) : 15;
}

/** Where the start of the paths stands in the document; null where it has no place for one. */
export function startPath(document: JsonObject): Path | null {
  const kind = document['kind'] ?? 'compare';
  if (kind === 'compare') return ['start'];
  return kind === 'vector-field' && valueAt(document, ['flow', 'starts', 0]) !== undefined
    ? ['flow', 'starts', 0]
    : null;
}

/** The value that stands there for a point. */
export function startValue(document: JsonObject, point: Xy): unknown {
  return (document['kind'] ?? 'compare') === 'compare' ? { kind: 'values', values: [...point] } : [...point];
}

/** The start that the document says in numbers; null where it leaves it to the lab (zeros, drawn at random). */
export function startOf(document: JsonObject): Xy | null {
  const path = startPath(document);
  if (path === null) return null;
  const found = valueAt(document, path[0] === 'start' ? [...path, 'values'] : path);
  return Array.isArray(found) && found.length === 2 && found.every(Number.isFinite)
    ? [found[0] as number, found[1] as number]
    : null;
}

/** What the surface depends on, as a key: everything of the document but what only the paths need. */
export function surfaceKey(document: JsonObject, bounds: Bounds | null, density: number): string {
  const optimizers = Array.isArray(document['optimizers']) ? (document['optimizers'] as JsonObject[]) : [];
  return JSON.stringify([
    problemKey(document),
    bounds,
    density,
    optimizers
      .filter(({ kind }) => kind === 'ngd' || kind === 'efgd')
      .map(({ kind, damping }) => [kind, damping]),
  ]);
}

/** The loss itself: what a window around it is good for. */
export function problemKey(document: JsonObject): string {
  const { dataset, model, scaling, seed } = document;
  return JSON.stringify([dataset, model, scaling, seed]);
}

/** A point on the grid of a two-hundredth of the window, or of a tenth of that: numbers a person would write. */
export function snapped([x, y]: Xy, bounds: Bounds, fine = false): Xy {
  const on = (value: number, [low, high]: Interval) => {
    const step = 10 ** Math.floor(Math.log10((high - low) / (fine ? 2000 : 200)));
    return Number((Math.round(value / step) * step).toPrecision(12));
  };
  return [on(x, bounds[0]), on(y, bounds[1])];
}

/** The window about its middle, so many times as wide. */
export function zoomed(bounds: Bounds, factor: number): Bounds {
  const about = ([low, high]: Interval): Interval => {
    const [centre, half] = [(low + high) / 2, (factor * (high - low)) / 2];
    return [centre - half, centre + half];
  };
  return [about(bounds[0]), about(bounds[1])];
}
