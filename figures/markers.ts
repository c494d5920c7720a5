/** Marks that Chart.js lacks, at points of a plot: the hexagon of a start, the star of a minimum. */

import type { Plugin } from 'chart.js';

export type MarkerShape = 'hexagon' | 'five-pointed-star';

export interface Marker {
  readonly x: number;
  readonly y: number;
  readonly shape: MarkerShape;
  /** Circumradius in pixels. */
  readonly radius: number;
  readonly color: string;
}

/** Corners of a shape around the origin, first corner up. */
export function markerCorners(shape: MarkerShape, radius: number): { x: number; y: number }[] {
  const corners = shape === 'hexagon' ? 6 : 10;
  return Array.from({ length: corners }, (_, i) => {
    const inner = shape === 'five-pointed-star' && i % 2 === 1;
    const distance = inner ? radius * 0.382 : radius;
    const angle = (2 * Math.PI * i) / corners - Math.PI / 2;
    return { x: distance * Math.cos(angle), y: distance * Math.sin(angle) };
  });
}

/** Draws markers over the data of a chart; those outside its axes are left out. */
export function markers(list: readonly Marker[]): Plugin {
  return {
    id: 'markers',
    afterDatasetsDraw(chart) {
      const { ctx: context, chartArea } = chart;
      const [xScale, yScale] = [chart.scales['x'], chart.scales['y']];
      if (xScale === undefined || yScale === undefined) return;
      context.save();
      for (const { x, y, shape, radius, color } of list) {
        const at = { x: xScale.getPixelForValue(x), y: yScale.getPixelForValue(y) };
        const inside =
          at.x >= chartArea.left &&
          at.x <= chartArea.right &&
          at.y >= chartArea.top &&
          at.y <= chartArea.bottom;
        if (!inside) continue;
        context.fillStyle = color;
        context.beginPath();
        markerCorners(shape, radius).forEach((corner, i) => {
          context[i === 0 ? 'moveTo' : 'lineTo'](at.x + corner.x, at.y + corner.y);
        });
        context.closePath();
        context.fill();
      }
      context.restore();
    },
  };
}
