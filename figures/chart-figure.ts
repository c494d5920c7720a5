/** A chart that is described by its numbers, as a figure: what the screen shows, with its key as a caption. */

import type { ChartDescription } from '#contract/api/charts.ts';
import { seenConsistency } from './consistency.ts';
import { correlationChart, correlationSize } from './correlations.ts';
import type { Figure, Panel } from './figure.ts';
import { shortNumber } from './format.ts';
import { gridCaption, gridHeatmap } from './heatmap.ts';
import { decades, scaledHeatmap } from './scaled-heatmap.ts';
import { parallelCaption, parallelChart } from './parallel-coordinates.ts';
import { zeroWord } from './palette.ts';
import { pointsChart } from './points-chart.ts';
import type { Theme } from './theme.ts';

export function chartFigure(chart: ChartDescription, theme: Theme): Figure {
  const { name, title } = chart;
  return { name, title, theme, legend: [], ...bodyOf(chart, theme) };
}

type Body = Pick<Figure, 'columns' | 'panelWidth' | 'panelHeight' | 'panels' | 'caption'>;

const alone = (panel: Panel['chart'], width: number, height: number, ...caption: string[]): Body => ({
  columns: 1,
  panelWidth: width,
  panelHeight: height,
  panels: [{ title: '', chart: panel }],
  caption,
});

function bodyOf(chart: ChartDescription, theme: Theme): Body {
  switch (chart.kind) {
    case 'points':
      return {
        columns: Math.min(chart.columns, chart.charts.length),
        panelWidth: chart.width,
        panelHeight: chart.height,
        panels: chart.charts.map((one) => ({ title: one.title, chart: pointsChart(one, theme) })),
        caption: [],
      };
    case 'grid': {
      const heatmap = gridHeatmap(chart.grid, chart.best, theme, chart.within);
      return alone(heatmap, chart.width, chart.height, gridCaption(chart.grid));
    }
    case 'parallel':
      return alone(parallelChart(chart, theme), chart.width, chart.height, parallelCaption(chart));
    case 'matrices':
      return matricesBody(chart, theme);
    case 'correlations': {
      const { width, height } = correlationSize(chart.correlations, theme);
      const caption = `Pearson coefficients: blue −1, ${zeroWord(theme)} 0, red 1; blank: the column does not vary.`;
      return alone(correlationChart(chart.correlations, theme), width, height, caption);
    }
    case 'consistency':
      return alone(
        seenConsistency(chart.result, theme, chart.terminology),
        chart.width,
        chart.height,
        `Fitted slope in log-log: ${shortNumber(chart.result.slope)}.`,
      );
  }
}

/** Matrices of one row (diagonals) are strips. */
function matricesBody(chart: ChartDescription & { kind: 'matrices' }, theme: Theme): Body {
  const { matrices, largest, scale } = chart;
  const over = scale === 'logarithmic' ? `; logarithmic over ${decades} decades` : '';
  return {
    columns: Math.min(4, matrices.length),
    panelWidth: 240,
    panelHeight: matrices.every(({ rows }) => rows.length === 1) ? 40 : 240,
    panels: matrices.map(({ title, rows }) => ({
      title,
      chart: scaledHeatmap(
        rows.map((row) => Array.from(row)),
        largest,
        scale,
        theme,
      ),
    })),
    caption: [
      `Blue −${shortNumber(largest)}, ${zeroWord(theme)} 0, red ${shortNumber(largest)}, one scale for all${over}.`,
    ],
  };
}
