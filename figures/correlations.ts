/** Correlations between the columns of a data set as a heatmap. */

import type { Correlations } from '#contract/dataset.ts';
import type { PanelChart } from './figure.ts';
import { matrixHeatmap } from './heatmap.ts';
import type { Theme } from './theme.ts';

export const numberedName = (name: string, i: number): string => `${i + 1}  ${name}`;

/** Pixels of a cell: few columns get large ones. */
const cellSize = (columns: number): number => Math.round(Math.min(44, Math.max(15, 420 / columns)));

const longestName = 24;
/** Room for names beside the cells and for numbers below them, larger for larger text. */
const labelRoom = ({ columns }: Correlations, theme: Theme) => ({
  width:
    (34 + 6 * Math.max(...columns.map(({ name }) => Math.min(longestName, name.length)))) *
    Math.max(1, theme.fontSize / 12),
  height: 30 * Math.max(1, theme.fontSize / 12),
});

/** Pixels of the whole chart. */
export function correlationSize(correlations: Correlations, theme: Theme): { width: number; height: number } {
  const { length } = correlations.columns;
  const room = labelRoom(correlations, theme);
  const cells = length * cellSize(length);
  return { width: Math.round(cells + room.width), height: Math.round(cells + room.height) };
}

/** Rows are labelled with number and name, columns with the number; a pair that has no coefficient is left blank. */
export function correlationChart(correlations: Correlations, theme: Theme): PanelChart {
  const { columns, matrix } = correlations;
  const room = labelRoom(correlations, theme);
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
        tooltip: {
          ...chart.options?.plugins?.tooltip,
          ...{ displayColors: false, callbacks: { title: () => '', label: tooltip } },
        },
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
