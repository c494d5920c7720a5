import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportMethods } from '#contract/api/exports.ts';
import { pictureSchema, type PictureInput, type SeenCurves } from '#contract/picture.ts';
import { plotsOf } from '#figures/plots.ts';
import { sampleCompare } from '#figures/testing/sample-results.ts';
import { drawFigures, drawPlots } from '../results/plots.ts';
import { exportHandlers } from './service.ts';

const iterations = 101;
const run = (optimizer: string, rate: number) => ({
  optimizer,
  kind: optimizer,
  stepSize: 1,
  damping: null,
  status: 'completed',
  series: {
    loss: Float64Array.from({ length: iterations }, (_, k) => Math.exp(-rate * k)),
    gradientNorm: Float64Array.from({ length: iterations }, (_, k) => 3 + rate * k),
  },
});
const seen: SeenCurves = {
  title: 'Losses',
  name: 'losses',
  runs: [run('gd', 0.01), run('ngd', 0.2)],
  bands: null,
  xAxis: 'iteration',
  xBounds: null,
  scaling: 'mean',
  terminology: 'machine-learning',
  charts: [{ quantity: 'loss', yAxis: 'logarithmic', yBounds: null }],
  columns: 2,
  width: 500,
  height: 300,
};

const handlers = exportHandlers({
  outcome: () => {
    throw new Error('not asked');
  },
  prepare: () => Promise.reject(new Error('not asked')),
  bundles: {} as never,
});
/** As it comes over the bridge: through the contract's schema. */
async function draw(what: Partial<SeenCurves>, picture: PictureInput): Promise<Buffer> {
  const request = exportMethods['exports.curves'].params.parse({ seen: { ...seen, ...what }, ...picture });
  const file = await handlers['exports.curves'](request, { signal: new AbortController().signal });
  expect(file.name).toBe(`losses.${picture.format}`);
  return Buffer.from(file.bytes);
}
const textsOf = (svg: Buffer) =>
  [...svg.toString().matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);

describe('what is exported is what is seen', () => {
  it('the zoom: ticks lie within it, and reach its ends', async () => {
    const ticks = async (xBounds: SeenCurves['xBounds']) =>
      textsOf(
        await draw(
          { xBounds, charts: [{ quantity: 'gradientNorm', yAxis: 'linear', yBounds: [0, 90] }] },
          { format: 'svg' },
        ),
      )
        .filter((text) => /^\d+$/.test(text))
        .map(Number);
    expect(Math.max(...(await ticks(null)))).toBe(100);
    const zoomed = await ticks([20, 40]);
    // 0 to 90 are of the y axis.
    expect(zoomed).toEqual(expect.arrayContaining([25, 30, 35]));
    expect(zoomed).not.toContain(100);
  });

  it('the visible runs: a hidden one is in neither the curves nor the labels', async () => {
    const both = textsOf(await draw({}, { format: 'svg' }));
    expect(both).toEqual(expect.arrayContaining(['GD', 'NGD']));
    const alone = await draw({ runs: [seen.runs[0]!] }, { format: 'svg' });
    expect(textsOf(alone)).not.toContain('NGD');
    const has = (svg: Buffer, color: string) => svg.toString().toUpperCase().includes(`"${color}"`);
    const drawn = await draw({}, { format: 'svg' });
    expect([has(drawn, '#048'), has(drawn, '#B58C1B')]).toEqual([true, true]);
    expect([has(alone, '#048'), has(alone, '#B58C1B')]).toEqual([true, false]);
  });

  it('the axes: logarithmic or linear, against what, scaling in words', async () => {
    const logarithmic = textsOf(await draw({}, { format: 'svg' }));
    expect(logarithmic).toEqual(expect.arrayContaining(['Iteration', 'Training loss (mean)', '−4']));
    const linear = textsOf(
      await draw({ charts: [{ quantity: 'loss', yAxis: 'linear', yBounds: null }] }, { format: 'svg' }),
    );
    expect(linear).toContain('0.4');
    expect(linear).not.toContain('−4');
    const seconds = Float64Array.from({ length: iterations }, (_, k) => k / 10);
    const runs = seen.runs.map((one) => ({ ...one, series: { ...one.series, seconds } }));
    expect(textsOf(await draw({ runs, xAxis: 'seconds' }, { format: 'svg' }))).toContain('Seconds');
  });

  it('several charts make one figure with one legend', async () => {
    const charts = (['loss', 'gradientNorm'] as const).map((quantity) => ({
      quantity,
      yAxis: 'linear' as const,
      yBounds: null,
    }));
    const texts = textsOf(await draw({ charts }, { format: 'svg' }));
    expect(texts.filter((text) => text === 'NGD')).toHaveLength(1);
    expect(texts.filter((text) => text === 'Iteration')).toHaveLength(2);
    expect(texts.filter((text) => text === 'Gradient norm (mean)')).toHaveLength(2);
  });

  it('means have their bands', async () => {
    const shifted = (by: number) =>
      seen.runs.map(({ series }) => ({ loss: series['loss']!.map((value) => value * by) }));
    const bands = seen.runs.map((_, i) => ({ repeats: 3, low: shifted(0.5)[i]!, high: shifted(2)[i]! }));
    const filled = (svg: Buffer) => (svg.toString().match(/fill-opacity="0\.2/g) ?? []).length;
    expect(filled(await draw({}, { format: 'svg' }))).toBe(0);
    expect(filled(await draw({ bands }, { format: 'svg' }))).toBe(2);
  });
});

/** Width, height and the alpha of the first pixel, by the colour type of the header (6: with alpha). */
async function pngFacts(bytes: Buffer): Promise<{ width: number; height: number; corner: number }> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const image = await loadImage(bytes);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { width: image.width, height: image.height, corner: context.getImageData(0, 0, 1, 1).data[3]! };
}

describe('a picture', () => {
  it.each([1, 2, 3, 4])('as PNG at %ix, transparent or not', async (scale) => {
    const one = await pngFacts(await draw({}, { format: 'png', scale: 1 }));
    const opaque = await pngFacts(await draw({}, { format: 'png', scale }));
    expect(opaque).toEqual({ width: one.width * scale, height: one.height * scale, corner: 255 });
    const clear = await pngFacts(await draw({}, { format: 'png', scale, transparent: true }));
    expect(clear).toEqual({ ...opaque, corner: 0 });
  });

  it('for paper is as wide as asked, its text in the points asked for', async () => {
    const svg = (await draw({}, { format: 'svg', theme: 'print', centimetres: 8.5, points: 7 })).toString();
    expect(svg).toContain('width="8.5cm"');
    const view = Number(/viewBox="0 0 (\d+)/.exec(svg)![1]);
    const size = Number(/font-size="([\d.]+)"[^>]*>Iteration</.exec(svg)![1]);
    expect((size / view) * (8.5 / 2.54) * 72).toBeCloseTo(7, 0);
  });

  it('is refused with what would be right', () => {
    const { params } = exportMethods['exports.curves'];
    const messages = (picture: object) =>
      params.safeParse({ seen, format: 'png', ...picture }).error?.issues.map(({ message }) => message);
    expect(messages({ scale: 5 })).toEqual(['a whole number >= 1 and <= 4']);
    expect(messages({ format: 'gif' })).toEqual(['one of png, svg, pdf']);
    expect(messages({ centimetres: 1 })).toEqual(['a number >= 2 and <= 100']);
    expect(params.safeParse({ seen: { ...seen, name: '../x' }, format: 'png' }).success).toBe(false);
  });
});

describe.skipIf(spawnSync('pdftotext', ['-v']).status !== 0)(
  'text of a PDF (skipped without pdftotext)',
  () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'pdf-test-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));
    const textOf = (bytes: Uint8Array) => {
      const path = join(folder, 'x.pdf');
      writeFileSync(path, bytes);
      return execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    };

    it('of a chart, and of a whole figure', async () => {
      const chart = textOf(await draw({}, { format: 'pdf' }));
      for (const text of ['Iteration', 'Training loss (mean)', 'GD', 'NGD']) expect(chart).toContain(text);
      const charts = (['loss', 'gradientNorm'] as const).map((quantity) => ({
        quantity,
        yAxis: 'linear' as const,
        yBounds: null,
      }));
      expect(textOf(await draw({ charts }, { format: 'pdf', theme: 'print', centimetres: 14 }))).toContain(
        'Gradient norm (mean)',
      );
    });

    it('of every plot of a comparison', async () => {
      const outcome = { results: sampleCompare(), grids: sampleCompare().grids } as never;
      const files = await drawPlots(outcome, pictureSchema.parse({ format: 'pdf' }));
      expect(files).toHaveLength(plotsOf(sampleCompare()).length);
      for (const { bytes, name } of files) expect(textOf(bytes).trim(), name).not.toBe('');
      const themes: string[] = [];
      await drawFigures(
        (theme) => {
          themes.push(`${theme.name} ${theme.fontSize.toFixed(0)}`);
          return plotsOf(sampleCompare(), theme).slice(0, 1);
        },
        pictureSchema.parse({ format: 'svg', theme: 'print', centimetres: 28, points: 9 }),
      );
      expect(themes).toEqual(['print 12', expect.stringMatching(/^print [678]$/)]);
    });
  },
);
