/**
 * Draws the paper's figures into docs/figures, and small in the colours of the screens for the gallery, from the presets:
 * node scripts/paper-figures.ts [NAME...]
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { layoutFigure } from '#figures/figure.ts';
import { themes } from '#figures/theme.ts';
import { presetDefinition, presetNames } from '#main/lab/presets/registry.ts';
import { reproduce } from '#main/lab/presets/reproduce.ts';
import { drawPng } from '#main/lab/export/draw.ts';
import { openPaperLab } from './support/paper-lab.ts';

const root = resolve(import.meta.dirname, '..');
const directory = join(root, 'docs', 'figures');
const thumbnails = join(root, 'renderer', 'public', 'presets');
/** Twice the width of a gallery card. */
const thumbnailWidth = 720;
/** Pixels of its letters in a card below which a legend cannot be read. */
const leastLegend = 6;
const names = process.argv.length > 2 ? process.argv.slice(2) : presetNames;

for (const folder of [directory, thumbnails]) mkdirSync(folder, { recursive: true });
const lab = await openPaperLab();
try {
  for (const name of names) {
    const { figures, results } = await reproduce(name, {
      ...lab.context('published'),
      run: lab.run,
      out: null,
      log: (line) => console.log(line),
    });
    for (const figure of figures) {
      writeFileSync(join(directory, `${figure.name}.png`), drawPng(figure, { scale: 2 }));
    }
    for (const theme of ['light', 'dark'] as const) {
      for (const figure of presetDefinition(name).figures(results, themes[theme])) {
        const scale = thumbnailWidth / layoutFigure(figure).width;
        const legend = (scale / 2) * figure.theme.fontSize >= leastLegend;
        writeFileSync(
          join(thumbnails, `${figure.name}-${theme}.png`),
          drawPng(figure, { scale, transparent: true, legend }),
        );
      }
    }
  }
} finally {
  await lab.close();
}
