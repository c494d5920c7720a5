/** The icons of the packages, all from the one drawing renderer/public/icon.svg: PNGs, .ico for Windows, .icns for macOS. */

import { createCanvas, loadImage } from '@napi-rs/canvas';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { icns, ico } from './icon-files.ts';

const root = join(import.meta.dirname, '..');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/** The drawing as a PNG of every size. */
export async function drawIcons(): Promise<Map<number, Uint8Array>> {
  const drawing = readFileSync(join(root, 'renderer', 'public', 'icon.svg'), 'utf8');
  const images = new Map<number, Uint8Array>();
  for (const size of sizes) {
    // The size is set in the drawing itself, so that it is drawn at this size and not scaled to it.
    const sized = drawing.replace('<svg ', `<svg width="${size}" height="${size}" `);
    const canvas = createCanvas(size, size);
    canvas.getContext('2d').drawImage(await loadImage(Buffer.from(sized)), 0, 0, size, size);
    images.set(size, canvas.toBuffer('image/png'));
  }
  return images;
}

/** Writes build/icons/SIZExSIZE.png, build/icon.ico and build/icon.icns. */
export async function makeIcons(): Promise<void> {
  const images = await drawIcons();
  const folder = join(root, 'build', 'icons');
  mkdirSync(folder, { recursive: true });
  for (const [size, png] of images) writeFileSync(join(folder, `${size}x${size}.png`), png);
  writeFileSync(join(root, 'build', 'icon.ico'), ico(images));
  writeFileSync(join(root, 'build', 'icon.icns'), icns(images));
}
