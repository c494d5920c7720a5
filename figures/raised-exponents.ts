/** Draws the labels of logarithmic axes with raised exponents: no font has all superscript digits in one style. */

import type { Chart, LabelItem, Plugin, Scale } from 'chart.js';

const digits: Readonly<Record<string, string>> = {
  '⁻': '−',
  '⁰': '0',
  '¹': '1',
  '²': '2',
  '³': '3',
  '⁴': '4',
  '⁵': '5',
  '⁶': '6',
  '⁷': '7',
  '⁸': '8',
  '⁹': '9',
};

/** `10⁻³` as base `10` and exponent `−3`; a label without superscripts has an empty exponent. */
export function splitExponent(label: string): { base: string; exponent: string } {
  const match = /^(.*?)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]*)$/.exec(label)!;
  return { base: match[1]!, exponent: [...match[2]!].map((character) => digits[character]).join('') };
}

/** A plugin that paints, in `color`, the labels of axes whose own tick labels are transparent. */
export function raisedExponents(color: string, family: string, size: number): Plugin {
  return {
    id: 'raisedExponents',
    afterDraw(chart) {
      for (const scale of Object.values(chart.scales)) {
        if (labelsAreLeftToUs(scale)) drawLabels(chart, scale, color, family, size);
      }
    },
  };
}

function labelsAreLeftToUs({ options }: Scale): boolean {
  const { ticks } = options as unknown as { ticks: { display: boolean; color: unknown } };
  return ticks.display && ticks.color === 'transparent';
}

function drawLabels(chart: Chart, scale: Scale, color: string, family: string, size: number): void {
  const context = chart.ctx;
  const small = size * 0.72;
  context.save();
  context.fillStyle = color;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  for (const item of scale.getLabelItems(chart.chartArea)) {
    const label = String(item.label ?? '');
    if (label === '') continue;
    const { base, exponent } = splitExponent(label);
    context.font = `${small}px ${family}`;
    const exponentWidth = context.measureText(exponent).width;
    context.font = `${size}px ${family}`;
    const baseWidth = context.measureText(base).width;
    const { x, y } = baseline(item, baseWidth + exponentWidth, size);
    context.fillText(base, x, y);
    context.font = `${small}px ${family}`;
    if (exponent !== '') context.fillText(exponent, x + baseWidth + 0.5, y - 0.42 * size);
  }
  context.restore();
}

/** Left end of the baseline of a label that Chart.js would centre or align at the item's place. */
function baseline(item: LabelItem, width: number, size: number): { x: number; y: number } {
  const { translation, textAlign } = (
    item as LabelItem & {
      options: { translation: [number, number]; textAlign: string };
    }
  ).options;
  const x = translation[0] - (textAlign === 'right' ? width : textAlign === 'center' ? width / 2 : 0);
  const middle = translation[1] + (typeof item.textOffset === 'number' ? item.textOffset : 0);
  return { x, y: middle + 0.36 * size };
}
