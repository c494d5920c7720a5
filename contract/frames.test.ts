import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from './frames.ts';

test('non-finite numbers, -0 and typed arrays survive', () => {
  const value = {
    a: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 5e-324, 0.1],
    b: new Float64Array([1, Number.NaN, -0]),
    c: new Uint8Array([1, 2, 255]),
    d: { e: new Float64Array(0), f: 'ü', g: null, h: true },
  };
  const back = decodeFrame(encodeFrame(value));
  expect(back).toEqual(value);
  expect(Object.is((back as typeof value).a[3], -0)).toBe(true);
});

test('any JSON value with any doubles comes back the same', () => {
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      fc.double(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.float64Array(),
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(
        fc.string().filter((key) => !key.startsWith('$') && key !== '__proto__'),
        tie('node'),
        { maxKeys: 4 },
      ),
    ),
  })).node;
  fc.assert(
    fc.property(tree, (value) => {
      expect(decodeFrame(encodeFrame(value))).toEqual(value);
    }),
    { numRuns: 300 },
  );
});

test('a view at an odd offset of a larger buffer is decoded', () => {
  const bytes = encodeFrame({ x: new Float64Array([1, 2, 3]) });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(decodeFrame(shifted.subarray(3))).toEqual({ x: new Float64Array([1, 2, 3]) });
});

test('malformed bytes throw and never reach beyond the frame', () => {
  const good = encodeFrame({ x: new Float64Array([1, 2, 3]) });
  expect(() => decodeFrame(new Uint8Array(3))).toThrow(RangeError);
  expect(() => decodeFrame(good.subarray(0, good.length - 8))).toThrow(RangeError);
  const lying = Uint8Array.from(good);
  new DataView(lying.buffer).setUint32(0, 1e9, true);
  expect(() => decodeFrame(lying)).toThrow(RangeError);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeFrame(bytes);
      } catch (error) {
        expect(error).toSatisfy(
          (e) => e instanceof RangeError || e instanceof SyntaxError || e instanceof TypeError,
        );
      }
    }),
  );
});
