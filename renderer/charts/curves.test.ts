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
  recordEvery: 1,
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

it('needs no other plugins when curves come so close that their labels go', () => {
  const made = [0.01, 0.79].map((end) =>
    screenCurves([run('gd', [1, 0.9, 0.8]), run('ngd', [1, 0.1, end])], view, () => undefined),
  );
  const [apart, close] = made.map(({ plugins }) => plugins!.map(({ id }) => id));
  expect(close).toEqual(apart);
  const labelled = made.map(
    ({ options }) => (options!.plugins as Record<string, unknown>)['lineEndLabels'] !== false,
  );
  expect(labelled).toEqual([true, false]);
});
