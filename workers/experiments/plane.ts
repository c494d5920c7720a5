/** The plane of two parameters that figures look at. */

import type { Objective } from '../models/objective.ts';

/** `count` evenly spaced numbers, both ends included. */
export function linspace([low, high]: readonly [number, number], count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? high : low + ((high - low) * i) / (count - 1),
  );
}

/** value(x, y) on a grid: rows run over y, entries over x. */
export function onPlane(
  x: readonly number[],
  y: readonly number[],
  value: (theta: Float64Array) => number,
): number[][] {
  return y.map((yi) => x.map((xi) => value(Float64Array.of(xi, yi))));
}

/** L on a grid. */
export function lossOnPlane(objective: Objective, x: readonly number[], y: readonly number[]): number[][] {
  return onPlane(x, y, (theta) => objective.value(theta));
}
