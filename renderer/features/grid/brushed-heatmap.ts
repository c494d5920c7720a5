/** The heatmap of a grid search as the ranges on the parallel coordinates leave it. */

import type { gridHeatmap } from '#figures/heatmap.ts';
import { transparent } from '#figures/method-style.ts';

type Heatmap = ReturnType<typeof gridHeatmap>;
type Fill = string | CanvasPattern;

export interface BrushedLook {
  /** Which cells stay strong, step size major; null: all. */
  readonly within: readonly boolean[] | null;
  /** Cells a step size. */
  readonly rows: number;
  /** The fill of a cell without a loss. */
  readonly missing: Fill;
}

/** Cells outside of the ranges fade; another set of cells is another configuration, so that it is drawn. */
export function brushedHeatmap(heatmap: Heatmap, { within, rows, missing }: BrushedLook): Heatmap {
  const [dataset] = heatmap.data.datasets;
  if (dataset === undefined) return heatmap;
  const colour = dataset.backgroundColor as unknown as (context: { dataIndex: number }) => string;
  const fill = (context: { dataIndex: number }): Fill => {
    const cell = dataset.data[context.dataIndex];
    if (cell === undefined) return 'transparent'; // Chart.js asks once before there are cells
    const faded = within?.[cell.x * rows + cell.y] === false;
    if (Number.isNaN(cell.v)) return faded ? 'transparent' : missing;
    return faded ? transparent(colour(context), 0.12) : colour(context);
  };
  const data = { ...heatmap.data, datasets: [{ ...dataset, backgroundColor: fill as never }] };
  return { ...heatmap, data };
}
