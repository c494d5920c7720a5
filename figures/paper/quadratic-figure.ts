/** Figures 2 and 4: the data of three models above, their quadratic approximations at the minimum below. */

import type { QuadraticResult } from '#contract/results.ts';
import type { Figure, LegendEntry, Panel, PanelChart } from '../figure.ts';
import { shortNumber } from '../format.ts';
import { quadraticLegend, quadraticPanel } from '../quadratic.ts';
import type { Theme } from '../theme.ts';
import type { PlaneTitles } from '../vector-field.ts';
import { xyChart } from '../xy-chart.ts';

export interface QuadraticColumn {
  readonly title: string;
  readonly quadratic: QuadraticResult;
  readonly data: PanelChart;
}

interface Row {
  readonly x: number;
  readonly y: number;
  readonly target: number;
}

export function quadraticFigure(
  name: string,
  title: string,
  columns: readonly QuadraticColumn[],
  titles: PlaneTitles,
  dataLegend: readonly LegendEntry[],
  theme: Theme,
): Figure {
  return {
    name,
    title,
    theme,
    columns: columns.length,
    panelWidth: 270,
    panelHeight: 230,
    panels: [
      ...columns.map(({ title: heading, data }): Panel => ({ title: heading, chart: data })),
      ...columns.map(({ quadratic }) => quadraticPanel(quadratic, '', titles, theme)),
    ],
    legend: [...dataLegend, ...quadraticLegend(theme)],
    caption: [captionOf(columns)],
  };
}

function captionOf(columns: readonly QuadraticColumn[]): string {
  const parts = columns.map(({ title, quadratic }) => {
    const { accuracy, generalizedEigenvalues } = quadratic;
    const ratios = generalizedEigenvalues.map((value) => shortNumber(value)).join(', ');
    const share = accuracy === null ? '' : `accuracy ${shortNumber(100 * accuracy)}%, `;
    return `${title}: ${share}eigenvalues of (EF, F) ${ratios}`;
  });
  return `${parts.join('; ')}.`;
}

/** Two classes in the plane, from -9 to 9: class 0 blue triangles, class 1 yellow crosses. */
export function classesChart(rows: readonly Row[], theme: Theme): PanelChart {
  const ofClass = (label: number) => rows.filter(({ target }) => target === label);
  const axis = { title: '', min: -9, max: 9, grid: false, ticks: [-8, -4, 0, 4, 8] };
  return xyChart({
    x: { ...axis, title: 'x₁' },
    y: { ...axis, title: 'x₂' },
    theme,
    series: classMarks(theme).map(({ color, point }, label) => ({
      label: '',
      points: ofClass(label),
      color,
      lineWidth: 0,
      point,
      pointRadius: 2.2,
    })),
  });
}

/** The two classes as legend entries. */
export function classesLegend(theme: Theme): LegendEntry[] {
  return classMarks(theme).map(({ label, color, point }) => ({
    label,
    color,
    line: false,
    dash: [],
    marker: point,
  }));
}

export function lineLegend(theme: Theme): LegendEntry[] {
  return [{ label: 'fitted line', color: theme.text, line: true, dash: [6, 4], marker: null }];
}

const classMarks = (theme: Theme) =>
  [
    { label: 'class 0', color: theme.name === 'dark' ? '#77AADD' : '#4477AA', point: 'triangle' },
    { label: 'class 1', color: theme.name === 'dark' ? '#E8C05A' : '#CCBB44', point: 'crossRot' },
  ] as const;

/** Rows (x, y) with the fitted line (slope, intercept), x from -4 to 4 and y from -6 to 10. */
export function regressionChart(
  rows: readonly { readonly x: number; readonly y: number }[],
  [slope, intercept]: readonly number[],
  theme: Theme,
): PanelChart {
  return xyChart({
    x: { title: 'x', min: -4, max: 4, grid: false, ticks: [-4, -2, 0, 2, 4] },
    y: { title: 'y', min: -6, max: 10, grid: false, ticks: [-5, 0, 5, 10] },
    theme,
    series: [
      {
        label: '',
        points: rows,
        color: theme.name === 'dark' ? '#77AADD' : '#4477AA',
        lineWidth: 0,
        point: 'circle',
        pointRadius: 1.6,
      },
      {
        label: '',
        points: [-4, 4].map((x) => ({ x, y: slope! * x + intercept! })),
        color: theme.text,
        dash: [6, 4],
      },
    ],
  });
}
