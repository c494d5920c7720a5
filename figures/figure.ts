/** A figure: a grid of charts with titles, one legend and a caption, as a pure description. */

import type { ChartConfiguration } from 'chart.js';
import type { MarkerShape } from './markers.ts';
import type { MethodStyle } from '#contract/optimizer-info.ts';
import type { Theme } from './theme.ts';

/** Any chart: the parts of a figure differ in type and data. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type PanelChart = ChartConfiguration<any, any, any>;

export interface Panel {
  readonly title: string;
  readonly chart: PanelChart;
}

/** A line sample, a marker, or both. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly line: boolean;
  readonly dash: readonly number[];
  readonly marker: MarkerShape | MethodStyle['point'] | null;
}

export interface Figure {
  /** File name without extension. */
  readonly name: string;
  /** What the picture shows in one sentence: the text alternative, and the title in files. */
  readonly title: string;
  readonly theme: Theme;
  readonly columns: number;
  /** Pixels of one panel at scale 1, axes included, title not. */
  readonly panelWidth: number;
  readonly panelHeight: number;
  /** Row by row; null leaves the place empty. */
  readonly panels: readonly (Panel | null)[];
  readonly legend: readonly LegendEntry[];
  /** Paragraphs below the panels. */
  readonly caption: readonly string[];
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FigureLayout {
  readonly width: number;
  readonly height: number;
  readonly panels: readonly (Rectangle & { readonly titleY: number })[];
  /** Left end of each legend sample and the middle of its row. */
  readonly legend: readonly { readonly x: number; readonly y: number }[];
  /** The caption's lines, wrapped to the width, with their baselines. */
  readonly caption: readonly { readonly text: string; readonly y: number }[];
}

/** Width of a legend's line sample, and from there to its text. */
export const legendSample = 28;
export const legendGap = 6;
const margin = 10;
const gutter = 12;

/** Average advance of a letter over the font size; only where text cannot be measured. */
const letter = 0.56;

/** Where everything of a figure goes, in pixels at scale 1. */
export function layoutFigure(figure: Figure): FigureLayout {
  const { columns, panelWidth, panelHeight, theme } = figure;
  const rows = Math.ceil(figure.panels.length / columns);
  const width = 2 * margin + columns * panelWidth + (columns - 1) * gutter;
  const legend = layoutLegend(figure, width);
  let y = margin + legend.height;
  const panels: (Rectangle & { titleY: number })[] = [];
  for (let row = 0; row < rows; row++) {
    const inRow = figure.panels.slice(row * columns, (row + 1) * columns);
    const titleHeight = inRow.some((panel) => panel !== null && panel.title !== '')
      ? 1.7 * theme.fontSize
      : 0;
    inRow.forEach((_, column) => {
      panels.push({
        x: margin + column * (panelWidth + gutter),
        y: y + titleHeight,
        width: panelWidth,
        height: panelHeight,
        titleY: y + 0.75 * titleHeight,
      });
    });
    y += titleHeight + panelHeight + (row < rows - 1 ? gutter : 0);
  }
  const lineHeight = 1.45 * theme.fontSize;
  const lettersALine = Math.floor((width - 2 * margin) / (letter * 0.95 * theme.fontSize));
  const caption = figure.caption
    .flatMap((paragraph) => wrap(paragraph, lettersALine))
    .map((text, i) => ({ text, y: y + (i + 1) * lineHeight }));
  const height = y + (caption.length > 0 ? caption.length * lineHeight + 0.4 * theme.fontSize : 0) + margin;
  return { width, height: Math.ceil(height), panels, legend: legend.entries, caption };
}

/** Breaks a paragraph at spaces into lines of at most so many letters (a longer word keeps its line). */
function wrap(paragraph: string, letters: number): string[] {
  const lines: string[] = [''];
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= letters) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function layoutLegend(figure: Figure, width: number) {
  const { fontSize } = figure.theme;
  const rowHeight = 1.6 * fontSize;
  const widths = figure.legend.map(
    ({ label }) => legendSample + legendGap + letter * fontSize * label.length + 18,
  );
  const rows: number[][] = [[]];
  let used = 0;
  widths.forEach((wide, i) => {
    if (used + wide > width - 2 * margin && rows.at(-1)!.length > 0) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(i);
    used += wide;
  });
  const entries: { x: number; y: number }[] = [];
  rows.forEach((row, r) => {
    const total = row.reduce((sum, i) => sum + widths[i]!, -18);
    let x = Math.max(margin, (width - total) / 2);
    for (const i of row) {
      entries.push({ x, y: margin + (r + 0.5) * rowHeight });
      x += widths[i]!;
    }
  });
  return { entries, height: figure.legend.length === 0 ? 0 : rows.length * rowHeight + 4 };
}
