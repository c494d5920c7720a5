import { expect, it } from 'vitest';
import type { FigureRun } from '#figures/runs.ts';
import { meanRuns } from './repeats.ts';

const run = (optimizer: string, repeat: number, loss: number[]): FigureRun => ({
  optimizer,
  kind: 'sgd',
  repeat,
  stepSize: 1,
  damping: null,
  status: 'completed',
  series: { loss },
});
const runs = [run('a', 0, [1, 2]), run('b', 0, [5, 5]), run('a', 1, [3, 2]), run('a', 2, [5])];

it('groups the repeats of an optimizer and keeps the order', () => {
  expect(meanRuns(runs, 'range').map(({ run: { optimizer }, repeats }) => [optimizer, repeats])).toEqual([
    ['a', 3],
    ['b', 1],
  ]);
});

it('keeps experiments apart, though they share optimizer, step size and damping', () => {
  const of = (experiment: string, repeat: number, loss: number[]) => ({
    ...run('a', repeat, loss),
    experiment,
  });
  const means = meanRuns([of('x', 0, [1]), of('y', 0, [10]), of('x', 1, [3]), of('y', 1, [30])], 'range');
  expect(means.map(({ run: { experiment }, repeats }) => [experiment, repeats])).toEqual([
    ['x', 2],
    ['y', 2],
  ]);
  expect(means.map(({ run: { series } }) => series['loss']![0])).toEqual([2, 20]);
});

it('keeps starting points apart', () => {
  const from = (factor: number, loss: number[]) => ({ ...run('a', 0, loss), factor });
  expect(meanRuns([from(0.5, [1]), from(0.75, [2])], 'range').map(({ repeats }) => repeats)).toEqual([1, 1]);
});

it('takes means over the repeats that are still there', () => {
  const [a] = meanRuns(runs, 'range');
  expect([...(a!.run.series['loss'] as Float64Array)]).toEqual([3, 2]);
  expect([a!.low['loss']![0], a!.high['loss']![0]]).toEqual([1, 5]);
});

it('spreads by the sample standard deviation, and by it over the root of the count', () => {
  // 1, 3, 5: mean 3, variance ((-2)^2 + 0 + 2^2) / 2 = 4.
  const [deviation] = meanRuns(runs, 'deviation');
  expect([deviation!.low['loss']![0], deviation!.high['loss']![0]]).toEqual([1, 5]);
  const [error] = meanRuns(runs, 'error');
  expect(error!.high['loss']![0]).toBeCloseTo(3 + 2 / Math.sqrt(3), 14);
});

it('has no band around a single run', () => {
  const [, b] = meanRuns(runs, 'deviation');
  expect([...b!.low['loss']!]).toEqual([5, 5]);
});
