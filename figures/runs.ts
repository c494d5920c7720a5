/** What figures need of a run, and the points of one quantity along it. */

import { quantityInfo, type QuantityName } from '#contract/quantities.ts';

/** The part of a run that figures read: a RunResult and a StoredRun both fit. */
export interface FigureRun {
  readonly optimizer: string;
  readonly kind: string;
  readonly label?: string | undefined;
  /** Position among the optimizers of its kind, where more runs than these are on screen; it decides the look. */
  readonly variant?: number | undefined;
  readonly repeat?: number | undefined;
  readonly stepSize: number;
  readonly damping: number | null;
  readonly status: string;
  /** Expensive quantities are recorded at multiples of this (default 1) and at the last planned state. */
  readonly recordEvery?: number | undefined;
  readonly series: Readonly<Record<string, ArrayLike<number>>>;
}

/** The states at which a run has values of a quantity; those between them are no gaps. */
export interface RecordedStates {
  readonly count: number;
  /** How far apart they are, but for the last. */
  readonly every: number;
  /** The entry of the series that is the i-th recorded, ascending. */
  readonly at: (i: number) => number;
  readonly has: (k: number) => boolean;
  /** The recorded state nearest to a place along the run; null more than half a stride past the last. */
  readonly nearest: (k: number) => number | null;
}

export function recordedStates(run: FigureRun, quantity: QuantityName): RecordedStates {
  const values = run.series[quantity] ?? [];
  const every = quantityInfo[quantity].expensive ? (run.recordEvery ?? 1) : 1;
  const last = values.length - 1;
  // What was not recorded is NaN; an infinity was.
  const lastIsExtra = last >= 0 && last % every !== 0 && !Number.isNaN(values[last]);
  const count = Math.ceil(values.length / every) + (lastIsExtra ? 1 : 0);
  const at = (i: number) => Math.min(i * every, last);
  return {
    count,
    every,
    at,
    has: (k) => k <= last && (k % every === 0 || (lastIsExtra && k === last)),
    nearest(k) {
      if (count === 0 || k > last + every / 2) return null;
      const below = at(Math.min(count - 1, Math.max(0, Math.floor(k / every))));
      const above = at(Math.min(count - 1, Math.max(0, Math.floor(k / every) + 1)));
      return k - below < above - k ? below : above;
    },
  };
}

export const xAxisNames = ['iteration', 'epochs', 'gradientEvaluations', 'seconds'] as const;
export type XAxis = (typeof xAxisNames)[number];

export const xAxisLabels: Readonly<Record<XAxis, string>> = {
  iteration: 'Iteration',
  epochs: 'Epochs',
  gradientEvaluations: 'Gradient evaluations',
  seconds: 'Seconds',
};

export interface CurvePoint {
  readonly x: number;
  /** NaN where there is no value: a gap. */
  readonly y: number;
}

/** The x axes for which every run has the numbers. */
export function availableXAxes(runs: readonly FigureRun[]): XAxis[] {
  return xAxisNames.filter((name) => name === 'iteration' || runs.every((run) => name in run.series));
}

export interface CurveOptions {
  readonly quantity: QuantityName;
  readonly xAxis: XAxis;
  readonly logarithmic: boolean;
}

/**
 * The curve of a quantity along a run; empty when the run did not record it. A step quantity's entry k stands at
 * state k + 1, where the step arrived. What an axis cannot show (NaN, infinities, zero and below on a logarithmic
 * axis) is NaN.
 */
export function curveOf(run: FigureRun, options: CurveOptions): CurvePoint[] {
  const values = run.series[options.quantity];
  if (values === undefined) return [];
  const x = options.xAxis === 'iteration' ? null : run.series[options.xAxis];
  if (x === undefined) return [];
  const offset = quantityInfo[options.quantity].per === 'step' ? 1 : 0;
  const states = recordedStates(run, options.quantity);
  const points: CurvePoint[] = [];
  for (let i = 0; i < states.count; i++) {
    const k = states.at(i);
    const y = values[k]!;
    const shown = Number.isFinite(y) && (!options.logarithmic || y > 0);
    const position = x === null ? k + offset : x[k + offset];
    if (position === undefined || !Number.isFinite(position)) continue;
    points.push({ x: position, y: shown ? y : Number.NaN });
  }
  return points;
}

/**
 * At most about `limit` points that draw the same picture: of each stretch of x the first, lowest, highest and
 * last point, and the gaps. x must not decrease.
 */
export function decimate(points: readonly CurvePoint[], limit: number): CurvePoint[] {
  if (points.length <= limit) return [...points];
  const size = Math.ceil(points.length / Math.max(1, Math.floor(limit / 4)));
  const kept: CurvePoint[] = [];
  for (let from = 0; from < points.length; from += size) {
    const to = Math.min(points.length, from + size);
    const indices = new Set([from, to - 1]);
    let lowest = -1;
    let highest = -1;
    for (let i = from; i < to; i++) {
      const { y } = points[i]!;
      if (Number.isNaN(y)) {
        if (i === from || !Number.isNaN(points[i - 1]!.y)) indices.add(i);
        continue;
      }
      if (lowest < 0 || y < points[lowest]!.y) lowest = i;
      if (highest < 0 || y > points[highest]!.y) highest = i;
    }
    if (lowest >= 0) indices.add(lowest).add(highest);
    for (const i of [...indices].sort((a, b) => a - b)) kept.push(points[i]!);
  }
  return kept;
}
