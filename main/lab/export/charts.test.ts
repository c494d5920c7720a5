import { describe, expect, it } from 'vitest';
import type { ChartDescription } from '#contract/api/charts.ts';
import { exportMethods } from '#contract/api/exports.ts';
import { pictureSchema } from '#contract/picture.ts';
import { chartFigure } from '#figures/chart-figure.ts';
import { generalizedChart, spectrumChart } from '#figures/curvature.ts';
import { sampleConsistency, sampleCurvature, sampleGrid } from '#figures/testing/sample-results.ts';
import { themes } from '#figures/theme.ts';
import { chartNumbers } from './chart-numbers.ts';
import { exportHandlers } from './service.ts';

const curvature = sampleCurvature().curvature!;
const size = { width: 420, height: 260 };
const charts = {
  points: {
    kind: 'points',
    title: 'Spectra',
    name: 'spectra',
    ...size,
    columns: 2,
    charts: [spectrumChart(curvature), generalizedChart(curvature, 'Generalized')],
  },
  grid: {
    kind: 'grid',
    title: 'Grid',
    name: 'grid',
    ...size,
    grid: sampleGrid(),
    best: { stepSize: 0.01, damping: 1e-6 },
    within: null,
  },
  parallel: {
    kind: 'parallel',
    title: 'Parallel',
    name: 'parallel',
    ...size,
    axes: [
      {
        title: 'Step size',
        ticks: [{ position: 0, text: 'lowest' }],
        positions: sampleGrid().finalLoss.map((_, i) => (i % 3) / 2),
        range: [0.4, 1],
      },
      {
        title: 'Last loss',
        ticks: [{ position: 1, text: 'diverged' }],
        positions: sampleGrid().finalLoss.map((_, i) => (i % 2) / 2),
        range: null,
      },
    ],
    grid: sampleGrid(),
    best: { stepSize: 0.01, damping: 1e-6 },
    within: Array.from(sampleGrid().finalLoss, (_, i) => i % 3 > 0),
  },
  matrices: {
    kind: 'matrices',
    title: 'Matrices',
    name: 'matrices',
    matrices: [{ title: 'Fisher', rows: [Float64Array.of(4, -1), Float64Array.of(-1, 2)] }],
    largest: 4,
    scale: 'linear',
  },
  correlations: {
    kind: 'correlations',
    title: 'Correlations',
    name: 'correlations',
    correlations: {
      columns: [
        { name: 'age', role: 'feature' },
        { name: 'pay', role: 'target' },
      ],
      matrix: [
        [1, -0.5],
        [-0.5, null],
      ],
      rows: 9,
      features: 1,
      classes: 0,
    },
  },
  consistency: {
    kind: 'consistency',
    title: 'Consistency',
    name: 'consistency',
    terminology: 'machine-learning',
    ...size,
    result: sampleConsistency().consistency!,
  },
} satisfies Record<string, ChartDescription>;

const handlers = exportHandlers({
  outcome: () => {
    throw new Error('not asked');
  },
  prepare: () => Promise.reject(new Error('not asked')),
  bundles: {} as never,
});
async function textsOf(chart: ChartDescription): Promise<string[]> {
  const asked = exportMethods['exports.chart'].params.parse({ chart, format: 'svg' });
  const { bytes } = await handlers['exports.chart'](asked, {} as never);
  return [
    ...Buffer.from(bytes)
      .toString()
      .matchAll(/<text[^>]*>([^<]*)</g),
  ].map(([, text]) => text!);
}
const linesOf = (chart: ChartDescription) => [...chartNumbers(chart)].map((line) => line.trimEnd());
const drawn = (chart: ChartDescription, panel = 0) =>
  chartFigure(chart, themes.light).panels[panel]!.chart.data.datasets as {
    data: { x: number; y: number; v: number; faded?: boolean }[];
    backgroundColor: (at: { dataIndex: number }) => string;
  }[];

describe('a chart described by its numbers', () => {
  it.each([
    ['points', ['Index', 'Eigenvalue', 'Eigenvalue of (EF, F)', 'Generalized', 'Hessian']],
    ['grid', ['Step size', 'Damping']],
    ['parallel', ['Step size', 'Last loss', 'lowest', 'diverged']],
    ['matrices', ['Fisher', 'Blue −4, white 0, red 4, one scale']],
    ['correlations', ['1  age', '2  pay', '2']],
    ['consistency', ['Rows N', '|EF − F| / |F| at the minimum']],
  ] as const)('has its titles as text in an SVG: %s', async (kind, texts) => {
    expect(await textsOf(charts[kind])).toEqual(expect.arrayContaining([...texts]));
  });

  it.each(Object.values(charts))('is drawn in every format: $kind', async (chart) => {
    for (const format of ['png', 'pdf'] as const) {
      const asked = { chart, ...pictureSchema.parse({ format, theme: 'print', centimetres: 9 }) };
      const file = await handlers['exports.chart'](asked, {} as never);
      expect(file.name).toBe(`${chart.name}.${format}`);
      expect(file.bytes.length).toBeGreaterThan(1000);
    }
  });

  it('draws the eigenvalues in descending order, and writes the same', () => {
    const fisher = [...curvature.eigenvalues.fisher].sort((a, b) => b - a);
    expect(drawn(charts.points)[0]!.data).toEqual(
      fisher.map((y, i) => ({ x: i + 1, y: y > 0 ? y : Number.NaN })),
    );
    const pencil = [...curvature.generalizedEigenvalues].sort((a, b) => b - a);
    expect(drawn(charts.points, 1)[1]!.data.map(({ y }) => y)).toEqual(pencil);
    const lines = linesOf(charts.points);
    expect(lines[0]).toBe('chart,series,x,y');
    expect(lines[1]).toBe(`Eigenvalues,Fisher,1,${fisher[0]}`);
    expect(lines.filter((line) => line.startsWith('Generalized,eigenvalue,'))).toEqual(
      pencil.map((value, i) => `Generalized,eigenvalue,${i + 1},${value}`),
    );
  });

  it('draws a line for each cell that is computed, and one more for the best; writes each cell', async () => {
    const { grid, within } = charts.parallel;
    const asked = exportMethods['exports.chart'].params.parse({ chart: charts.parallel, format: 'svg' });
    const svg = Buffer.from((await handlers['exports.chart'](asked, {} as never)).bytes).toString();
    const computed = [...grid.status].filter((status) => status > 0).length;
    // The best is drawn twice, first in the ground's colour.
    expect(svg.match(/<path /g)).toHaveLength(computed + 2);
    // Behind the text of each tick the ground, whole.
    const ticks = charts.parallel.axes.flatMap((axis) => axis.ticks);
    expect(svg.match(/<rect fill="white" transform=/g)).toHaveLength(ticks.length);
    const written = linesOf(charts.parallel);
    expect(written[0]).toMatch(/,inRanges$/);
    expect(written.slice(1).map((line) => line.endsWith(',true'))).toEqual(within);
  });

  it('draws the cells of a grid, those outside of the ranges faint, and writes each', () => {
    const { grid } = charts.grid;
    const within = Array.from(grid.finalLoss, (_, i) => i % 2 === 0);
    const chart = { ...charts.grid, within };
    const [{ data, backgroundColor }] = drawn(chart) as [ReturnType<typeof drawn>[number]];
    const rows = grid.dampings.length;
    for (const [k, { x, y, v, faded }] of data.entries()) {
      const i = x * rows + y;
      expect(v).toBe(grid.status[i] === 1 ? grid.finalLoss[i] : Number.NaN);
      expect(faded).toBe(!within[i]);
      const color = backgroundColor({ dataIndex: k });
      expect(color).toMatch(Number.isNaN(v) ? /^transparent$/ : faded ? /^#.{6}1F$/ : /^#.{6}$/);
    }
    const lines = linesOf(chart);
    expect(lines).toHaveLength(1 + grid.finalLoss.length);
    expect(lines[2]!.split(',').slice(0, 2)).toEqual([String(grid.stepSizes[0]), String(grid.dampings[1])]);
    expect(lines[2]!.split(',')[3]).toBe(String(grid.finalLoss[1]));
    expect(lines[2]!.endsWith(',false')).toBe(true);
    expect(lines[0]!.endsWith('inRanges')).toBe(true);
  });

  it('draws matrices and correlations entry by entry, and writes them', () => {
    expect(drawn(charts.matrices)[0]!.data.map(({ v }) => v)).toEqual([4, -1, -1, 2]);
    expect(linesOf(charts.matrices)).toEqual([
      'matrix,row,column,value',
      'Fisher,1,1,4',
      'Fisher,1,2,-1',
      'Fisher,2,1,-1',
      'Fisher,2,2,2',
    ]);
    expect(drawn(charts.correlations)[0]!.data.map(({ v }) => v)).toEqual([1, -0.5, -0.5, Number.NaN]);
    expect(linesOf(charts.correlations)).toEqual(['column,age,pay', 'age,1,-0.5', 'pay,-0.5,']);
  });

  it('writes every draw of a consistency experiment', () => {
    const { sizes, relativeDifference } = charts.consistency.result;
    const lines = linesOf(charts.consistency);
    expect(lines).toHaveLength(1 + relativeDifference.flat().length);
    expect(lines[1]).toBe(`${sizes[0]},1,${relativeDifference[0]![0]}`);
  });
});
