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

it('writes every recorded state, also where two share a time', () => {
  const seconds = Float64Array.of(0, 0.001, 0.001, 0.002);
  const runs = seen.runs.map((run) => ({ ...run, series: { ...run.series, seconds } }));
  expect([...seenNumbers({ ...seen, runs, xAxis: 'seconds', xBounds: [0.001, 1] })].join('')).toBe(
    [
      'run,stepSize,damping,seconds,loss,stepNorm',
      "'=sum(1),0.1,,0.001,2,7",
      "'=sum(1),0.1,,0.001,NaN,8",
      "'=sum(1),0.1,,0.002,0.5,9",
      '',
    ].join('\n'),
  );
});

it('writes no line where a run has no times, nor for a state without one', () => {
  const head = 'run,stepSize,damping,seconds,loss,stepNorm\n';
  expect([...seenNumbers({ ...seen, xAxis: 'seconds', xBounds: null })].join('')).toBe(head);
  const series = { ...seen.runs[0]!.series, seconds: Float64Array.of(0, Number.NaN, 1) };
  const runs = [{ ...seen.runs[0]!, series }];
  expect([...seenNumbers({ ...seen, runs, xAxis: 'seconds', xBounds: null })].join('')).toBe(
    `${head}'=sum(1),0.1,,0,4,\n'=sum(1),0.1,,1,NaN,8\n`,
  );
});
