/** The bands around means over repeats. */

import type { ChartDataset } from 'chart.js';
import type { QuantityName } from '#contract/quantities.ts';
import { runStyles, transparent } from './method-style.ts';
import { curveOf, type CurvePoint, type FigureRun, type XAxis } from './runs.ts';
import type { Theme } from './theme.ts';

export interface Band {
  readonly repeats: number;
  readonly low: Readonly<Record<string, ArrayLike<number>>>;
  readonly high: Readonly<Record<string, ArrayLike<number>>>;
}

export interface BandView {
  readonly quantity: QuantityName;
  readonly xAxis: XAxis;
  readonly yAxis: 'linear' | 'logarithmic';
}

/** Two invisible lines a band, the space between them filled; one run belongs to each band. */
export function bandDatasets(
  runs: readonly FigureRun[],
  bands: readonly Band[],
  view: BandView,
  theme: Theme,
): ChartDataset<'line', CurvePoint[]>[] {
  const styles = runStyles(runs, theme);
  const edge = (run: FigureRun, series: Band['low']) =>
    curveOf(
      // The position on the x axis is the mean's; only the quantity has a band.
      { ...run, series: { ...run.series, [view.quantity]: series[view.quantity] ?? [] } },
      {
        quantity: view.quantity,
        xAxis: view.xAxis,
        logarithmic: view.yAxis === 'logarithmic',
      },
    );
  return bands.flatMap(({ repeats, low, high }, i) => {
    if (repeats < 2) return [];
    const line = { borderWidth: 0, pointRadius: 0, pointHitRadius: 0 };
    return [
      { ...line, data: edge(runs[i]!, low), fill: false },
      {
        ...line,
        data: edge(runs[i]!, high),
        fill: '-1',
        backgroundColor: transparent(styles[i]!.color, 0.2),
      },
    ];
  });
}
