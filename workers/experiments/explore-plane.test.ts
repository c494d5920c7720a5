import { describe, expect, test } from 'vitest';
import { resolveExperiment } from '#contract/resolve-experiment.ts';
import { parseExperiment } from '#contract/parse-experiment.ts';
import { tableOf } from '../../tests/support/experiments.ts';
import { prepare } from '../data/prepare.ts';
import { loadKernels } from '../kernels/load.ts';
import { explorePlane, type ExploredPlane } from './explore-plane.ts';

// Least squares y = a x + b on three rows: everything has a closed form.
const rows = [
  [0, 1],
  [1, 1],
  [3, 1],
];
const target = [1, 2, 2];
const fit = { a: 2 / 7, b: 9 / 7 };
const options = {
  ...{ rows: null, testFraction: 0, standardize: false, standardizeTarget: false },
  ...{ seed: 0, bias: false },
};
const whole: ExploredPlane = {
  ...{ bounds: null, density: 5, start: null, at: null, surface: false, longest: 1000 },
};

async function explore(document: Record<string, unknown>, request: Partial<ExploredPlane>) {
  const { problem } = prepare(tableOf(rows, target, 'regression'), options);
  const parsed = parseExperiment({
    ...{ version: 1, dataset: { id: 'three' }, model: { kind: 'linear' } },
    ...document,
  });
  if (!parsed.ok) throw new Error(parsed.issues[0]!.message);
  const facts = { task: 'regression' as const, columns: 2, rows: 3, classes: 0, target: 'y' };
  const resolved = resolveExperiment(parsed.value, facts);
  if (!resolved.ok) throw new Error(resolved.issues[0]!.message);
  const kernels = await loadKernels('js');
  return explorePlane(resolved.value, problem, { ...whole, ...request }, kernels, () => false)!;
}
const optimizers = [
  { id: 'gd', kind: 'gd', stepSize: 0.1 },
  { id: 'ngd', kind: 'ngd', stepSize: 0.5 },
];

describe('a comparison', () => {
  test('its paths are those of the update rules, from where the hand is', async () => {
    const { paths, start } = await explore({ optimizers, iterations: 3 }, { start: [2, -1] });
    expect(start).toEqual([2, -1]);
    expect(paths.map(({ optimizer, status, every }) => [optimizer, status, every])).toEqual([
      ['gd', 'completed', 1],
      ['ngd', 'completed', 1],
    ]);
    // theta <- theta - 0.1 X^T (X theta - y) / 3
    const theta = [2, -1];
    for (let k = 0; k <= 3; k++) {
      expect([...paths[0]!.points.subarray(2 * k, 2 * k + 2)]).toEqual([
        expect.closeTo(theta[0]!, 12),
        expect.closeTo(theta[1]!, 12),
      ]);
      const errors = rows.map(([x], n) => theta[0]! * x! + theta[1]! - target[n]!);
      theta[0]! -= (0.1 * rows.reduce((sum, [x], n) => sum + x! * errors[n]!, 0)) / 3;
      theta[1]! -= (0.1 * errors.reduce((sum, error) => sum + error, 0)) / 3;
    }
    // Natural gradient steps halve the distance to the fit.
    for (let k = 0; k <= 3; k++) {
      expect(paths[1]!.points[2 * k]! - fit.a).toBeCloseTo((2 - fit.a) / 2 ** k, 10);
      expect(paths[1]!.points[2 * k + 1]! - fit.b).toBeCloseTo((-1 - fit.b) / 2 ** k, 10);
    }
  });

  test('the window holds the start, the minimum and the paths; a given one stays', async () => {
    const { bounds, surface } = await explore(
      { optimizers, iterations: 3 },
      { start: [2, -1], surface: true },
    );
    const [[left, right], [below, above]] = bounds as [[number, number], [number, number]];
    expect(left).toBeLessThan(fit.a);
    expect(right).toBeGreaterThan(2);
    expect(below).toBeLessThan(-1);
    expect(above).toBeGreaterThan(fit.b);
    expect(surface!.x[0]).toBe(left);
    expect(surface!.minimum).toMatchObject({ status: 'found' });
    expect(surface!.minimum.theta[0]).toBeCloseTo(fit.a, 10);
    const given = await explore({ optimizers }, { bounds: [[0, 1], [2, 3]], surface: true }); // prettier-ignore
    expect(given.surface!.y).toEqual([2, 2.25, 2.5, 2.75, 3]);
  });

  test('long paths are cut for a moving hand, and thinned for the screen', async () => {
    const cut = await explore({ optimizers, iterations: 500 }, { longest: 7 });
    expect(cut.paths[0]!.points).toHaveLength(16);
    const long = await explore({ optimizers, iterations: 9000 }, { longest: 1e6 });
    expect(long.paths[0]!.every).toBe(5);
    expect(long.paths[0]!.points.length / 2).toBeLessThanOrEqual(2001);
    expect(long.paths[0]!.points.at(-1)).toBeCloseTo(fit.b, 8);
  });

  test('searched optimizers have no path', async () => {
    const searched = [{ ...optimizers[0], stepSize: { values: [0.1, 0.2] } }, optimizers[1]];
    const { paths } = await explore({ optimizers: searched, iterations: 1 }, {});
    expect(paths.map(({ optimizer }) => optimizer)).toEqual(['ngd']);
  });
});

test('the surface: loss and fields by their formulas', async () => {
  const damping = 0.25;
  const { surface } = await explore(
    { optimizers: [...optimizers, { id: 'e', kind: 'efgd', stepSize: 1, damping }] },
    { bounds: [[-1, 1], [0, 2]], surface: true }, // prettier-ignore
  );
  expect(surface!.damping).toEqual({ naturalGradient: 0, empiricalNaturalGradient: damping });
  surface!.y.forEach((b, j) =>
    surface!.x.forEach((a, i) => {
      const errors = rows.map(([x], n) => a * x! + b - target[n]!);
      const loss = errors.reduce((sum, error) => sum + error * error, 0) / 6;
      expect(surface!.loss[j]![i]).toBeCloseTo(loss, 10);
      const mean = (of: (n: number) => number) => (of(0) + of(1) + of(2)) / 3;
      const g = [mean((n) => rows[n]![0]! * errors[n]!), mean((n) => errors[n]!)] as const;
      const at = (name: 'gradient' | 'naturalGradient' | 'empiricalNaturalGradient') => [
        surface!.fields[name].u[j]![i]!,
        surface!.fields[name].v[j]![i]!,
      ];
      expect(at('gradient')).toEqual([expect.closeTo(-g[0], 10), expect.closeTo(-g[1], 10)]);
      // On least squares minus the natural gradient is the way to the fit.
      expect(at('naturalGradient')).toEqual([expect.closeTo(fit.a - a, 8), expect.closeTo(fit.b - b, 8)]);
      // (EF + lambda I) v = -g, by substitution.
      const [u, v] = at('empiricalNaturalGradient') as [number, number];
      const ef = (p: 0 | 1, q: 0 | 1) => mean((n) => rows[n]![p]! * rows[n]![q]! * errors[n]! ** 2);
      expect((ef(0, 0) + damping) * u + ef(0, 1) * v).toBeCloseTo(-g[0], 8);
      expect(ef(1, 0) * u + (ef(1, 1) + damping) * v).toBeCloseTo(-g[1], 8);
    }),
  );
});

test('the matrices at a point', async () => {
  const { point } = await explore({ optimizers }, { at: [1, 0] });
  const { fisher, empiricalFisher, hessian } = point!.matrices;
  expect(fisher[0]).toEqual([expect.closeTo(10 / 3, 12), expect.closeTo(4 / 3, 12)]);
  expect(hessian[1]).toEqual([expect.closeTo(4 / 3, 12), expect.closeTo(1, 12)]);
  // errors -1, -1, 1: all squares are 1, so EF is F here.
  expect(empiricalFisher[0]![0]).toBeCloseTo(10 / 3, 12);
  expect(point!.loss).toBeCloseTo(0.5, 12);
  expect(point!.gradient).toEqual([expect.closeTo(2 / 3, 12), expect.closeTo(-1 / 3, 12)]);
});

test('a vector field flows from the hand, or from its first start', async () => {
  const flow = { steps: 100, stepSize: 0.01, starts: [[1, 1], [0, 0]] }; // prettier-ignore
  const document = { kind: 'vector-field', optimizers: [optimizers[1]], flow };
  const own = await explore(document, {});
  expect(own.start).toEqual([1, 1]);
  const { paths } = await explore(document, { start: [3, 3] });
  // d theta / dt = -0.5 (theta - fit): Euler shrinks the distance by 1 - 0.005 a step.
  expect(paths[0]!.points.at(-2)! - fit.a).toBeCloseTo((3 - fit.a) * 0.995 ** 100, 9);
  const quadratic = await explore({ kind: 'quadratic' }, { surface: true });
  expect(quadratic.paths).toEqual([]);
});
