/** Legends: a line sample with its dash, or the point itself for dots; each label once. */

import type { Chart, ChartDataset, LegendItem } from 'chart.js';
import type { Theme } from './theme.ts';

/** The Chart.js options of a legend; a click does nothing (what is visible is the runs table's business). */
export function legend(theme: Theme, display: boolean, dots = false): Record<string, unknown> {
  return {
    display,
    position: 'top',
    align: 'start',
    onClick: () => undefined,
    labels: {
      color: theme.text,
      usePointStyle: true,
      // A dash pattern needs room; a point does not, and would be stretched.
      ...(dots ? {} : { pointStyleWidth: 30 }),
      boxHeight: 6,
      padding: 8,
      font: { family: theme.fontFamily, size: theme.fontSize - 1 },
      generateLabels: (chart: Chart) => legendItems(chart.data.datasets as ChartDataset<'line'>[], theme),
    },
  };
}

function legendItems(datasets: readonly ChartDataset<'line'>[], theme: Theme): LegendItem[] {
  const seen = new Set<string>();
  return datasets.flatMap((dataset, datasetIndex): LegendItem[] => {
    const text = dataset.label ?? '';
    if (text === '' || seen.has(text)) return [];
    seen.add(text);
    const color = dataset.borderColor as string;
    const dots = dataset.showLine === false;
    return [
      {
        text,
        datasetIndex,
        fontColor: theme.text,
        strokeStyle: color,
        fillStyle: color,
        lineWidth: dots ? 1 : (dataset.borderWidth as number),
        lineDash: dots ? [] : (dataset.borderDash as number[]),
        pointStyle: dots ? legendPoint(dataset) : 'line',
        hidden: false,
      },
    ];
  });
}

function legendPoint(dataset: ChartDataset<'line'>): 'circle' {
  const { pointStyle } = dataset;
  // The first point is an ordinary one: only the last may carry the mark of a diverged run.
  return (
    typeof pointStyle === 'function' ? pointStyle({ dataIndex: 0 } as never, {}) : pointStyle
  ) as 'circle';
}
