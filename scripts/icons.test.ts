import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { drawIcons } from './icons.ts';

/** The icon's colours in a grid of 8 by 8, red, green, blue and opacity of each field. */
async function coarse(png: Uint8Array): Promise<number[]> {
  const image = await loadImage(Buffer.from(png));
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const fields = new Array<number>(8 * 8 * 4).fill(0);
  const side = image.width / 8;
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 4);
    const [x, y] = [pixel % image.width, Math.floor(pixel / image.width)];
    fields[4 * (8 * Math.floor(y / side) + Math.floor(x / side)) + (i % 4)]! += data[i]! / side ** 2;
  }
  return fields;
}

test('every size is the one drawing, drawn at that size', async () => {
  const images = await drawIcons();
  expect([...images.keys()]).toEqual([16, 24, 32, 48, 64, 128, 256, 512, 1024]);
  const wanted = await coarse(images.get(256)!);
  // There is something to see: fields of different colours.
  expect(Math.max(...wanted) - Math.min(...wanted)).toBeGreaterThan(100);
  for (const [size, png] of images) {
    const { width, height } = await loadImage(Buffer.from(png));
    expect([width, height]).toEqual([size, size]);
    if (size > 256) continue;
    const fields = await coarse(png);
    const difference = fields.reduce((sum, value, i) => sum + Math.abs(value - wanted[i]!), 0);
    expect(difference / fields.length).toBeLessThan(8);
  }
});
