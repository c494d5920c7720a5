/**
 * Text of vector figures as plain <text> elements: one element a string, with anchor and font, so that it can be
 * searched, read aloud and edited. (The canvas library writes one position a letter and splits at every space.)
 */

import type { SKRSContext2D } from '@napi-rs/canvas';

export interface TextElement {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Degrees, clockwise. */
  readonly rotation: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly color: string;
  readonly size: number;
  readonly weight: string;
}

/** Redirects a context's fillText into a list. Positions are in the context's own pixels. */
export function recordText(context: SKRSContext2D): TextElement[] {
  const elements: TextElement[] = [];
  context.fillText = (text: string, x: number, y: number) => {
    const color = String(context.fillStyle);
    if (text === '' || isTransparent(color)) return;
    const baselineY = y + baselineShift(context, text);
    const { a, b, c, d, e, f } = context.getTransform();
    elements.push({
      text,
      x: a * x + c * baselineY + e,
      y: b * x + d * baselineY + f,
      rotation: (Math.atan2(b, a) * 180) / Math.PI,
      anchor: anchors[context.textAlign] ?? 'start',
      color,
      ...fontOf(context.font, Math.hypot(a, b)),
    });
  };
  return elements;
}

const anchors: Readonly<Record<string, TextElement['anchor']>> = {
  center: 'middle',
  right: 'end',
  end: 'end',
};

const isTransparent = (color: string) => color === 'transparent' || /^#.{6}00$|^rgba\(.*, 0\)$/.test(color);

/** From the baseline in use down to the alphabetic one. */
function baselineShift(context: SKRSContext2D, text: string): number {
  const { textBaseline } = context;
  if (textBaseline === 'alphabetic') return 0;
  const here = context.measureText(text).actualBoundingBoxAscent;
  context.textBaseline = 'alphabetic';
  const there = context.measureText(text).actualBoundingBoxAscent;
  context.textBaseline = textBaseline;
  return there - here;
}

function fontOf(font: string, scale: number): { size: number; weight: string } {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 12);
  return { size: size * scale, weight: /\b(bold|[5-9]00)\b/.exec(font)?.[1] ?? 'normal' };
}

/** The element as SVG, moved by (dx, dy). */
export function textToSvg(element: TextElement, dx: number, dy: number): string {
  const x = round(element.x + dx);
  const y = round(element.y + dy);
  const attributes = [
    `x="${x}"`,
    `y="${y}"`,
    `font-size="${round(element.size)}"`,
    `fill="${element.color}"`,
    ...(element.anchor === 'start' ? [] : [`text-anchor="${element.anchor}"`]),
    ...(element.weight === 'normal' ? [] : [`font-weight="${element.weight}"`]),
    ...(Math.abs(element.rotation) < 1e-6
      ? []
      : [`transform="rotate(${round(element.rotation)} ${x} ${y})"`]),
  ];
  return `<text ${attributes.join(' ')}>${escapeXml(element.text)}</text>`;
}

const round = (value: number) => Math.round(value * 100) / 100;

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
