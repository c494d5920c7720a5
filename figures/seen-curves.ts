/** Charts of curves as they are seen on screen, as a figure: the same runs, axes and zoom. */

import type { SeenCurves } from '#contract/picture.ts';
import { bandDatasets } from './bands.ts';
import type { Figure, LegendEntry, PanelChart } from './figure.ts';
import { learningCurves, quantityTitle } from './learning-curves.ts';
import { runStyles } from './method-style.ts';
import type { Theme } from './theme.ts';

/** Above this many names a legend would be longer than the chart; the table of runs says which is which. */
const legendLimit = 24;

/** One chart carries its labels itself where they fit; several share a legend. */
export function seenCurvesFigure(seen: SeenCurves, theme: Theme): Figure {
  const { runs, bands, charts, xAxis, scaling, terminology } = seen;
  const legend = legendOf(seen, theme);
  const alone = charts.length === 1 && legend.length > 0;
  return {
    name: seen.name,
    title: seen.title,
    theme,
    columns: Math.min(seen.columns, charts.length),
    panelWidth: seen.width,
    panelHeight: seen.height,
    panels: charts.map(({ quantity, yAxis, yBounds }) => {
      const chart = learningCurves(runs, {
        quantity,
        xAxis,
        yAxis,
        theme,
        scaling,
        terminology,
        height: seen.height - 60,
        labels: alone ? 'auto' : 'none',
        ...(seen.xBounds === null ? {} : { xBounds: seen.xBounds }),
        ...(yBounds === null ? {} : { yBounds }),
      });
      if (bands !== null) {
        chart.data.datasets.push(...bandDatasets(runs, bands, { quantity, xAxis, yAxis }, theme));
      }
      return {
        title: charts.length === 1 ? '' : quantityTitle(quantity, scaling, terminology),
        chart: chart as PanelChart,
      };
    }),
    legend: alone ? [] : legend,
    caption: [],
  };
}

/** One entry a name. */
function legendOf({ runs }: SeenCurves, theme: Theme): LegendEntry[] {
  const entries = new Map<string, LegendEntry>();
  for (const { label, color, dash } of runStyles(runs, theme)) {
    if (!entries.has(label)) entries.set(label, { label, color, line: true, dash, marker: null });
  }
  return entries.size > legendLimit ? [] : [...entries.values()];
}
