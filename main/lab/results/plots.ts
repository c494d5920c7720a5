/** The plots of an experiment as files. */

import type { ExportedFile } from '#contract/api/exports.ts';
import type { Figure } from '#figures/figure.ts';
import { plotsOf } from '#figures/plots.ts';
import type { ThemeName } from '#figures/theme.ts';
import type { ExperimentOutcome } from '../experiments/records.ts';
import type { ResultFile } from './files.ts';

export type PlotFormat = 'png' | 'svg' | 'pdf';

const mediaTypes: Readonly<Record<PlotFormat, string>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
};

/** Draws every plot of the experiment's kind in one format. */
export async function drawPlots(
  { results, grids }: ExperimentOutcome,
  format: PlotFormat,
  theme: ThemeName,
): Promise<ExportedFile[]> {
  return drawFigures(plotsOf({ ...results, grids }, theme), format);
}

/** Figures as files. */
export async function drawFigures(figures: readonly Figure[], format: PlotFormat): Promise<ExportedFile[]> {
  const drawAs = await drawing();
  return figures.map((figure) => ({
    name: `${figure.name}.${format}`,
    type: mediaTypes[format],
    bytes: drawAs[format](figure),
  }));
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
