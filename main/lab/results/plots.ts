/** The plots of an experiment as files. */

import type { ExportedFile } from '#contract/api/exports.ts';
import type { Picture } from '#contract/picture.ts';
import type { Terminology } from '#contract/terminology.ts';
import { layoutFigure, type Figure } from '#figures/figure.ts';
import { plotsOf } from '#figures/plots.ts';
import { printTheme, themes, type Theme } from '#figures/theme.ts';
import type { ExperimentOutcome } from '../experiments/records.ts';
import type { ResultFile } from './files.ts';

type PlotFormat = Picture['format'];

const mediaTypes: Readonly<Record<PlotFormat, string>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
};

/** Draws every plot of the experiment's kind. */
export async function drawPlots(
  { results, grids }: ExperimentOutcome,
  picture: Picture,
  terminology?: Terminology,
): Promise<ExportedFile[]> {
  return drawFigures((theme) => plotsOf({ ...results, grids }, theme, terminology), picture);
}

/**
 * Figures as files. For paper of a given width the text is as many points as asked for: each figure is made for its
 * own width.
 */
export async function drawFigures(
  figuresIn: (theme: Theme) => readonly Figure[],
  picture: Picture,
): Promise<ExportedFile[]> {
  const { format, scale, transparent, centimetres, points } = picture;
  const drawAs = await drawing();
  const vector = { transparent, ...(centimetres === null ? {} : { centimetres }) };
  return figuresIn(themes[picture.theme]).map((plain, k) => {
    const onPaper = picture.theme === 'print' && centimetres !== null;
    const figure = onPaper
      ? figuresIn(printTheme(layoutFigure(plain).width, centimetres, points))[k]!
      : plain;
    return {
      name: `${figure.name}.${format}`,
      type: mediaTypes[format],
      bytes: format === 'png' ? drawAs.png(figure, { scale, transparent }) : drawAs[format](figure, vector),
    };
  });
}

/** The plots of the results folder, each drawn when it is written. */
export async function plotFiles({ results, grids }: ExperimentOutcome): Promise<ResultFile[]> {
  const drawAs = await drawing();
  return plotsOf({ ...results, grids }, 'light').flatMap((figure) =>
    (['png', 'svg'] as const).map((format) => ({
      name: `${figure.name}.${format}`,
      content: lazily(() => drawAs[format](figure)),
    })),
  );
}

/** The canvas is a native library of 30 MB: it is loaded with the first drawing. */
async function drawing() {
  const { drawPdf, drawPng, drawSvg } = await import('../export/draw.ts');
  return { png: drawPng, svg: drawSvg, pdf: drawPdf };
}

function* lazily(make: () => Uint8Array): Generator<Uint8Array> {
  yield make();
}
