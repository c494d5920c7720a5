import { describe, expect, it } from 'vitest';
import { formatNumber, formatParameter, formatSeconds, powerOfTen, texNumber } from './format.ts';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [0.46471, '0.4647'],
    [38.7512, '38.75'],
    [5.04e-4, '5.04e-4'],
    [-0.287, '-0.2870'],
    [123456789, '1.23e+8'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [99999, '99999'],
  ])('%d is %s', (value, text) => expect(formatNumber(value)).toBe(text));
});

describe('formatParameter', () => {
  it.each([
    [1e-6, '1e-6'],
    [0.01, '0.01'],
    [10 ** 0.125, '1.334'],
    [1, '1'],
    [0, '0'],
  ])('%d is %s', (value, text) => expect(formatParameter(value)).toBe(text));
});

it('writes numbers in TeX', () => {
  expect(texNumber(1e-5)).toBe('10^{-5}');
  expect(texNumber(2.5e-7)).toBe(String.raw`2.5 \times 10^{-7}`);
  expect(texNumber(0.25)).toBe('0.25');
});

it('writes powers of ten with superscripts', () => {
  expect(powerOfTen(-10)).toBe('10⁻¹⁰');
});

it('writes times in the unit that fits', () => {
  expect([0.0004, 0.25, 4.23, 75, 3700].map(formatSeconds)).toEqual([
    '<1 ms',
    '250 ms',
    '4.2 s',
    '1 min 15 s',
    '1 h 1 min',
  ]);
});
