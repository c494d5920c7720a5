/** The last loss along each parameter of a grid search, through one of its cells, as charts and in words. */

import type { PointsChart } from '#contract/api/charts.ts';
import type { GridColumns } from '#contract/api/experiments.ts';
import { formatNumber, formatParameter } from '../../format.ts';
import { sliceThrough, type CellReading } from './grid-cells.ts';

/** A parameter without a second value, or without a loss above 0 to show, has none. */
export function slicesThrough(grid: GridColumns, through: CellReading, kind: string): PointsChart[] {
  const damping = through.damping === null ? '' : ` at damping ${formatParameter(through.damping)}`;
  const wanted = [
    { along: 'stepSize', axis: 'Step size', title: `Along the step size${damping}` },
    {
      along: 'damping',
      axis: 'Damping',
      title: `Along the damping at step size ${formatParameter(through.stepSize)}`,
    },
  ] as const;
  return wanted
    .filter(({ along }) => along === 'stepSize' || grid.dampings.length > 1)
    .map(({ along, axis, title }) => ({ axis, title, points: sliceThrough(grid, through, along) }))
    .filter(({ points }) => points.some(({ y }) => !Number.isNaN(y)))
    .map(({ axis, title, points }) => ({
      title,
      x: { title: axis, type: 'logarithmic' },
      y: { title: 'Last loss', type: 'logarithmic' },
      legend: false,
      series: [
        {
          label: grid.optimizer,
          x: Float64Array.from(points, ({ x }) => x),
          y: Float64Array.from(points, ({ y }) => y),
          color: kind === '' ? 'text' : kind,
          dash: [],
          point: 'circle',
        },
      ],
    }));
}

export function sliceWords({ title, series }: PointsChart): string {
  const { x = [], y = [] } = series[0] ?? {};
  const values = Array.from(y, (loss, i) => ({ at: x[i]!, loss })).filter(({ loss }) => !Number.isNaN(loss));
  const first = values.slice(0, 8).map(({ at, loss }) => `${formatNumber(loss)} at ${formatParameter(at)}`);
  return `${title}, last loss: ${first.join(', ')}.`;
}
