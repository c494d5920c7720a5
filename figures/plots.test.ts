import { describe, expect, it } from 'vitest';
import { quantile } from './consistency.ts';
import { layoutFigure } from './figure.ts';
import { gridHeatmap, largestEntry, matrixHeatmap, matrixLimit } from './heatmap.ts';
import { diverging } from './palette.ts';
import { arrows, contourLevels, contourLine, refine } from './plane.ts';
import { fileName, plotsOf } from './plots.ts';
import {
  sampleCompare,
  sampleConsistency,
  sampleCurvature,
  sampleGrid,
  sampleQuadratic,
  sampleStartingPoints,
  sampleVectorField,
} from './testing/sample-results.ts';
import { themes } from './theme.ts';

const names = (results: Parameters<typeof plotsOf>[0]) => plotsOf(results).map(({ name }) => name);

describe('the plots of a kind', () => {
  it('are one a recorded quantity and one a searched optimizer for a comparison', () => {
    expect(names(sampleCompare())).toEqual([
      'loss',
      'gradient-norm',
      'cosine-to-natural-gradient',
      'step-norm',
      'grid-efgd',
    ]);
  });

  it('are the pictures of the analysis for the other kinds', () => {
    expect(names(sampleVectorField())).toEqual(['vector-field']);
    expect(names(sampleQuadratic())).toEqual(['quadratic']);
    expect(names(sampleCurvature())).toEqual(['matrices', 'spectra']);
    expect(names(sampleConsistency())).toEqual(['consistency']);
    expect(names(sampleStartingPoints())).toEqual(['loss']);
  });

  it('are none where a run was cancelled before its analysis', () => {
    expect(names({ ...sampleVectorField(), vectorField: null })).toEqual([]);
  });

  it('have one field panel an optimizer, in order', () => {
    expect(plotsOf(sampleVectorField())[0]!.panels.map((panel) => panel!.title)).toEqual([
      'GD',
      'NGD',
      'EFGD',
    ]);
  });

  it('label the starting points by factor', () => {
    const [figure] = plotsOf(sampleStartingPoints());
    const labels = figure!.panels[0]!.chart.data.datasets.map(({ label }: { label: string }) => label);
    expect(labels).toContain('NGD from 0.75 θ*');
    expect(labels).toContain('EFGD from 0');
  });

  it('name files in kebab case', () => {
    expect(fileName('cosineToNaturalGradient')).toBe('cosine-to-natural-gradient');
  });

  it('fit their layout: nothing overlaps, everything inside', () => {
    for (const results of [sampleCompare(), sampleVectorField(), sampleQuadratic(), sampleCurvature()]) {
      for (const figure of plotsOf(results)) {
        const { width, height, panels } = layoutFigure(figure);
        panels.forEach((panel, i) => {
          expect(panel.x + panel.width).toBeLessThanOrEqual(width);
          expect(panel.y + panel.height).toBeLessThanOrEqual(height);
          const next = panels[i + 1];
          if (next !== undefined && next.y === panel.y) expect(next.x).toBeGreaterThan(panel.x + panel.width);
        });
      }
    }
  });
});

describe('planes', () => {
  const values = Array.from({ length: 61 }, (_, i) => -3 + i / 10);
  const circle = { x: values, y: values, values: values.map((y) => values.map((x) => x * x + y * y)) };

  it('contour a circle at its radius', () => {
    const points = contourLine(circle, 4).filter(({ x }) => !Number.isNaN(x));
    expect(points.length).toBeGreaterThan(100);
    for (const { x, y } of points) expect(Math.hypot(x, y)).toBeCloseTo(2, 2);
  });

  it('space the levels of a bowl evenly in radius', () => {
    const radii = contourLevels(circle, 5).map(Math.sqrt);
    const steps = radii.slice(1).map((radius, i) => radius - radii[i]!);
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 10);
  });

  it('refine a quadratic exactly', () => {
    const f = (x: number, y: number) => 1 + x - 2 * y + 3 * x * x + x * y - y * y;
    const x = [0, 1, 2, 3];
    const y = [-1, 0, 1];
    const fine = refine({ x, y, values: y.map((b) => x.map((a) => f(a, b))) }, 4);
    expect(fine.x).toHaveLength(13);
    fine.y.forEach((b, j) => fine.x.forEach((a, i) => expect(fine.values[j]![i]).toBeCloseTo(f(a, b), 12)));
  });

  it('draw arrows along the field, none where it vanishes or is not finite', () => {
    const field = {
      x: [0, 1],
      y: [0, 1],
      u: [
        [1, 0],
        [Infinity, 0],
      ],
      v: [
        [0, 0],
        [0, -4],
      ],
    };
    const drawn = arrows(field).filter(({ x }) => !Number.isNaN(x));
    expect(drawn).toHaveLength(2 * 5);
    expect(drawn[0]).toEqual({ x: 0, y: 0 });
    expect(drawn[1]!.y).toBe(0);
    expect(drawn[1]!.x).toBeGreaterThan(0);
  });
});

describe('heatmaps', () => {
  it('put zero in the middle of the colours and keep one scale', () => {
    expect(diverging(0, themes.light)).toBe('#F7F7F7');
    expect(largestEntry([[1, -3]], [[2]])).toBe(3);
    expect(largestEntry([[0]])).toBe(1);
  });

  it('reduce a large matrix to its largest entries', () => {
    const size = 200;
    const matrix = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_unused, j) => (i === j ? -5 : 0.1)),
    );
    const { data } = matrixHeatmap(matrix, 5, themes.light).data.datasets[0]!;
    expect(data.length).toBeLessThanOrEqual(matrixLimit ** 2);
    expect(data.filter(({ v }) => v === -5)).toHaveLength(Math.ceil(size / Math.ceil(size / matrixLimit)));
  });

  it('mark cells of a grid: missing hatched, the best with a star', () => {
    const { data, plugins } = gridHeatmap(sampleGrid(), { stepSize: 0.01, damping: 1e-6 }, themes.light);
    expect(data.datasets[0]!.data).toHaveLength(31 * 11);
    expect(plugins!.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['hatching', 'markers', 'tiedOutline']),
    );
  });
});

it('quantiles interpolate and skip NaN', () => {
  expect(quantile([3, 1, Number.NaN, 2], 0.5)).toBe(2);
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  expect(quantile([], 0.5)).toBeNaN();
});
