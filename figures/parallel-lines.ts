/** Draws the lines of parallel coordinates: what is brushed away faint, the rest by its last loss, the best on top. */

import type { Chart } from 'chart.js';
import { mix } from './method-style.ts';
import { sequential } from './palette.ts';
import type { Theme } from './theme.ts';

export interface ParallelLines {
  /** Where each cell crosses an axis, 0 at the foot to 1 at the head. */
  readonly axes: readonly { readonly positions: Float64Array }[];
  readonly within: readonly boolean[];
  readonly finalLoss: Float64Array;
  readonly status: Float64Array;
  /** Share of a loss between the lowest and the highest. */
  readonly shade: (loss: number) => number;
  readonly best: number | null;
  readonly pointed: number | null;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

/** The colours of the heatmap, kept apart from the ground: low ones lighter on dark, high ones darker on light. */
function lineColor(share: number, theme: Theme): string {
  const color = sequential(share);
  return theme.name === 'dark'
    ? mix(color, '#FFFFFF', 0.45 * (1 - share))
    : mix(color, '#000000', 0.2 * share);
}

export function drawLines(context: Chart['ctx'], lines: ParallelLines): void {
  const { axes, within, finalLoss, status, shade, best, pointed, width, height, theme } = lines;
  const step = axes.length < 2 ? 0 : width / (axes.length - 1);
  const stroke = (i: number, color: string, lineWidth: number, opacity: number, dash: number[] = []) => {
    context.strokeStyle = color;
    context.lineWidth = lineWidth;
    context.globalAlpha = opacity;
    context.setLineDash(dash);
    context.beginPath();
    axes.forEach(({ positions }, k) => {
      context[k === 0 ? 'moveTo' : 'lineTo'](k * step, (1 - positions[i]!) * height);
    });
    context.stroke();
  };
  const completed = (i: number) => status[i] === 1 && Number.isFinite(finalLoss[i]);
  // Many lines one over another keep their colour at less ink each.
  const opacity = Math.min(0.9, Math.max(0.25, 60 / Math.max(1, within.filter(Boolean).length)));

  context.save();
  context.lineJoin = 'round';
  const cells = within.map((_, i) => i).filter((i) => status[i]! > 0);
  for (const i of cells) if (!within[i]) stroke(i, theme.secondary, 1, 0.08);
  for (const i of cells) if (within[i] && !completed(i)) stroke(i, theme.secondary, 1, opacity / 2, [3, 3]);
  for (const i of cells
    .filter((k) => within[k] && completed(k))
    .sort((a, b) => finalLoss[b]! - finalLoss[a]!)) {
    stroke(i, lineColor(shade(finalLoss[i]!), theme), 1.25, opacity);
  }
  for (const [i, lineWidth] of [
    [best, 2.5],
    [pointed, 2],
  ] as const) {
    if (i === null || !(status[i]! > 0)) continue;
    stroke(i, theme.background, lineWidth + 2.5, 1);
    stroke(i, theme.text, lineWidth, 1, i === best ? [] : [6, 3]);
  }
  context.restore();
}
