/**
 * Draws hundreds of curves beneath a chart that has only axes: into a picture of its own, in slices, shown when it is
 * complete. Redrawing the chart (cross-hair, focus, theme of the axes) then costs one copy of the picture.
 */

import type { Chart, Plugin } from 'chart.js';
import type { Polyline } from './polylines.ts';
import { cancelSlices, inSlices } from './slices.ts';

export interface ManyCurve {
  readonly line: Polyline;
  readonly color: string;
  readonly dash: readonly number[];
  /** A cross at its end: it diverged there. */
  readonly diverged: boolean;
}

/** Curves drawn between two looks at the clock. */
const batch = 8;

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly x: readonly [number, number];
  /** In the axis' own numbers: logarithms on a logarithmic one. */
  readonly y: readonly [number, number];
}

export class ManyCurves {
  readonly #owner = {};
  #curves: readonly ManyCurve[] = [];
  /** The complete picture, and of what. */
  #picture: { canvas: HTMLCanvasElement; curves: readonly ManyCurve[]; frame: Frame } | null = null;
  #drawing: { curves: readonly ManyCurve[]; frame: Frame } | null = null;

  /** What the next drawing of the chart shows. */
  set(curves: readonly ManyCurve[]): void {
    this.#curves = curves;
  }

  stop(): void {
    cancelSlices(this.#owner);
    this.#drawing = null;
  }

  readonly plugin: Plugin = {
    id: 'manyCurves',
    beforeDatasetsDraw: (chart) => {
      const frame = frameOf(chart);
      if (frame === null) return;
      const picture = this.#picture;
      const current = picture !== null && sameFrame(picture.frame, frame);
      // An older picture in the same frame is better than none while the new one is drawn.
      if (current) chart.ctx.drawImage(picture.canvas, frame.left, frame.top, frame.width, frame.height);
      if (!current || picture.curves !== this.#curves) this.#begin(chart, frame);
    },
    afterDestroy: () => this.stop(),
  };

  #begin(chart: Chart, frame: Frame): void {
    const curves = this.#curves;
    if (this.#drawing?.curves === curves && sameFrame(this.#drawing.frame, frame)) return;
    this.#drawing = { curves, frame };
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(frame.width * frame.ratio));
    canvas.height = Math.max(1, Math.round(frame.height * frame.ratio));
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) return;
    context.scale(frame.ratio, frame.ratio);
    context.lineWidth = 1;
    let next = 0;
    inSlices(this.#owner, () => {
      for (let i = 0; i < batch && next < curves.length; i++) drawCurve(context, curves[next++]!, frame);
      // The strokes are painted now, within the slice, not all at once when the picture is copied.
      context.getImageData(0, 0, 1, 1);
      if (next < curves.length) return false;
      this.#picture = { canvas, curves, frame };
      this.#drawing = null;
      if (chart.canvas?.isConnected) chart.draw();
      return true;
    });
  }
}

function frameOf(chart: Chart): Frame | null {
  const { x, y } = chart.scales;
  const { left, top, width, height } = chart.chartArea;
  if (x === undefined || y === undefined || !(width > 0) || !(height > 0)) return null;
  const logarithmic = y.type === 'logarithmic';
  return {
    left,
    top,
    width,
    height,
    ratio: chart.currentDevicePixelRatio,
    x: [x.min, x.max],
    y: logarithmic ? [Math.log10(y.min), Math.log10(y.max)] : [y.min, y.max],
  };
}

function sameFrame(a: Frame, b: Frame): boolean {
  return (
    a.left === b.left &&
    a.top === b.top &&
    a.width === b.width &&
    a.height === b.height &&
    a.ratio === b.ratio &&
    a.x[0] === b.x[0] &&
    a.x[1] === b.x[1] &&
    a.y[0] === b.y[0] &&
    a.y[1] === b.y[1]
  );
}

function drawCurve(context: CanvasRenderingContext2D, curve: ManyCurve, frame: Frame): void {
  const { x, y } = curve.line;
  const across = frame.width / (frame.x[1] - frame.x[0]);
  const up = frame.height / (frame.y[1] - frame.y[0]);
  const px = (i: number) => (x[i]! - frame.x[0]) * across;
  const py = (i: number) => frame.height - (y[i]! - frame.y[0]) * up;
  context.strokeStyle = curve.color;
  context.setLineDash([...curve.dash]);
  context.beginPath();
  let pen = false;
  let last = -1;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(y[i]!)) {
      pen = false;
      continue;
    }
    if (pen) context.lineTo(px(i), py(i));
    else context.moveTo(px(i), py(i));
    pen = true;
    last = i;
  }
  context.stroke();
  if (!curve.diverged || last < 0) return;
  context.setLineDash([]);
  context.beginPath();
  for (const side of [1, -1]) {
    context.moveTo(px(last) - 4, py(last) - 4 * side);
    context.lineTo(px(last) + 4, py(last) + 4 * side);
  }
  context.stroke();
}
