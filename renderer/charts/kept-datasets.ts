/** Chart.js makes a controller and all points anew for a dataset object that it has not seen: the old ones are kept. */

import type { ChartDataset } from 'chart.js';

/** The new datasets, each in the object that had its place before; what the old object alone said is gone. */
export function keptDatasets(old: ChartDataset[], next: readonly ChartDataset[]): ChartDataset[] {
  return next.map((dataset, i) => {
    const kept = old[i];
    if (kept === undefined || kept === dataset) return dataset;
    for (const key of Object.keys(kept)) if (!(key in dataset)) Reflect.deleteProperty(kept, key);
    return Object.assign(kept, dataset);
  });
}
