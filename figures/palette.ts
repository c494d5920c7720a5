/** Colour maps: viridis-like for amounts, blue to red for signed numbers, zero in the middle as dull as the ground. */

import { mix } from './method-style.ts';
import type { Theme } from './theme.ts';

const sequentialStops = [
  '#440154',
  '#482878',
  '#3E4A89',
  '#31688E',
  '#26828E',
  '#1F9E89',
  '#35B779',
  '#6DCD59',
  '#B4DE2C',
  '#FDE725',
];
const divergingStops = ['#2166AC', '#67A9CF', '#D1E5F0', '#F7F7F7', '#FDDBC7', '#EF8A62', '#B2182B'];
/** On a dark ground what is large shines: both arms climb from L* 17 at zero to 80 in equal steps. */
const darkDivergingStops = ['#9DCBFA', '#2B90D1', '#00588B', '#232A35', '#8E3627', '#DD644D', '#FFB3A1'];

/** Colour of a share between 0 and 1. */
export const sequential = (share: number) => interpolate(sequentialStops, share);

/** Colour of a number between -1 and 1. */
export const diverging = (value: number, { name }: Theme) =>
  interpolate(name === 'dark' ? darkDivergingStops : divergingStops, (value + 1) / 2);

/** What zero looks like, for captions. */
export const zeroWord = ({ name }: Theme) => (name === 'dark' ? 'dark' : 'white');

function interpolate(stops: readonly string[], share: number): string {
  const position = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(position));
  return mix(stops[below]!, stops[below + 1]!, position - below);
}

/** Paul Tol's bright palette, for series that are not methods. */
export const bright = ['#4477AA', '#EE6677', '#228833', '#CCBB44', '#66CCEE', '#AA3377', '#BBBBBB'] as const;
