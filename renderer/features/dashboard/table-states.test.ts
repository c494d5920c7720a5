import { expect, it } from 'vitest';
import type { FigureRun } from '#figures/runs.ts';
import { everyNth, tableStates } from './table-states.ts';

const run = (length: number, recordEvery?: number): FigureRun => ({
  optimizer: 'ngd',
  kind: 'ngd',
  stepSize: 1,
  damping: null,
  status: 'completed',
  recordEvery,
  series: { loss: new Float64Array(length), cosineToNaturalGradient: new Float64Array(length) },
});

it('finds the states of an expensive quantity by the stride of each run', () => {
  const runs = [run(9, 4), run(7, 3)];
  expect(tableStates(runs, 'cosineToNaturalGradient')).toEqual([0, 3, 4, 6, 8]);
  expect(tableStates(runs, 'loss')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(tableStates([run(3)], 'cosineToNaturalGradient')).toEqual([0, 1, 2]);
  expect(tableStates(runs, 'testLoss')).toEqual([]);
});

it('thins rows evenly, from the first', () => {
  expect(everyNth([5, 6, 7, 8, 9], 5)).toEqual([5, 6, 7, 8, 9]);
  expect(everyNth([5, 6, 7, 8, 9], 4)).toEqual([5, 7, 9]);
});
