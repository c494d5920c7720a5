/** The plane of two parameters that figures look at. */

import type { Objective } from '../models/objective.ts';
import type { Tick } from './stages.ts';

/** `count` evenly spaced numbers, both ends included. */
export function linspace([low, high]: readonly [number, number], count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    i === count - 1 ? high : low + ((high - low) * i) / (count - 1),
  );
}

/** value(x, y) on a grid: rows run over y, entries over x. `tick` hears before each row what share is done. */
export function onPlane<T>(
  x: readonly number[],
  y: readonly number[],
  value: (theta: Float64Array) => T,
  tick: Tick = () => undefined,
): T[][] {
  return y.map((yi, j) => {
    tick(j / y.length);
    return x.map((xi) => value(Float64Array.of(xi, yi)));
  });
}

/** L on a grid. */
export function lossOnPlane(
  objective: Objective,
  x: readonly number[],
  y: readonly number[],
  tick: Tick = () => undefined,
): number[][] {
  return onPlane(x, y, (theta) => objective.value(theta), tick);
}
