import { expect, test } from 'vitest';
import { icns, ico } from './icon-files.ts';

const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const images = new Map(sizes.map((size) => [size, Uint8Array.from([size % 251, size % 7, 1])]));

test('an .ico: every entry points at its image', () => {
  const bytes = Buffer.from(ico(images));
  expect(bytes.readUInt16LE(2)).toBe(1);
  const count = bytes.readUInt16LE(4);
  expect(count).toBe(7);
  for (let i = 0; i < count; i++) {
    const at = 6 + 16 * i;
    const size = bytes.readUInt8(at) || 256;
    const offset = bytes.readUInt32LE(at + 12);
    expect([...bytes.subarray(offset, offset + bytes.readUInt32LE(at + 8))]).toEqual([...images.get(size)!]);
  }
});

test('an .icns: its length, and its parts one after another', () => {
  const bytes = Buffer.from(icns(images));
  expect(bytes.toString('latin1', 0, 4)).toBe('icns');
  expect(bytes.readUInt32BE(4)).toBe(bytes.length);
  const types: string[] = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at + 4))
    types.push(bytes.toString('latin1', at, at + 4));
  expect(types).toEqual(['icp4', 'icp5', 'icp6', 'ic07', 'ic08', 'ic09', 'ic10']);
});

test('a size that is missing is an error', () => {
  expect(() => ico(new Map())).toThrow(RangeError);
});
