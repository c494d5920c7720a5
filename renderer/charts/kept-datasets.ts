/** Chart.js makes a controller and all points anew for a dataset object that it has not seen: the old ones are kept. */

import type { ChartDataset } from 'chart.js';

/**
 * The new datasets; one that looks as the one in its place did is put into the old object. Another look needs an object
 * of its own: what Chart.js has resolved for the points of an object stays with it.
 */
export function keptDatasets(old: ChartDataset[], next: readonly ChartDataset[]): ChartDataset[] {
  return next.map((dataset, i) => {
    const kept = old[i];
    if (kept === undefined || kept === dataset || !looksAlike(kept, dataset)) return dataset;
    kept.data = dataset.data;
    return kept;
  });
}

/** Whether everything but the numbers is the same; a function is another one each time. */
function looksAlike(a: ChartDataset, b: ChartDataset): boolean {
  const [x, y] = [Object.entries(a), Object.entries(b)];
  return (
    x.length === y.length &&
    x.every(([key, value]) => key === 'data' || (key in b && alike(value, Reflect.get(b, key))))
  );
}

function alike(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
  }
  return Object.is(a, b);
}
