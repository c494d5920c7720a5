/** Correlations as a chart and in words. */

import type { PanelChart } from '#figures/figure.ts';
import { matrixHeatmap } from '#figures/heatmap.ts';
import type { Theme } from '#figures/theme.ts';
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

export const numberedName = (name: string, i: number): string => `${i + 1}  ${name}`;

/** Pixels of a cell: few columns get large ones. */
export const cellSize = (columns: number): number => Math.round(Math.min(44, Math.max(15, 420 / columns)));

const longestName = 24;
/** Room for names beside the cells and for numbers below them. */
export const labelRoom = ({ columns }: Correlations) => ({
  width: 34 + 6 * Math.max(...columns.map(({ name }) => Math.min(longestName, name.length))),
  height: 30,
});

/** Rows are labelled with number and name, columns with the number; a pair that has no coefficient is left blank. */
export function correlationChart(correlations: Correlations, theme: Theme): PanelChart {
  const { columns, matrix } = correlations;
  const room = labelRoom(correlations);
  const chart = matrixHeatmap(
    matrix.map((row) => row.map((r) => r ?? Number.NaN)),
    1,
    theme,
  );
  const shortName = (i: number) => {
    const { name } = columns[i]!;
    return numberedName(name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name, i);
  };
  const scale = (label: (i: number) => string, autoSkip: boolean, rest: object) => ({
    type: 'linear',
    min: -0.5,
    max: columns.length - 0.5,
    offset: false,
    border: { display: false },
    grid: { display: false },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = columns.map((_, value) => ({ value }));
    },
    ticks: {
      autoSkip,
      maxRotation: 0,
      padding: 4,
      color: ({ index }: { index: number }) =>
        columns[index]?.role === 'target' ? theme.text : theme.secondary,
      font: ({ index }: { index: number }) => ({
        family: theme.fontFamily,
        size: theme.fontSize - 1,
        weight: columns[index]?.role === 'target' ? 600 : 400,
      }),
      callback: (value: number) => label(value),
    },
    ...rest,
  });
  const tooltip = ({ raw: { x, y } }: { raw: { x: number; y: number } }) => pairWords(columns, matrix, x, y);
  return {
    ...chart,
    options: {
      ...chart.options,
      scales: {
        x: scale((i) => String(i + 1), true, {}),
        y: scale(shortName, false, {
          reverse: true,
          afterFit: (axis: { width: number }) => (axis.width = room.width),
        }),
      },
      plugins: {
        ...chart.options?.plugins,
        tooltip: { displayColors: false, callbacks: { title: () => '', label: tooltip } },
      },
    },
  } as PanelChart;
}

function pairWords(
  columns: Correlations['columns'],
  matrix: Correlations['matrix'],
  x: number,
  y: number,
): string {
  const r = matrix[y]![x]!;
  const names = x === y ? columns[y]!.name : `${columns[y]!.name} and ${columns[x]!.name}`;
  return r === null ? `${names}: does not vary` : `${names}: ${String(Number(r.toPrecision(6)))}`;
}

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
