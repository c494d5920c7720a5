/** The fonts of exported figures, shipped with the app so that a figure looks the same on every machine. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { GlobalFonts } from '@napi-rs/canvas';

const files = [
  ...['400', '600'].flatMap((weight) =>
    ['latin', 'latin-ext', 'greek'].map((script) => ({
      family: 'IBM Plex Sans',
      file: `@fontsource/ibm-plex-sans/files/ibm-plex-sans-${script}-${weight}-normal.woff2`,
    })),
  ),
  { family: 'DejaVu Sans', file: 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf' },
] as const;

let registered = false;

/** Makes the fonts known to the canvas library; throws when a font file is missing from the installation. */
export function registerFonts(): void {
  if (registered) return;
  const require = createRequire(import.meta.url);
  for (const { family, file } of files) {
    // Read here rather than by path: the library's own reader does not see into the packaged archive.
    if (GlobalFonts.register(readFileSync(require.resolve(file)), family) === null) {
      throw new Error(`The font ${file} could not be read.`);
    }
  }
  registered = true;
}
