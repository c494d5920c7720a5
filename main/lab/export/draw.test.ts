import { describe, expect, it } from 'vitest';
import { layoutFigure, type Figure } from '#figures/figure.ts';
import { learningCurves } from '#figures/learning-curves.ts';
import { markers } from '#figures/markers.ts';
import type { FigureRun } from '#figures/runs.ts';
import { printTheme, themes } from '#figures/theme.ts';
import { drawPdf, drawPng, drawSvg } from './draw.ts';

const runs: FigureRun[] = [
  ['gd', [0.69, 0.68, 0.67, 0.66]],
  ['ngd', [0.69, 0.1, 0.01, 0.001]],
  ['efgd', [0.69, Number.NaN, 3, 900], 'diverged'],
].map(([kind, loss, status = 'completed']) => ({
  optimizer: kind as string,
  kind: kind as string,
  stepSize: 1,
  damping: null,
  status: status as string,
  series: { loss: loss as number[] },
}));

function figure(theme = themes.print): Figure {
  const chart = learningCurves(runs, { quantity: 'loss', theme, scaling: 'mean', labels: 'none' });
  chart.plugins!.push(markers([{ x: 2, y: 0.1, shape: 'five-pointed-star', radius: 6, color: '#000000' }]));
  return {
    name: 'sample',
    title: 'Losses of <three> methods & a star',
    theme,
    columns: 2,
    panelWidth: 260,
    panelHeight: 180,
    panels: [{ title: 'Breast cancer', chart }, null, { title: '', chart }],
    legend: [
      { label: 'NGD', color: '#DDAA33', line: true, dash: [], marker: 'rectRot' },
      { label: 'Minimum', color: '#000000', line: false, dash: [], marker: 'five-pointed-star' },
    ],
    caption: ['λ = 10, mean scaling'],
  };
}

/** Width and height of a PNG file, from its header. */
function pngSize(bytes: Uint8Array): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

describe('a drawn figure', () => {
  const layout = layoutFigure(figure());

  it.each([1, 2, 4])('as PNG is %i times its layout', (scale) => {
    const png = drawPng(figure(), { scale });
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect(pngSize(png)).toEqual([layout.width * scale, layout.height * scale]);
  });

  it('leaves the place of the legend empty where it could not be read', () => {
    const [whole, without] = [drawPng(figure()), drawPng(figure(), { legend: false })];
    const bare = drawPng({ ...figure(), legend: [] });
    expect(pngSize(without)).toEqual(pngSize(whole));
    expect(pngSize(bare)[1]).toBeLessThan(pngSize(without)[1]);
    expect(Buffer.compare(whole, without)).not.toBe(0);
  });

  it('a picture with too long a side is refused with its size', () => {
    expect(() => drawPng({ ...figure(), panelWidth: 4000, columns: 4 }, { scale: 4 })).toThrow(
      /^Losses of <three> methods & a star: a picture of \d{5} x \d+ pixels; a side may have 16384, so take a smaller size$/,
    );
  });

  it('as SVG keeps its text as text, once each', () => {
    const svg = Buffer.from(drawSvg(figure())).toString();
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
    for (const text of ['Breast cancer', 'NGD', 'Minimum', 'λ = 10, mean scaling']) {
      expect(texts.filter((found) => found === text)).toHaveLength(1);
    }
    expect(texts.filter((found) => found === 'Training loss (mean)')).toHaveLength(2); // two panels
    expect(texts).toContain('−2'); // a raised exponent
    expect(svg).toContain('rotate(-90');
    expect(svg).toContain('<title>Losses of &lt;three&gt; methods &amp; a star</title>');
  });

  it('as SVG has no NaN, no infinity and no text as letters with positions', () => {
    const svg = Buffer.from(drawSvg(figure())).toString();
    expect(svg).not.toMatch(/NaN|Infinity|inf\b/);
    expect(svg).not.toMatch(/<text[^>]* x="[\d.]+,/);
    expect(svg.length).toBeLessThan(100_000);
  });

  it('draws values that are equal to rounding as a flat curve', () => {
    for (const yAxis of ['linear', 'logarithmic'] as const) {
      const loss = [0.5747178486149581, 0.5747178486149583, 0.574717848614958, 0.5747178486149582];
      const chart = learningCurves([{ ...runs[1]!, series: { loss } }], {
        ...{ quantity: 'loss', yAxis, theme: themes.print, labels: 'none' },
      });
      const panels = [{ title: '', chart }];
      const svg = Buffer.from(drawSvg({ ...figure(), panels, legend: [] })).toString();
      const curve = /stroke="#DA3"[^>]* d="(M[^"]*)"/.exec(svg)!;
      const heights = curve[1]!.match(/-?[\d.]+/g)!.filter((_, i) => i % 2 === 1);
      expect(new Set(heights.map((height) => Math.round(Number(height)))).size, yAxis).toBe(1);
    }
  });

  it('draws each method in its colour, the diverged one with a cross', () => {
    const svg = Buffer.from(drawSvg(figure())).toString().toUpperCase();
    for (const color of ['#048', '#DA3', '#B56']) expect(svg).toContain(`"${color}"`);
  });

  it('takes its size on paper', () => {
    const svg = Buffer.from(drawSvg(figure(), { centimetres: 14 })).toString();
    expect(svg).toMatch(/width="14cm" height="[\d.]+cm" viewBox="0 0 \d+ \d+"/);
    const pdf = Buffer.from(drawPdf(figure(), { centimetres: 14 })).toString('latin1');
    const box = /\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!;
    expect(Math.abs(Number(box[1]) - (14 / 2.54) * 72)).toBeLessThanOrEqual(0.5); // whole points
    expect(pdf).toContain('/Font');
  });

  it('is transparent where asked', () => {
    const opaque = Buffer.from(drawSvg(figure())).toString();
    const clear = Buffer.from(drawSvg(figure(), { transparent: true })).toString();
    const backgrounds = (svg: string) =>
      svg.split(`width="${layout.width}" height="${layout.height}"/>`).length - 1;
    expect([backgrounds(opaque), backgrounds(clear)]).toEqual([1, 0]);
  });

  it('is the same bytes each time', () => {
    expect(Buffer.from(drawSvg(figure())).equals(Buffer.from(drawSvg(figure())))).toBe(true);
    expect(Buffer.from(drawPng(figure())).equals(Buffer.from(drawPng(figure())))).toBe(true);
  });

  it('prints text in the points asked for', () => {
    const theme = printTheme(layout.width, 14, 9);
    const svg = Buffer.from(drawSvg(figure(theme), { centimetres: 14 })).toString();
    const size = Number(/font-size="([\d.]+)"[^>]*>NGD</.exec(svg)![1]);
    expect((size * (14 / 2.54) * 72) / layoutFigure(figure(theme)).width).toBeCloseTo(9, 1);
  });
});
