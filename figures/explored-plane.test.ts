import { describe, expect, test } from 'vitest';
import { planeMatrixNames, type PlaneAnswer } from '#contract/api/plane.ts';
import { commonRadius, ellipsePoints } from './ellipse.ts';
import {
  fieldLook,
  lastState,
  pathPoint,
  planeBackground,
  planeEllipses,
  planeFigure,
  planeForeground,
  type PlaneView,
} from './explored-plane.ts';
import { methodColor } from './method-style.ts';
import { themes } from './theme.ts';

describe('ellipses', () => {
  const matrix = [
    [4, 1],
    [1, 0.5],
  ];
  const form = ({ x, y }: { x: number; y: number }) => 4 * x * x + 2 * x * y + 0.5 * y * y;

  test('are level sets of the form, closed', () => {
    const points = ellipsePoints([2, -1], matrix, 3);
    for (const { x, y } of points) expect(form({ x: x - 2, y: y + 1 })).toBeCloseTo(9, 10);
    expect(points.at(-1)).toEqual(points[0]);
  });

  test('are none where the matrix is singular or indefinite', () => {
    expect(ellipsePoints([0, 0], [[1, 2], [2, 4]], 1)).toEqual([]); // prettier-ignore
    expect(ellipsePoints([0, 0], [[1, 0], [0, -1]], 1)).toEqual([]); // prettier-ignore
    expect(commonRadius([[[0, 0], [0, 0]]], 1, 1)).toBeNull(); // prettier-ignore
  });

  test('have one radius at which the largest just fits', () => {
    const others = [matrix, [[100, 0], [0, 100]]]; // prettier-ignore
    const radius = commonRadius(others, 2, 3)!;
    const reach = (r: number) => {
      const all = others.flatMap((one) => ellipsePoints([0, 0], one, r, 2000));
      return [Math.max(...all.map(({ x }) => x / 2)), Math.max(...all.map(({ y }) => y / 3))];
    };
    expect(Math.max(...reach(radius))).toBeLessThanOrEqual(1.0001);
    expect(Math.max(...reach(radius * 1.11))).toBeGreaterThan(1);
  });
});

const answer: PlaneAnswer = {
  start: [0, 0],
  bounds: [
    [-1, 3],
    [-1, 3],
  ],
  paths: [
    { optimizer: 'a', kind: 'gd', status: 'completed', points: Float64Array.of(0, 0, 1, 0, 2, 1), every: 1 },
    { optimizer: 'b', kind: 'ngd', status: 'diverged', points: Float64Array.of(0, 0, NaN, 1), every: 10 },
  ],
  surface: null,
  point: {
    theta: [1, 1],
    loss: 0,
    gradient: [0, 0],
    matrices: { fisher: [[1, 0], [0, 1]], empiricalFisher: [[4, 0], [0, 1]], hessian: [[1, 0], [0, -1]] }, // prettier-ignore
  },
};

test('a path is read by state, thinned or not', () => {
  const [a, b] = answer.paths;
  expect(pathPoint(a!, 2)).toEqual({ x: 2, y: 1 });
  expect(pathPoint(a!, 3)).toBeNull();
  expect(pathPoint(b!, 9)).toEqual({ x: 0, y: 0 });
  expect(lastState(answer.paths)).toBe(10);
});

const view: PlaneView = {
  fields: [],
  matrices: planeMatrixNames,
  position: null,
  terminology: 'machine-learning',
};

test('up to a state the paths are strong, and end in their mark there', () => {
  const data = planeForeground(answer, { ...view, position: 1 }, themes.light).data.datasets as {
    data: { x: number; y: number }[];
    borderWidth: number;
    pointRadius: number;
  }[];
  const strong = data.filter(({ borderWidth }) => borderWidth === 2.5);
  expect(strong.map(({ data: points }) => points)).toEqual([
    [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
    ],
    [{ x: 0, y: 0 }],
  ]);
  const marks = data.filter(({ pointRadius }) => pointRadius > 0);
  expect(marks.map(({ data: points }) => points[0])).toEqual([
    { x: 1, y: 0 },
    { x: 0, y: 0 },
  ]);
});

test('several fields are told apart by colour and dash; one by itself is grey', () => {
  const all = ['gradient', 'naturalGradient', 'empiricalNaturalGradient'] as const;
  const looks = all.map((name) => fieldLook(name, all, themes.light));
  expect(new Set(looks.map(({ dash }) => dash.join())).size).toBe(3);
  // The colours are those of the methods that go along the fields.
  expect(looks.map(({ color }) => color)).toEqual(
    ['gd', 'ngd', 'efgd'].map((kind) => methodColor(kind, themes.light)),
  );
  expect(fieldLook('gradient', ['gradient'], themes.light)).toEqual(
    fieldLook('naturalGradient', ['naturalGradient'], themes.light),
  );

  const field = { u: [[1, 2], [0, 1]], v: [[0, 1], [1, 1]] }; // prettier-ignore
  const surface: PlaneAnswer['surface'] = {
    ...{ x: [0, 1], y: [0, 1], loss: [[0, 1], [1, 2]] }, // prettier-ignore
    fields: { gradient: field, naturalGradient: field, empiricalNaturalGradient: field },
    damping: { naturalGradient: 0, empiricalNaturalGradient: 0 },
    minimum: { theta: [0, 0], loss: 0, status: 'none', reason: '' } as never,
  };
  const series = (fields: PlaneView['fields']) =>
    planeBackground({ surface, bounds: answer.bounds }, fields, themes.light).data.datasets.length;
  expect(series(all) - series([])).toBe(3);
  expect(series(['gradient']) - series([])).toBe(1);
  const figure = planeFigure(answer, { ...view, fields: all }, 'A plane', themes.print);
  expect(figure.caption[0]).toBe(
    'Arrows: minus the gradient, natural gradient and EF-preconditioned gradient, longer where it is larger, each field on a scale of its own.',
  );
  expect(figure.legend.filter(({ label }) => label.startsWith('Arrows'))).toHaveLength(3);
});

test('the figure says which ellipses there are; an indefinite Hessian has none', () => {
  const ellipses = planeEllipses(answer.point, answer.bounds)!;
  expect(ellipses.of.map(({ points }) => points.length > 0)).toEqual([true, true, false]);
  const figure = planeFigure(answer, view, 'A plane', themes.print);
  expect(ellipses.radius).toBe(0.8);
  expect(figure.caption).toEqual(['Ellipses: dᵀMd = 0.64.']);
  expect(figure.legend.map(({ label }) => label)).toContain('Ellipse of EF');
});

test('in the words of statistics the figure has none of machine learning', () => {
  const statistics: PlaneView = { ...view, fields: ['empiricalNaturalGradient'], terminology: 'statistics' };
  const efgd = { ...answer.paths[0]!, optimizer: 'efgd', kind: 'efgd' };
  const { legend, caption } = planeFigure({ ...answer, paths: [efgd] }, statistics, '', themes.print);
  const said = [...legend.map(({ label }) => label), ...caption];
  expect(said).toEqual(
    expect.arrayContaining([
      'F̃GD',
      'Ellipse of F̃',
      'Arrows: minus the gradient over its second moment, longer where it is larger.',
    ]),
  );
  expect(said.join()).not.toMatch(/EF/);
});

test('ellipses are drawn of the matrices that are asked for, at the radius of all three', () => {
  const drawn = (matrices: PlaneView['matrices']) =>
    planeForeground(answer, { ...view, matrices }, themes.light).data.datasets.length;
  expect(drawn(['fisher', 'empiricalFisher']) - drawn([])).toBe(2);
  expect(drawn(['empiricalFisher']) - drawn([])).toBe(1);
  const figure = planeFigure(answer, { ...view, matrices: ['empiricalFisher'] }, '', themes.print);
  expect(figure.legend.map(({ label }) => label).filter((label) => /Ellipse/.test(label))).toEqual([
    'Ellipse of EF',
  ]);
  expect(figure.caption).toEqual(['Ellipses: dᵀMd = 0.64.']);
  expect(planeFigure(answer, { ...view, matrices: [] }, '', themes.print).caption).toEqual([]);
});
