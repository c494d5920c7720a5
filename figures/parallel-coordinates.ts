/** The cells of a grid search as lines across axes for their parameters and what came of them. */

import type { Chart, Plugin } from 'chart.js';
import type { ChartDescription } from '#contract/api/charts.ts';
import type { PanelChart } from './figure.ts';
import { lossShade, shadesWords } from './heatmap.ts';
import { transparent } from './method-style.ts';
import { drawLines } from './parallel-lines.ts';
import type { Theme } from './theme.ts';

type Parallel = ChartDescription & { kind: 'parallel' };

/** Room beside the axes for their ticks and titles, in widths of a letter. */
const room = { top: 2.4, side: 4.5, bottom: 1 };

export function parallelChart(chart: Parallel, theme: Theme): PanelChart {
  const { fontSize } = theme;
  const lines: Plugin = {
    id: 'parallel-coordinates',
    beforeDatasetsDraw({ ctx, chartArea: { left, top, width, height } }: Chart) {
      ctx.save();
      ctx.translate(left, top);
      drawLines(ctx, {
        axes: chart.axes,
        within: chart.within ?? Array.from(chart.grid.finalLoss, () => true),
        finalLoss: chart.grid.finalLoss,
        status: chart.grid.status,
        shade: lossShade(chart.grid),
        best: bestIndex(chart),
        pointed: null,
        ...{ width, height, theme },
      });
      const step = chart.axes.length < 2 ? 0 : width / (chart.axes.length - 1);
      for (const [k, axis] of chart.axes.entries()) drawAxis(ctx, axis, k * step, height, theme);
      ctx.restore();
    },
  };
  return {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      responsive: false,
      maintainAspectRatio: false,
      events: [],
      layout: {
        padding: {
          top: room.top * fontSize,
          bottom: room.bottom * fontSize,
          left: room.side * fontSize,
          right: room.side * fontSize,
        },
      },
      scales: { x: { type: 'linear', display: false }, y: { type: 'linear', display: false } },
      plugins: { legend: { display: false } },
    },
    plugins: [lines],
  };
}

export function parallelCaption({ grid, within }: Parallel): string {
  const left =
    within === null ? '' : ` ${within.filter(Boolean).length} of ${within.length} are in the ranges.`;
  return `One line a cell. Colour: last loss on a log scale${shadesWords(grid)}; dashed: diverged or failed; strong: best.${left}`;
}

function bestIndex({ grid, best }: Parallel): number | null {
  if (best === null) return null;
  const rows = Math.max(1, grid.dampings.length);
  const column = grid.stepSizes.indexOf(best.stepSize);
  const row = best.damping === null ? 0 : grid.dampings.indexOf(best.damping);
  return column < 0 || row < 0 ? null : column * rows + row;
}

function drawAxis(
  ctx: Chart['ctx'],
  { title, ticks, range }: Parallel['axes'][number],
  x: number,
  height: number,
  theme: Theme,
): void {
  const { fontSize, fontFamily } = theme;
  ctx.fillStyle = theme.axis;
  ctx.fillRect(x - 0.5, 0, 1, height);
  if (range !== null) {
    const [low, high] = range;
    ctx.fillStyle = transparent(theme.text, 0.2);
    ctx.fillRect(x - 6, (1 - high) * height, 12, (high - low) * height);
  }
  ctx.fillStyle = theme.text;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  ctx.font = `${fontSize}px ${fontFamily}`;
  ctx.fillText(title, x, -0.8 * fontSize);
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.font = `${fontSize - 1}px ${fontFamily}`;
  for (const { position, text } of ticks) {
    const y = (1 - position) * height;
    // Lines end at the text, none goes through it.
    const { width } = ctx.measureText(text);
    ctx.fillStyle = theme.background;
    ctx.fillRect(x - 11 - width, y - 0.65 * fontSize, width + 5, 1.3 * fontSize);
    ctx.fillStyle = theme.text;
    ctx.fillText(text, x - 8, y);
  }
}
