import { describe, expect, it } from 'vitest';
import { runStyles } from '#figures/method-style.ts';
import type { FigureRun } from '#figures/runs.ts';
import { themes } from '#figures/theme.ts';
import { describeCurves, nearestIndex, readingsAt, screenCurves, type CurvesView } from './curves.ts';

const run = (optimizer: string, loss: number[], more: Record<string, number[]> = {}): FigureRun => ({
  optimizer,
  kind: optimizer,
  stepSize: 1,
  damping: null,
  status: 'completed',
  series: { loss, ...more },
});
const stylesOf = (runs: readonly FigureRun[]) => runStyles(runs, themes.light);
const view: CurvesView = {
  quantity: 'loss',
  xAxis: 'iteration',
  yAxis: 'logarithmic',
  xBounds: null,
  yBounds: null,
  theme: 'light',
  scaling: 'mean',
  height: 220,
};

describe('readingsAt', () => {
  const runs = [run('gd', [1, 0.9, 0.8]), run('ngd', [1, 0.1, 0.01]), run('efgd', [1])];
  it('reads every run that has a value there, lowest first', () => {
    expect(readingsAt(runs, stylesOf(runs), view, 1.9).map(({ label, value }) => [label, value])).toEqual([
      ['NGD', 0.01],
      ['GD', 0.8],
    ]);
  });
  it('reads a step at the state where it arrives', () => {
    const stepping = [run('gd', [1, 0.9, 0.8], { stepNorm: [5, 6] })];
    expect(readingsAt(stepping, stylesOf(stepping), { ...view, quantity: 'stepNorm' }, 2)[0]!.value).toBe(6);
  });
  it('reads each run at its own recorded states', () => {
    const normRatio = (every: number) =>
      Array.from({ length: 7 }, (_, k) => (k % every === 0 ? 10 * every + k : Number.NaN));
    const thinned = [2, 3].map((every) => ({
      ...run(`every ${every}`, [1], { normRatio: normRatio(every), seconds: [0, 1, 2, 3, 4, 5, 6] }),
      recordEvery: every,
    }));
    for (const xAxis of ['iteration', 'seconds'] as const) {
      const at = (x: number) =>
        readingsAt(thinned, stylesOf(thinned), { ...view, quantity: 'normRatio', xAxis }, x).map(
          ({ value }) => value,
        );
      expect(at(6)).toEqual([26, 36]);
      expect(at(4)).toEqual([24, 33]);
      expect(at(2.9)).toEqual(xAxis === 'iteration' ? [22, 33] : [24, 33]);
    }
    const { datasets } = screenCurves(thinned, { ...view, quantity: 'normRatio' }, () => undefined).data;
    const points = datasets.map(({ data }) => (data as { x: number }[]).map(({ x }) => x));
    expect(points).toEqual([
      [0, 2, 4, 6],
      [0, 3, 6],
    ]);
  });
  it('finds the position on another x axis', () => {
    const timed = [run('gd', [1, 0.9, 0.8], { seconds: [0, 10, 11] })];
    expect(readingsAt(timed, stylesOf(timed), { ...view, xAxis: 'seconds' }, 9)[0]!.value).toBe(0.9);
  });
});

it('finds the nearest of ascending numbers', () => {
  expect([-1, 0.4, 0.6, 2.4, 9].map((x) => nearestIndex([0, 1, 2, 3], x))).toEqual([0, 0, 1, 2, 3]);
});

it('says in words what a chart shows', () => {
  const runs = [run('ngd', [0.6931, 0.01])];
  expect(describeCurves(runs, stylesOf(runs), view)).toBe(
    'Training loss (mean) against iteration, logarithmic axis. NGD from 0.6931 to 0.01000 at 1.',
  );
});

it('keeps plugins, labels and the place of the plot wherever curves end', () => {
  const runs = (end: number) => [run('gd', [1, 0.9, 0.8]), run('ngd', [1, 0.1, end])];
  const diverged = [runs(0.01)[0]!, { ...run('ngd', [1, 50]), status: 'diverged' as const }];
  const made = [runs(0.01), runs(0.79), runs(0.8), diverged].map((shown) => {
    const { options, plugins } = screenCurves(shown, view, () => undefined);
    return {
      plugins: plugins!.map(({ id }) => id),
      padding: options!.layout!.padding,
      labels: (options!.plugins as Record<string, unknown>)['lineEndLabels'],
    };
  });
  expect(made[0]!.labels).toEqual({ rightOnly: true });
  for (const other of made.slice(1)) expect(other).toEqual(made[0]);
  // A quantity that only one of them recorded leaves the same room.
  const other = screenCurves(runs(0.01), { ...view, quantity: 'gradientNorm' }, () => undefined);
  expect(other.options!.layout!.padding).toEqual(made[0]!.padding);
});
