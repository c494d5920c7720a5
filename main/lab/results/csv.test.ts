import Papa from 'papaparse';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvField, csvLine, textOfField } from './csv.ts';

test.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\tx', '\rx', "'quoted", '=HYPERLINK("http://x","y")'])(
  '%j is no formula to a spreadsheet',
  (text) => {
    const [[field]] = Papa.parse<[string]>(csvLine([text])).data as [[string]];
    expect(field).toMatch(/^'/);
    expect(textOfField(field)).toBe(text);
  },
);

test('any text and any number reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.double(), fc.string(), (a, x, b) => {
      const [row] = Papa.parse<string[]>(csvLine(['first', a, x, b]), { delimiter: ',', newline: '\n' }).data;
      expect(textOfField(row![1]!)).toBe(a);
      expect(Object.is(Number(row![2]), x)).toBe(true);
      expect(textOfField(row![3]!)).toBe(b);
    }),
  );
});

test('numbers, flags and what is absent', () => {
  expect([-0, 5e-324, Number.NaN, -Infinity, true, null].map(csvField)).toEqual([
    '-0',
    '5e-324',
    'NaN',
    '-Infinity',
    'true',
    '',
  ]);
});
