/** The numbers behind charts as they are seen, as CSV. */

import type { SeenCurves } from '#contract/picture.ts';
import { runLabel } from '#figures/method-style.ts';
import { curveOf } from '#figures/runs.ts';
import { csvLine } from '../results/csv.ts';

/**
 * One line a run and state on the x axis within the zoom: run, step size, damping, position, then the value of each
 * chart (empty where the chart has none). States are told apart by their number: two may share a time.
 */
export function* seenNumbers(seen: SeenCurves): Generator<string> {
  const { runs, charts, xAxis, xBounds } = seen;
  yield csvLine(['run', 'stepSize', 'damping', xAxis, ...charts.map(({ quantity }) => quantity)]);
  for (const run of runs) {
    const columns = charts.map(({ quantity }) => {
      const points = curveOf(run, { quantity, xAxis: 'iteration', logarithmic: false });
      return new Map(points.map(({ x: state, y }) => [state, y] as const));
    });
    const states = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort((a, b) => a - b);
    for (const state of states) {
      const x = xAxis === 'iteration' ? state : run.series[xAxis]?.[state];
      if (x === undefined || !Number.isFinite(x)) continue;
      if (xBounds !== null && (x < xBounds[0] || x > xBounds[1])) continue;
      const values = columns.map((column) => column.get(state) ?? null);
      yield csvLine([runLabel(run), run.stepSize, run.damping, x, ...values]);
    }
  }
}
