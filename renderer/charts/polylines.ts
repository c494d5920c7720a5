/** The curves of very many runs as plain arrays: thinned once, kept as long as the run's numbers are the same. */

import { quantityInfo, type QuantityName } from '#contract/quantities.ts';
import { recordedStates, type FigureRun, type XAxis } from '#figures/runs.ts';

export interface Polyline {
  readonly x: Float64Array;
  /** As the axis has it: the common logarithm on a logarithmic one. NaN is a gap. */
  readonly y: Float64Array;
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

export interface PolylineView {
  readonly quantity: QuantityName;
  readonly xAxis: XAxis;
  readonly yAxis: 'linear' | 'logarithmic';
}

const kept = new WeakMap<ArrayLike<number>, Map<string, Polyline | null>>();

/** The curve of a run in at most about `limit` points; null where the run has no value to show. */
export function polylineOf(run: FigureRun, view: PolylineView, limit: number): Polyline | null {
  const values = run.series[view.quantity];
  if (values === undefined) return null;
  const key = `${view.quantity} ${view.xAxis} ${view.yAxis} ${recordedStates(run, view.quantity).every} ${limit}`;
  let lines = kept.get(values);
  if (lines === undefined) kept.set(values, (lines = new Map<string, Polyline | null>()));
  let line = lines.get(key);
  if (line === undefined) lines.set(key, (line = makePolyline(run, values, view, limit)));
  return line;
}

function makePolyline(
  run: FigureRun,
  values: ArrayLike<number>,
  { quantity, xAxis, yAxis }: PolylineView,
  limit: number,
): Polyline | null {
  const positions = xAxis === 'iteration' ? null : run.series[xAxis];
  if (positions === undefined) return null;
  const offset = quantityInfo[quantity].per === 'step' ? 1 : 0;
  const { count, at } = recordedStates(run, quantity);
  const shown = (k: number): number => {
    const value = values[at(k)]!;
    if (!Number.isFinite(value)) return Number.NaN;
    return yAxis === 'linear' ? value : value > 0 ? Math.log10(value) : Number.NaN;
  };
  const position = (k: number): number => {
    const state = at(k) + offset;
    return positions === null ? state : (positions[state] ?? Number.NaN);
  };
  // Of each stretch the lowest and the highest value, in their order: what a narrow column of pixels shows.
  const size = Math.max(1, Math.ceil((2 * count) / limit));
  const x: number[] = [];
  const y: number[] = [];
  let low = Infinity;
  let high = -Infinity;
  for (let from = 0; from < count; from += size) {
    let least = -1;
    let most = -1;
    let leastValue = Infinity;
    let mostValue = -Infinity;
    for (let k = from; k < Math.min(count, from + size); k++) {
      const value = shown(k);
      if (Number.isNaN(value)) continue;
      if (value < leastValue) {
        least = k;
        leastValue = value;
      }
      if (value > mostValue) {
        most = k;
        mostValue = value;
      }
    }
    if (least < 0) {
      if (y.length > 0 && !Number.isNaN(y.at(-1)!)) {
        x.push(position(from));
        y.push(Number.NaN);
      }
      continue;
    }
    const first = Math.min(least, most);
    const second = Math.max(least, most);
    x.push(position(first));
    y.push(first === least ? leastValue : mostValue);
    if (second !== first) {
      x.push(position(second));
      y.push(second === least ? leastValue : mostValue);
    }
    low = Math.min(low, leastValue);
    high = Math.max(high, mostValue);
  }
  if (high < low) return null;
  return { x: Float64Array.from(x), y: Float64Array.from(y), left: x[0]!, right: x.at(-1)!, low, high };
}

/** What holds all lines: [left, right] and [low, high] in the axis' own numbers. */
export function extentOf(
  lines: readonly (Polyline | null)[],
  yAxis: 'linear' | 'logarithmic',
): { x: [number, number]; y: [number, number] } | null {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const line of lines) {
    if (line === null) continue;
    left = Math.min(left, line.left);
    right = Math.max(right, line.right);
    low = Math.min(low, line.low);
    high = Math.max(high, line.high);
  }
  if (high < low) return null;
  // A little air above and below, so that no curve runs along the edge.
  const air = high > low ? 0.03 * (high - low) : 0.5;
  const value = (at: number) => (yAxis === 'linear' ? at : 10 ** at);
  return { x: [left, right > left ? right : left + 1], y: [value(low - air), value(high + air)] };
}
