import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { anyNumber, stringifyExact } from './numbers.ts';

test('every double written as JSON is read back bit by bit', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), (values) => {
      const back = z.array(anyNumber).parse(JSON.parse(stringifyExact(values)));
      expect(back.length).toBe(values.length);
      values.forEach((value, i) => expect(Object.is(back[i], value)).toBe(true));
    }),
  );
});

test('typed arrays are plain lists, non-finite numbers strings', () => {
  expect(stringifyExact({ a: new Float64Array([1, Number.NaN, -0]), b: Number.NEGATIVE_INFINITY })).toBe(
    '{"a":[1,"NaN",-0],"b":"-Infinity"}',
  );
});
