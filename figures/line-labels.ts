/** Labels at the ends of lines, where there is room for them. */

import type { Plugin } from 'chart.js';
import type { Theme } from './theme.ts';

export interface LineEnd {
  readonly label: string;
  /** Position in the range of the axes, 0 to 1. */
  readonly x: number;
  readonly y: number;
}

/**
 * Whether every line can carry its label at its right end: few lines, all ending at the right edge, and far enough
 * apart on an axis `height` pixels long.
 */
export function endLabelsFit(ends: readonly LineEnd[], height: number, theme: Theme): boolean {
  if (ends.length === 0 || ends.length > 6) return false;
  if (ends.some((end) => end.x < 0.98 || !(end.y >= 0 && end.y <= 1))) return false;
  const sorted = ends.map((end) => end.y * height).sort((a, b) => a - b);
  return sorted.every((y, i) => i === 0 || y - sorted[i - 1]! >= 1.15 * theme.fontSize);
}

/** Draws each dataset's label beside its last visible point; datasets without `label` have none. */
export function lineEndLabels(theme: Theme): Plugin {
  return {
    id: 'lineEndLabels',
    afterDatasetsDraw(chart) {
      const context = chart.ctx;
      context.save();
      context.font = `${theme.fontSize - 1}px ${theme.fontFamily}`;
      context.fillStyle = theme.text;
      context.textAlign = 'left';
      context.textBaseline = 'middle';
      chart.data.datasets.forEach((dataset, i) => {
        if (!chart.isDatasetVisible(i) || dataset.label === undefined || dataset.label === '') return;
        const elements = chart.getDatasetMeta(i).data;
        for (let last = elements.length - 1; last >= 0; last--) {
          const { x, y } = elements[last]!.getProps(['x', 'y'], true);
          if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
          const { left, right, top, bottom } = chart.chartArea;
          if (x < left || x > right + 1 || y < top - 1 || y > bottom + 1) break;
          context.fillText(dataset.label, x + 6, y);
          break;
        }
      });
      context.restore();
    },
  };
}

/** Pixels to leave at the right for the longest label (an average letter is a little over half an em). */
export function labelRoom(labels: readonly string[], theme: Theme): number {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return 10 + 0.62 * (theme.fontSize - 1) * longest;
}
