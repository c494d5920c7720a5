/** Correlations in words. */

import type { Correlations } from '#contract/dataset.ts';
import { formatCount } from '../../format.ts';

/** So many decimals, with a proper minus; the whole number is on hover. */
export const coefficientText = (r: number | null, decimals = 2): string =>
  r === null
    ? '–'
    : r
        .toFixed(decimals)
        .replace(/^-(0\.0*)$/, '$1')
        .replace('-', '−');

export interface Pair {
  readonly names: string;
  readonly r: number;
}

/** The pairs with the largest |r|, features among each other and features with the target. */
export function strongestPairs(
  { columns, matrix }: Correlations,
  count: number,
): { readonly features: Pair[]; readonly target: Pair[] } {
  const pairs = { features: [] as Pair[], target: [] as Pair[] };
  const shownTargets = columns.filter(({ role }) => role === 'target').length;
  columns.forEach((a, i) => {
    for (let j = i + 1; j < columns.length; j++) {
      const [b, r] = [columns[j]!, matrix[i]![j]!];
      if (r === null || a.role === 'target') continue;
      if (b.role === 'feature') pairs.features.push({ names: `${a.name}, ${b.name}`, r });
      else pairs.target.push({ names: shownTargets === 1 ? a.name : `${a.name}, ${b.name}`, r });
    }
  });
  const strongest = (list: Pair[]) => list.sort((a, b) => Math.abs(b.r) - Math.abs(a.r)).slice(0, count);
  return { features: strongest(pairs.features), target: strongest(pairs.target) };
}

/** What the numbers are of, and what is not among them. */
export function scopeWords({ columns, rows, features, classes }: Correlations): string {
  const shown = columns.filter(({ role }) => role === 'feature').length;
  const shownClasses = columns.length - shown;
  return [
    `Pearson coefficients over ${formatCount(rows)} rows`,
    ...(shown < features
      ? [`the ${shown} of ${formatCount(features)} features with the largest |r| to the target`]
      : []),
    ...(classes > 2 ? ['a class of the target is a 0/1 column'] : []),
    ...(classes > 2 && shownClasses < classes ? [`the first ${shownClasses} of ${classes} classes`] : []),
  ].join('; ');
}

/** The text alternative of the chart. */
export function chartWords(correlations: Correlations): string {
  const { features, target } = strongestPairs(correlations, 1);
  const size = correlations.columns.length;
  const largest = [
    ...features,
    ...target.map((pair) => ({ ...pair, names: `${pair.names} and the target` })),
  ];
  return [
    `Correlations of ${size} columns`,
    ...largest.map(({ names, r }) => `largest: ${names} ${coefficientText(r, 3)}`),
  ].join('; ');
}
