/** The numbers of a chart that is described by them, as CSV. */

import type { ChartDescription } from '#contract/api/charts.ts';
import { csvLine, type Field } from '../results/csv.ts';

const statuses = ['not computed', 'completed', 'diverged', 'failed'] as const;

export function* chartNumbers(chart: ChartDescription): Generator<string> {
  for (const row of rowsOf(chart)) yield csvLine(row);
}

function* rowsOf(chart: ChartDescription): Generator<readonly Field[]> {
  switch (chart.kind) {
    case 'points':
      yield ['chart', 'series', 'x', 'y'];
      for (const { title, series } of chart.charts)
        for (const { label, x, y } of series)
          for (let i = 0; i < x.length; i++) yield [title, label, x[i]!, y[i] ?? Number.NaN];
      return;
    case 'grid':
    case 'parallel':
      return yield* gridRows(chart);
    case 'matrices':
      yield ['matrix', 'row', 'column', 'value'];
      for (const { title, rows } of chart.matrices)
        for (const [i, row] of rows.entries())
          for (let j = 0; j < row.length; j++) yield [title, i + 1, j + 1, row[j]!];
      return;
    case 'correlations': {
      const { columns, matrix } = chart.correlations;
      const names = columns.map(({ name }) => name);
      yield ['column', ...names];
      for (const [i, row] of matrix.entries()) yield [names[i] ?? '', ...row];
      return;
    }
    case 'consistency': {
      const { sizes, relativeDifference } = chart.result;
      yield ['rows', 'draw', 'relativeDifference'];
      for (const [i, size] of sizes.entries())
        for (const [k, value] of (relativeDifference[i] ?? []).entries()) yield [size, k + 1, value];
    }
  }
}

/** Of a cell that the ranges leave out it says so: it is in the picture too, faint. */
function* gridRows({
  grid,
  within,
}: ChartDescription & { kind: 'grid' | 'parallel' }): Generator<readonly Field[]> {
  yield [
    'stepSize',
    'damping',
    'status',
    'finalLoss',
    'bestLoss',
    'iterations',
    'tied',
    'fragile',
    'dampingRaised',
    ...(within === null ? [] : ['inRanges']),
  ];
  const rows = Math.max(1, grid.dampings.length);
  for (let i = 0; i < grid.finalLoss.length; i++) {
    yield [
      grid.stepSizes[Math.floor(i / rows)]!,
      grid.dampings[i % rows] ?? null,
      statuses[grid.status[i] ?? 0] ?? '',
      grid.finalLoss[i]!,
      grid.bestLoss[i]!,
      grid.iterations[i]!,
      grid.tied[i] === 1,
      grid.fragile[i] === 1,
      grid.dampingRaised[i] === 1,
      ...(within === null ? [] : [within[i] ?? false]),
    ];
  }
}
