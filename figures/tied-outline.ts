/** The edge of the cells of a grid search that tie with the best one, drawn around the whole region. */

import type { Chart, Plugin } from 'chart.js';
import type { GridColumns } from '#contract/api/experiments.ts';

/** A segment between two corners of cells; cell (x, y) reaches from x - 0.5 to x + 0.5. */
export interface Edge {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** The edges between a tied cell and one that is not, or the outside. */
export function tiedEdges(grid: Pick<GridColumns, 'stepSizes' | 'dampings' | 'tied'>): Edge[] {
  const columns = grid.stepSizes.length;
  const rows = Math.max(1, grid.dampings.length);
  const isTied = (x: number, y: number) =>
    x >= 0 && x < columns && y >= 0 && y < rows && grid.tied[x * rows + y] === 1;
  const edges: Edge[] = [];
  for (let x = 0; x < columns; x++) {
    for (let y = 0; y < rows; y++) {
      if (!isTied(x, y)) continue;
      const [left, right, bottom, top] = [x - 0.5, x + 0.5, y - 0.5, y + 0.5];
      if (!isTied(x - 1, y)) edges.push({ from: [left, bottom], to: [left, top] });
      if (!isTied(x + 1, y)) edges.push({ from: [right, bottom], to: [right, top] });
      if (!isTied(x, y - 1)) edges.push({ from: [left, bottom], to: [right, bottom] });
      if (!isTied(x, y + 1)) edges.push({ from: [left, top], to: [right, top] });
    }
  }
  return edges;
}

/** White on black, so that it shows on every colour of the map. */
const strokes = [
  { color: '#000000', width: 3.5 },
  { color: '#FFFFFF', width: 1.5 },
] as const;

export function tiedOutline(edges: readonly Edge[]): Plugin {
  return {
    id: 'tiedOutline',
    afterDatasetsDraw: (chart) => drawEdges(chart, edges),
  };
}

function drawEdges(chart: Chart, edges: readonly Edge[]): void {
  const { ctx: context, chartArea } = chart;
  const [x, y] = [chart.scales['x'], chart.scales['y']];
  if (x === undefined || y === undefined || edges.length === 0) return;
  // The outermost edges would otherwise be half outside.
  const inset = 1;
  const place = ([column, row]: readonly [number, number]): [number, number] => [
    Math.min(chartArea.right - inset, Math.max(chartArea.left + inset, x.getPixelForValue(column))),
    Math.min(chartArea.bottom - inset, Math.max(chartArea.top + inset, y.getPixelForValue(row))),
  ];
  context.save();
  context.lineCap = 'square';
  for (const { color, width } of strokes) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    for (const { from, to } of edges) {
      context.moveTo(...place(from));
      context.lineTo(...place(to));
    }
    context.stroke();
  }
  context.restore();
}
