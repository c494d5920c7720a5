/** Panels of a curvature analysis: the matrices on one scale, and their spectra. */

import type { PointsChart } from '#contract/api/charts.ts';
import type { CurvatureResult } from '#contract/results.ts';
import type { Panel } from './figure.ts';
import { largestEntry, matrixHeatmap } from './heatmap.ts';
import { methodStyle } from './method-style.ts';
import type { Theme } from './theme.ts';

/** Fisher, empirical Fisher, Hessian and covariance as heatmaps with one colour scale. */
export function curvaturePanels(curvature: CurvatureResult, theme: Theme): Panel[] {
  if (!curvature.dense) return [];
  const matrices = [
    ['Fisher', curvature.fisher],
    ['Empirical Fisher', curvature.empiricalFisher],
    ['Hessian', curvature.hessian],
    ['Gradient covariance', curvature.covariance],
  ] as const;
  const scale = largestEntry(...matrices.map(([, matrix]) => matrix));
  return matrices.map(([title, matrix]) => ({ title, chart: matrixHeatmap(matrix, scale, theme) }));
}

/** Names of the two matrices, which are others in statistics than in machine learning; short ones as in a formula. */
export interface MatrixNames {
  readonly fisher: string;
  readonly empiricalFisher: string;
  readonly f: string;
  readonly ef: string;
}

const usual: MatrixNames = { fisher: 'Fisher', empiricalFisher: 'Empirical Fisher', f: 'F', ef: 'EF' };

/** Eigenvalues in descending order on a log axis; zero and negative ones are left out. */
export function spectrumChart(curvature: CurvatureResult, names = usual): PointsChart {
  const spectra = [
    [names.fisher, curvature.eigenvalues.fisher, 'ngd'],
    [names.empiricalFisher, curvature.eigenvalues.empiricalFisher, 'efgd'],
    ['Hessian', curvature.eigenvalues.hessian, 'newton'],
  ] as const;
  return {
    title: 'Eigenvalues',
    // Air beside the ends, so that their points are whole.
    x: { title: 'Index', type: 'linear', min: 0, max: curvature.eigenvalues.fisher.length + 1 },
    y: { title: 'Eigenvalue', type: 'logarithmic' },
    legend: true,
    series: spectra.map(([label, values, kind]) => ({
      label,
      ...descending(values, true),
      color: kind,
      dash: [...methodStyle(kind).dash],
      point: methodStyle(kind).point,
    })),
  };
}

/** The eigenvalues of the pencil of both, and the line at 1: logarithmic over a wide spread, else around 1. */
export function generalizedChart(curvature: CurvatureResult, title: string, names = usual): PointsChart {
  const values = curvature.generalizedEigenvalues;
  const [lowest, highest] = values.length === 0 ? [1, 1] : [Math.min(...values), Math.max(...values)];
  const logarithmic = values.some((value) => value > 0) && !(lowest > 0.1 && highest < 10);
  const end = values.length + 1;
  return {
    title,
    x: { title: 'Index', type: 'linear', min: 0, max: end },
    y: {
      title: `Eigenvalue of (${names.ef}, ${names.f})`,
      // Around 1, so that rounding does not fill the axis.
      ...(logarithmic
        ? { type: 'logarithmic' as const }
        : { type: 'linear' as const, min: Math.min(0.9, lowest), max: Math.max(1.1, highest) }),
    },
    legend: false,
    series: [
      {
        label: 'one',
        x: Float64Array.of(0, end),
        y: Float64Array.of(1, 1),
        color: 'secondary',
        dash: [2, 3],
        lineWidth: 1.5,
        point: null,
      },
      {
        label: 'eigenvalue',
        ...descending(values, logarithmic),
        color: 'text',
        dash: [],
        lineWidth: 1,
        point: 'circle',
      },
    ],
  };
}

/** Against their index, from 1; those that a logarithmic axis has no place for are gaps. */
function descending(values: readonly number[], logarithmic: boolean): { x: Float64Array; y: Float64Array } {
  const sorted = Float64Array.from(values).sort().reverse();
  return {
    x: sorted.map((_, i) => i + 1),
    y: sorted.map((value) => (value > 0 || !logarithmic ? value : Number.NaN)),
  };
}
