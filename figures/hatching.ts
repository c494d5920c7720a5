/** Hatches the cells of a heatmap that have no number, so that "diverged" is not said by colour alone. */

import type { Chart, Plugin } from 'chart.js';
import { mix } from './method-style.ts';
import type { Theme } from './theme.ts';

/** Pixels between two lines, along x. */
const spacing = 6;

export function hatching(theme: Theme): Plugin {
  return {
    id: 'hatching',
    afterDatasetsDraw: (chart) => hatch(chart, mix(theme.background, theme.secondary, 0.55)),
  };
}

function hatch(chart: Chart, color: string): void {
  const { ctx: context } = chart;
  const [x, y] = [chart.scales['x'], chart.scales['y']];
  if (x === undefined || y === undefined) return;
  const cells = chart.data.datasets.flatMap(
    ({ data }) => data as unknown as { x: number; y: number; v: number; faded?: boolean }[],
  );
  context.save();
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  for (const cell of cells) {
    if (!Number.isNaN(cell.v) || cell.faded === true) continue;
    for (const { from, to } of hatches({
      left: x.getPixelForValue(cell.x - 0.5),
      right: x.getPixelForValue(cell.x + 0.5),
      top: y.getPixelForValue(cell.y + 0.5),
      bottom: y.getPixelForValue(cell.y - 0.5),
    })) {
      context.moveTo(...from);
      context.lineTo(...to);
    }
  }
  context.stroke();
  context.restore();
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The lines x + y = a multiple of the spacing within a box: those of neighbouring boxes continue each other. */
export function hatches({ left, right, top, bottom }: Box) {
  const lines: { from: [number, number]; to: [number, number] }[] = [];
  for (let sum = Math.ceil((left + top) / spacing) * spacing; sum < right + bottom; sum += spacing) {
    const [first, last] = [Math.max(left, sum - bottom), Math.min(right, sum - top)];
    if (last > first) lines.push({ from: [first, sum - first], to: [last, sum - last] });
  }
  return lines;
}
