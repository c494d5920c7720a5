import { expect, it } from 'vitest';
import type { SeenCurves } from '#contract/picture.ts';
import { seenNumbers } from './seen-numbers.ts';

const seen: SeenCurves = {
  title: 'Two charts',
  name: 'two',
  runs: [
    {
      optimizer: '=sum(1)',
      kind: 'gd',
      label: '=sum(1)',
      stepSize: 0.1,
      damping: null,
      status: 'completed',
      series: { loss: Float64Array.of(4, 2, Number.NaN, 0.5), stepNorm: Float64Array.of(7, 8, 9) },
    },
  ],
  bands: null,
  xAxis: 'iteration',
  xBounds: [1, 3],
  scaling: 'mean',
  terminology: 'machine-learning',
  charts: [
    { quantity: 'loss', yAxis: 'logarithmic', yBounds: null },
    { quantity: 'stepNorm', yAxis: 'linear', yBounds: null },
  ],
  columns: 2,
  width: 400,
  height: 300,
};

it('writes expensive quantities at the states that each run recorded', () => {
  const ratios = (every: number) =>
    Float64Array.from({ length: 5 }, (_, k) => (k % every === 0 ? k + 0.5 : Number.NaN));
  const runs = [2, 3].map((recordEvery) => ({
    ...seen.runs[0]!,
    ...{ label: `every ${recordEvery}`, recordEvery, series: { normRatio: ratios(recordEvery) } },
  }));
  const charts = [{ quantity: 'normRatio', yAxis: 'linear', yBounds: null } as const];
  expect([...seenNumbers({ ...seen, runs, charts, xBounds: null })].join('')).toBe(
    [
      'run,stepSize,damping,iteration,normRatio',
      'every 2,0.1,,0,0.5',
      'every 2,0.1,,2,2.5',
      'every 2,0.1,,4,4.5',
      'every 3,0.1,,0,0.5',
      'every 3,0.1,,3,3.5',
      '',
    ].join('\n'),
  );
});

it('writes each position within the zoom once, steps at the state that they reached, names as no formula', () => {
  expect([...seenNumbers(seen)].join('')).toBe(
    [
      'run,stepSize,damping,iteration,loss,stepNorm',
      "'=sum(1),0.1,,1,2,7",
      "'=sum(1),0.1,,2,NaN,8",
      "'=sum(1),0.1,,3,0.5,9",
      '',
    ].join('\n'),
  );
});
