/** The container formats of icons: both hold PNG images of several sizes. */

/** Sizes of a Windows icon; 0 in its directory stands for 256. */
const icoSizes = [16, 24, 32, 48, 64, 128, 256];

/** Windows: a header of 6 bytes, an entry of 16 an image, the images. Throws when a size is missing. */
export function ico(images: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const chosen = icoSizes.map((size) => ({ size, png: imageOf(images, size) }));
  const directory = Buffer.alloc(6 + 16 * chosen.length);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(chosen.length, 4);
  let offset = directory.length;
  chosen.forEach(({ size, png }, i) => {
    const at = 6 + 16 * i;
    directory.writeUInt8(size % 256, at);
    directory.writeUInt8(size % 256, at + 1);
    directory.writeUInt16LE(1, at + 4);
    directory.writeUInt16LE(32, at + 6);
    directory.writeUInt32LE(png.byteLength, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += png.byteLength;
  });
  return Buffer.concat([directory, ...chosen.map(({ png }) => png)]);
}

/** macOS: types of images that are PNGs, by their size in pixels. */
const icnsTypes: readonly (readonly [string, number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['icp6', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
];

/** macOS: 'icns', the length of all, then for each image its type, its length with this head, its bytes. */
export function icns(images: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const parts = icnsTypes.map(([type, size]) => block(type, imageOf(images, size)));
  return block('icns', Buffer.concat(parts));
}

function block(type: string, content: Uint8Array): Uint8Array {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + content.byteLength, 4);
  return Buffer.concat([head, content]);
}

function imageOf(images: ReadonlyMap<number, Uint8Array>, size: number): Uint8Array {
  const image = images.get(size);
  if (image === undefined) throw new RangeError(`no image of ${size} pixels`);
  return image;
}
