/** Panels of a curvature analysis: the matrices on one scale, and their spectra. */

import type { CurvatureResult } from '#contract/results.ts';
import type { Panel } from './figure.ts';
import { largestEntry, matrixHeatmap } from './heatmap.ts';
import { methodColor, methodStyle } from './method-style.ts';
import type { Theme } from './theme.ts';
import { xyChart, type XySeries } from './xy-chart.ts';

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

/**
 * Eigenvalues in descending order on a log axis; zero and negative ones are left out. The two matrices have other
 * names in statistics than in machine learning.
 */
export function spectrumPanel(
  curvature: CurvatureResult,
  theme: Theme,
  names = { fisher: 'Fisher', empiricalFisher: 'Empirical Fisher' },
): Panel {
  const spectra = [
    [names.fisher, curvature.eigenvalues.fisher, 'ngd'],
    [names.empiricalFisher, curvature.eigenvalues.empiricalFisher, 'efgd'],
    ['Hessian', curvature.eigenvalues.hessian, 'newton'],
  ] as const;
  const series = spectra.map(([label, values, kind]): XySeries => {
    const descending = [...values].sort((a, b) => b - a);
    return {
      label,
      points: descending.map((y, i) => ({ x: i + 1, y: y > 0 ? y : Number.NaN })),
      color: methodColor(kind, theme),
      dash: methodStyle(kind).dash,
      point: methodStyle(kind).point,
    };
  });
  return {
    title: 'Eigenvalues',
    chart: xyChart({
      x: { title: 'Index' },
      y: { title: 'Eigenvalue', type: 'logarithmic' },
      theme,
      series,
      legend: true,
    }),
  };
}
