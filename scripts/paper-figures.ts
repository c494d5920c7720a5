/** Draws the paper's figures into docs/figures, from the presets: node scripts/paper-figures.ts [NAME...] */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { presetNames } from '#main/lab/presets/registry.ts';
import { reproduce } from '#main/lab/presets/reproduce.ts';
import { drawPng } from '#main/lab/export/draw.ts';
import { openPaperLab } from './support/paper-lab.ts';

const directory = resolve(import.meta.dirname, '..', 'docs', 'figures');
const names = process.argv.length > 2 ? process.argv.slice(2) : presetNames;

mkdirSync(directory, { recursive: true });
const lab = await openPaperLab();
try {
  for (const name of names) {
    const { figures } = await reproduce(name, {
      ...lab.context('published'),
      run: lab.run,
      out: null,
      log: (line) => console.log(line),
    });
    for (const figure of figures) {
      writeFileSync(join(directory, `${figure.name}.png`), drawPng(figure, { scale: 2 }));
    }
  }
} finally {
  await lab.close();
}
