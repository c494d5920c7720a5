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
