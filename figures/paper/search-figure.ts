/** The searches behind a comparison: one heatmap a data set and method. */

import type { GridColumns } from '#contract/api/experiments.ts';
import type { Best } from '#contract/results.ts';
import type { Figure, Panel } from '../figure.ts';
import { gridHeatmap } from '../heatmap.ts';
import type { Theme } from '../theme.ts';

export interface Search {
  readonly title: string;
  readonly grids: readonly GridColumns[];
  readonly best: Best;
}

/** Columns are data sets, rows the methods with damping; null when nothing was searched. */
export function searchFigure(
  name: string,
  title: string,
  searches: readonly Search[],
  theme: Theme,
): Figure | null {
  const kinds = ['ngd', 'efgd'];
  const searched = searches.filter(({ grids }) => grids.some(({ optimizer }) => kinds.includes(optimizer)));
  if (searched.length === 0) return null;
  const panels = kinds.flatMap((kind) =>
    searched.map(({ title: heading, grids, best }): Panel | null => {
      const grid = grids.find(({ optimizer }) => optimizer === kind);
      if (grid === undefined) return null;
      return {
        title: `${heading}, ${kind.toUpperCase()}`,
        chart: gridHeatmap(grid, best[kind] ?? null, theme),
      };
    }),
  );
  return {
    name,
    title,
    theme,
    columns: searched.length,
    panelWidth: 300,
    panelHeight: 220,
    panels,
    legend: [],
    caption: [
      'Colour: last loss, dark is low (log scale); hatched: diverged or failed; star: best; outline: tied; dot: fragile.',
    ],
  };
}
