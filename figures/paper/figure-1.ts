/** Figure 1: the data with the fitted line, and the vector fields of GD, NGD and EF-preconditioning. */

import type { VectorFieldResult } from '#contract/results.ts';
import type { Figure } from '../figure.ts';
import { bright } from '../palette.ts';
import type { CurvePoint } from '../runs.ts';
import type { Theme } from '../theme.ts';
import { vectorFieldPanels } from '../vector-field.ts';
import { xyChart } from '../xy-chart.ts';

/** @param rows pairs (x, y) of the data; parameters are (b, theta) in y = theta x + b */
export function figure1(field: VectorFieldResult, rows: readonly CurvePoint[], theme: Theme): Figure {
  const [b, slope] = field.minimum ?? [Number.NaN, Number.NaN];
  const fitted = [-1, 10].map((x) => ({ x, y: b! + slope! * x }));
  const optimizers = [
    { id: 'gd', kind: 'gd', title: 'GD' },
    { id: 'ngd', kind: 'ngd', title: 'NGD' },
    { id: 'efgd', kind: 'efgd', title: 'EF' },
  ];
  return {
    name: 'figure-1',
    title:
      'Linear least squares: gradient descent bends into the valley, natural gradient descent goes straight to the minimum, EF-preconditioning is led astray',
    theme,
    columns: 4,
    panelWidth: 250,
    panelHeight: 250,
    panels: [
      {
        title: 'Data',
        chart: xyChart({
          x: { title: 'x', min: -1, max: 10, grid: false, ticks: [0, 2, 4, 6, 8, 10] },
          y: { title: 'y', min: -2, max: 22, grid: false, ticks: [0, 5, 10, 15, 20] },
          theme,
          series: [
            {
              label: '',
              points: rows,
              color: dataBlue(theme),
              lineWidth: 0,
              point: 'circle',
              pointRadius: 1.6,
            },
            { label: '', points: fitted, color: theme.text, dash: [6, 4] },
          ],
        }),
      },
      ...vectorFieldPanels(field, optimizers, { x: 'b', y: 'θ' }, theme),
    ],
    legend: [
      { label: 'y = θx + b', color: theme.text, line: true, dash: [6, 4], marker: null },
      { label: 'Start', color: theme.text, line: false, dash: [], marker: 'hexagon' },
      { label: 'Minimum', color: theme.text, line: false, dash: [], marker: 'five-pointed-star' },
    ],
    caption: [],
  };
}

const dataBlue = (theme: Theme) => (theme.name === 'dark' ? '#77AADD' : bright[0]);
