/** Labels at the ends of lines, where there is room for them. */

import type { Chart, Plugin } from 'chart.js';
import type { Theme } from './theme.ts';

export interface LineEnd {
  readonly label: string;
  /** Position in the range of the axes, 0 to 1. */
  readonly x: number;
  readonly y: number;
}

const mostLabels = 6;
/** Characters; beside the line ends longer ones would take the room of the curves. */
const longestLabel = 20;

/** Whether these labels are few, short and different enough to stand at line ends. */
export function canStandAtEnds(labels: readonly string[]): boolean {
  return (
    labels.length <= mostLabels &&
    new Set(labels).size === labels.length &&
    labels.every((label) => label.length <= longestLabel)
  );
}

/**
 * Whether every line can carry its label at its right end: few lines, all ending at the right edge, and far enough
 * apart on an axis `height` pixels long.
 */
export function endLabelsFit(ends: readonly LineEnd[], height: number, theme: Theme): boolean {
  if (ends.length === 0 || ends.length > mostLabels) return false;
  if (ends.some((end) => end.x < 0.98 || !(end.y >= 0 && end.y <= 1))) return false;
  const sorted = ends.map((end) => end.y * height).sort((a, b) => a - b);
  return sorted.every((y, i) => i === 0 || y - sorted[i - 1]! >= 1.15 * theme.fontSize);
}

/**
 * Heights as near as they can be to those wanted, in the same order, at least `distance` apart and between `low` and
 * `high`; where there is no room for that, evenly over all of it. Equal ones keep the order of the list.
 */
export function spreadApart(
  wanted: readonly number[],
  distance: number,
  [low, high]: readonly [number, number],
): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const apart = Math.min(distance, (high - low) / Math.max(1, wanted.length - 1));
  // Labels that would touch form a block about the mean of where they want to be; blocks that touch become one.
  const blocks: { members: number[]; centre: number }[] = [];
  const halfOf = (count: number) => (apart * (count - 1)) / 2;
  const placed = (members: readonly number[]) => {
    const mean = members.reduce((sum, i) => sum + wanted[i]!, 0) / members.length;
    const half = halfOf(members.length);
    return Math.max(low + half, Math.min(high - half, mean));
  };
  for (const i of order) {
    let block = { members: [i], centre: placed([i]) };
    for (;;) {
      const before = blocks.at(-1);
      if (before === undefined) break;
      const gap =
        block.centre - halfOf(block.members.length) - (before.centre + halfOf(before.members.length));
      if (gap >= apart - 1e-9) break;
      blocks.pop();
      const members = [...before.members, ...block.members];
      block = { members, centre: placed(members) };
    }
    blocks.push(block);
  }
  const heights = [...wanted];
  for (const { members, centre } of blocks) {
    members.forEach((i, k) => (heights[i] = centre - halfOf(members.length) + apart * k));
  }
  return heights;
}

interface DrawnEnd {
  readonly label: string;
  readonly x: number;
  readonly y: number;
}

/**
 * Draws each dataset's label beside its last visible point, moved up or down where labels would touch, then with a
 * stroke from the line to the label. Datasets without `label` have none; with the option `rightOnly` neither have
 * lines that end within the plot.
 */
export function lineEndLabels(theme: Theme): Plugin {
  return {
    id: 'lineEndLabels',
    afterDatasetsDraw(chart, _, options: { rightOnly?: boolean }) {
      const { right, top, bottom } = chart.chartArea;
      const drawn = drawnEnds(chart);
      const atRight = drawn.filter(({ x }) => x >= right - 2);
      const ends = options.rightOnly === true ? atRight : drawn;
      const spread = spreadApart(
        atRight.map(({ y }) => y),
        1.15 * theme.fontSize,
        [top, bottom],
      );
      const context = chart.ctx;
      context.save();
      context.font = `${theme.fontSize - 1}px ${theme.fontFamily}`;
      context.fillStyle = theme.text;
      context.strokeStyle = theme.axis;
      context.lineWidth = 1;
      context.textAlign = 'left';
      context.textBaseline = 'middle';
      for (const end of ends) {
        const at = atRight.indexOf(end);
        const y = at < 0 ? end.y : spread[at]!;
        context.fillText(end.label, end.x + 8, y);
        if (Math.abs(y - end.y) <= 1) continue;
        context.beginPath();
        context.moveTo(end.x + 1, end.y);
        context.lineTo(end.x + 6, y);
        context.stroke();
      }
      context.restore();
    },
  };
}

/** Where the lines with a label end within the plot, in pixels. */
function drawnEnds(chart: Chart): DrawnEnd[] {
  const { left, right, top, bottom } = chart.chartArea;
  return chart.data.datasets.flatMap(({ label }, i): DrawnEnd[] => {
    if (!chart.isDatasetVisible(i) || label === undefined || label === '') return [];
    const elements = chart.getDatasetMeta(i).data;
    for (let last = elements.length - 1; last >= 0; last--) {
      const { x, y } = elements[last]!.getProps(['x', 'y'], true);
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      const inside = x >= left && x <= right + 1 && y >= top - 1 && y <= bottom + 1;
      return inside ? [{ label, x, y }] : [];
    }
    return [];
  });
}

/** Pixels to leave at the right for the longest label (an average letter is a little over half an em). */
export function labelRoom(labels: readonly string[], theme: Theme): number {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return 12 + 0.62 * (theme.fontSize - 1) * longest;
}
