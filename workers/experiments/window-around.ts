/** The part of the plane that there is something to see in. */

import type { PlanePath } from '#contract/api/plane.ts';
import type { Minimum } from '#contract/results.ts';

type Interval = [number, number];

/** Air on each side, as a share of what is shown. */
const air = 0.2;

/** A window around the start, the minimum where there is one, and the paths that did not diverge. */
export function windowAround(
  start: ArrayLike<number>,
  minimum: Minimum | null,
  paths: readonly PlanePath[],
): [Interval, Interval] {
  const along = (axis: 0 | 1): Interval => {
    const seen = [start[axis]!];
    if (minimum !== null && minimum.status !== 'none') seen.push(minimum.theta[axis]!);
    for (const { status, points } of paths) {
      if (status !== 'completed') continue;
      for (let k = axis; k < points.length; k += 2) seen.push(points[k]!);
    }
    const finite = seen.filter(Number.isFinite);
    const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
    const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
    return [low, high];
  };
  const [x, y] = [along(0), along(1)];
  const widest = Math.max(x[1] - x[0], y[1] - y[0]);
  return [widened(x, widest), widened(y, widest)];
}

/** With air, and no narrower than a quarter of the other side (or than 2 where there is only a point). */
function widened([low, high]: Interval, widest: number): Interval {
  const width = Math.max(high - low, widest > 0 ? widest / 4 : 2);
  const centre = (low + high) / 2;
  const half = (0.5 + air) * width;
  return [centre - half, centre + half];
}
