import { describe, expect, it } from 'vitest';
import type { RunProgress } from '#contract/api/experiments.ts';
import { withProgress } from './screen-run.ts';

const chunk = (from: number, series: Record<string, number[]>, iterations: number): RunProgress => ({
  index: 0,
  optimizer: 'gd',
  kind: 'gd',
  repeat: 0,
  stepSize: 1,
  damping: null,
  factor: null,
  status: 'running',
  iterations,
  totalIterations: 10,
  from,
  series: Object.fromEntries(
    Object.entries(series).map(([name, values]) => [name, Float64Array.from(values)]),
  ),
  events: [],
  reason: null,
});

describe('withProgress', () => {
  it('appends chunks of states and of steps, which are one behind', () => {
    let run = withProgress('e', undefined, chunk(0, { loss: [9, 8, 7], stepNorm: [1, 2] }, 2), 5);
    run = withProgress('e', run, chunk(3, { loss: [6, 5], stepNorm: [3, 4] }, 4), 5);
    expect([...run.series['loss']!]).toEqual([9, 8, 7, 6, 5]);
    expect([...run.series['stepNorm']!]).toEqual([1, 2, 3, 4]);
    expect(run.finalLoss).toBe(5);
    expect(run.bestLoss).toBe(5);
    expect(run.recordEvery).toBe(5);
  });
  it('leaves the views handed out before as they were', () => {
    const first = withProgress('e', undefined, chunk(0, { loss: [3, 2] }, 1), 5);
    withProgress('e', first, chunk(2, { loss: [1] }, 2), 5);
    expect([...first.series['loss']!]).toEqual([3, 2]);
  });
  it('takes a chunk again without doubling it', () => {
    const first = withProgress('e', undefined, chunk(0, { loss: [3, 2] }, 1), 5);
    const again = withProgress('e', first, chunk(1, { loss: [2, 1] }, 2), 5);
    expect([...again.series['loss']!]).toEqual([3, 2, 1]);
  });
  it('finds the best loss past a NaN', () => {
    const run = withProgress('e', undefined, chunk(0, { loss: [3, Number.NaN, 2, 4] }, 3), 5);
    expect(run.bestLoss).toBe(2);
  });
});
