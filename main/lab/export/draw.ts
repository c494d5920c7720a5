/** Draws figures without a screen: PNG, SVG and PDF from one description, through Chart.js on a Skia canvas. */

import { createCanvas, PDFDocument, SvgExportFlag, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { ChartItem, Plugin } from 'chart.js';
import { drawPoint } from 'chart.js/helpers';
import { LabError } from '#contract/errors.ts';
import { Chart } from '#figures/chart.ts';
import { layoutFigure, legendGap, legendSample, type Figure, type PanelChart } from '#figures/figure.ts';
import { markerCorners } from '#figures/markers.ts';
import { registerFonts } from './fonts.ts';
import { escapeXml, recordText, textToSvg, type TextElement } from './svg-text.ts';

export interface PngOptions {
  /** Pixels of the file per pixel of the figure, 1 to 4 (default 2). */
  readonly scale?: number;
  readonly transparent?: boolean;
  /** false: its place stays empty, in a picture too small for reading it. */
  readonly legend?: boolean;
}

export interface VectorOptions {
  /** Width on paper; default: 96 pixels an inch. */
  readonly centimetres?: number;
  readonly transparent?: boolean;
}

/** Pixels of a side that image libraries can be relied on to make. */
const longestSide = 16_384;

/** The figure as a PNG file. Throws LabError 'too-large'. */
export function drawPng(
  figure: Figure,
  { scale = 2, transparent = false, legend = true }: PngOptions = {},
): Uint8Array {
  registerFonts();
  const layout = layoutFigure(figure);
  const [width, height] = [Math.round(layout.width * scale), Math.round(layout.height * scale)];
  if (Math.max(width, height) > longestSide) {
    throw new LabError(
      'too-large',
      `${figure.title}: a picture of ${width} x ${height} pixels; a side may have ${longestSide}, so take a smaller size`,
    );
  }
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.scale(scale, scale);
  if (!transparent) fillBackground(context, figure, layout);
  figure.panels.forEach((panel, i) => {
    if (panel === null) return;
    const { x, y, width, height } = layout.panels[i]!;
    const drawn = drawChart(panel.chart, width, height, scale);
    context.drawImage(drawn.canvas, x, y, width, height);
    drawn.destroy();
  });
  drawFrame(context, figure, legend);
  return canvas.encodeSync('png');
}

/** The figure as an SVG file; text stays text. */
export function drawSvg(
  figure: Figure,
  { centimetres, transparent = false }: VectorOptions = {},
): Uint8Array {
  registerFonts();
  const layout = layoutFigure(figure);
  const canvas = createCanvas(layout.width, layout.height, SvgExportFlag.NoPrettyXML);
  const context = canvas.getContext('2d');
  const texts: string[] = [];
  const collect = (elements: readonly TextElement[], dx: number, dy: number) =>
    texts.push(...elements.map((element) => textToSvg(element, dx, dy)));
  const frameTexts = recordText(context);
  if (!transparent) fillBackground(context, figure, layout);
  figure.panels.forEach((panel, i) => {
    if (panel === null) return;
    const { x, y, width, height } = layout.panels[i]!;
    const drawn = drawChart(panel.chart, width, height, 1, true);
    context.drawCanvas(drawn.canvas, x, y);
    collect(drawn.texts, x, y);
    drawn.destroy();
  });
  drawFrame(context, figure);
  collect(frameTexts, 0, 0);
  return Buffer.from(finishSvg(canvas.getContent().toString('utf8'), figure, layout, texts, centimetres));
}

/** The figure as a PDF file of one page; text stays text, its fonts embedded. */
export function drawPdf(
  figure: Figure,
  { centimetres, transparent = false }: VectorOptions = {},
): Uint8Array {
  registerFonts();
  const layout = layoutFigure(figure);
  const pageWidth = centimetres === undefined ? layout.width * 0.75 : (centimetres / 2.54) * 72;
  const ratio = pageWidth / layout.width;
  const document = new PDFDocument({ title: figure.title, creator: 'Fisher Lab' });
  const context = document.beginPage(pageWidth, layout.height * ratio) as SKRSContext2D;
  context.scale(ratio, ratio);
  if (!transparent) fillBackground(context, figure, layout);
  figure.panels.forEach((panel, i) => {
    if (panel === null) return;
    const { x, y, width, height } = layout.panels[i]!;
    const drawn = drawChart(panel.chart, width, height, 1);
    context.drawCanvas(drawn.canvas, x, y);
    drawn.destroy();
  });
  drawFrame(context, figure);
  document.endPage();
  return document.close();
}

interface DrawnChart {
  readonly canvas: Canvas;
  readonly texts: readonly TextElement[];
  destroy(): void;
}

function drawChart(
  configuration: PanelChart,
  width: number,
  height: number,
  scale: number,
  record = false,
): DrawnChart {
  const canvas = createCanvas(width, height);
  const texts = record ? recordText(canvas.getContext('2d')) : [];
  const chart = new Chart(canvas as unknown as ChartItem, {
    ...configuration,
    options: {
      ...configuration.options,
      animation: false,
      responsive: false,
      devicePixelRatio: scale,
      events: [],
    },
    plugins: [...(configuration.plugins ?? []), ...(record ? [clearTexts(texts)] : [])],
  });
  return { canvas, texts, destroy: () => chart.destroy() };
}

/** Only the last drawing of a chart counts. */
function clearTexts(texts: TextElement[]): Plugin {
  return {
    id: 'clearTexts',
    beforeDraw: () => {
      texts.length = 0;
    },
  };
}

function fillBackground(
  context: SKRSContext2D,
  figure: Figure,
  size: { width: number; height: number },
): void {
  context.fillStyle = figure.theme.background;
  context.fillRect(0, 0, size.width, size.height);
}

/** What stands around the charts: panel titles, legend, caption. */
function drawFrame(context: SKRSContext2D, figure: Figure, legend = true): void {
  const layout = layoutFigure(figure);
  const { theme } = figure;
  context.textBaseline = 'alphabetic';
  context.fillStyle = theme.text;
  context.textAlign = 'center';
  context.font = `600 ${theme.fontSize}px ${theme.fontFamily}`;
  figure.panels.forEach((panel, i) => {
    if (panel === null || panel.title === '') return;
    const { x, width, titleY } = layout.panels[i]!;
    context.fillText(panel.title, x + width / 2, titleY);
  });
  context.font = `${theme.fontSize}px ${theme.fontFamily}`;
  context.textAlign = 'left';
  for (const { text, y } of layout.caption) context.fillText(text, 12, y);
  if (legend) figure.legend.forEach((_, i) => drawLegendEntry(context, figure, i, layout.legend[i]!));
}

function drawLegendEntry(
  context: SKRSContext2D,
  { legend, theme }: Figure,
  index: number,
  at: { x: number; y: number },
): void {
  const { label, color, line, dash, marker } = legend[index]!;
  context.save();
  if (line) {
    context.strokeStyle = color;
    context.lineWidth = theme.lineWidth;
    context.setLineDash([...dash]);
    context.beginPath();
    context.moveTo(at.x, at.y);
    context.lineTo(at.x + legendSample, at.y);
    context.stroke();
    context.setLineDash([]);
  }
  if (marker !== null) {
    context.fillStyle = color;
    context.strokeStyle = color;
    drawMarker(context, marker, at.x + legendSample / 2, at.y, 0.38 * theme.fontSize);
  }
  context.restore();
  context.fillStyle = theme.text;
  context.textAlign = 'left';
  context.fillText(label, at.x + legendSample + legendGap, at.y + 0.36 * theme.fontSize);
}

type MarkerName = NonNullable<Figure['legend'][number]['marker']>;

function drawMarker(context: SKRSContext2D, marker: MarkerName, x: number, y: number, radius: number): void {
  if (marker !== 'hexagon' && marker !== 'five-pointed-star') {
    const options = { pointStyle: marker, radius, rotation: 0, borderWidth: 1.5 };
    return drawPoint(context as unknown as Parameters<typeof drawPoint>[0], options, x, y);
  }
  context.beginPath();
  markerCorners(marker, radius * 1.3).forEach((corner, i) =>
    context[i === 0 ? 'moveTo' : 'lineTo'](x + corner.x, y + corner.y),
  );
  context.closePath();
  context.fill();
}

function finishSvg(
  content: string,
  figure: Figure,
  layout: { width: number; height: number },
  texts: readonly string[],
  centimetres: number | undefined,
): string {
  const inner = content.slice(
    content.indexOf('>', content.indexOf('<svg')) + 1,
    content.lastIndexOf('</svg>'),
  );
  const size =
    centimetres === undefined
      ? `width="${layout.width}" height="${layout.height}"`
      : `width="${centimetres}cm" height="${((centimetres * layout.height) / layout.width).toFixed(3)}cm"`;
  const family = figure.theme.fontFamily.replaceAll('"', "'");
  return [
    `<?xml version="1.0" encoding="utf-8"?>`,
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size} viewBox="0 0 ${layout.width} ${layout.height}" role="img">`,
    `<title>${escapeXml(figure.title)}</title>`,
    renumberIds(shortenNumbers(inner)),
    `<g font-family="${family}">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Hundredths of a pixel are enough for a path; the canvas library writes eight digits. */
function shortenNumbers(svg: string): string {
  return svg.replace(/-?\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

/** The canvas library counts its ids through the whole process; from 1 in each file, equal figures are equal bytes. */
function renumberIds(svg: string): string {
  const numbers = new Map<string, number>();
  return svg.replace(/(id="|url\(#|href="#)([a-z]+_\w+)/g, (_match, before: string, id: string) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
    return `${before}id-${numbers.get(id)}`;
  });
}
