import { describe, expect, it } from 'vitest';
import { optimizerInfo } from '#contract/optimizer-info.ts';
import { quantityTitle, learningCurves } from './learning-curves.ts';
import {
  availableXAxes,
  curveOf,
  recordedStates,
  decimate,
  type CurvePoint,
  type FigureRun,
} from './runs.ts';
import { runStyles } from './method-style.ts';
import { themes } from './theme.ts';

const run = (kind: string, loss: number[], more: Partial<FigureRun> = {}): FigureRun => ({
  optimizer: kind,
  kind,
  stepSize: 1,
  damping: null,
  status: 'completed',
  series: { loss, stepNorm: loss.slice(1), epochs: loss.map((_, k) => k / 2) },
  ...more,
});
const plain = { quantity: 'loss', xAxis: 'iteration', logarithmic: true } as const;

describe('the curve of a quantity', () => {
  it('turns what a logarithmic axis cannot show into gaps', () => {
    const curve = curveOf(run('gd', [1, 0, Number.NaN, Infinity, -1, 2]), plain);
    expect(curve.map(({ y }) => y)).toEqual([1, NaN, NaN, NaN, NaN, 2]);
    expect(curveOf(run('gd', [1, 0, -1]), { ...plain, logarithmic: false }).map(({ y }) => y)).toEqual([
      1, 0, -1,
    ]);
  });

  it('puts step k at the state it arrives in, on every x axis', () => {
    const step = { ...plain, quantity: 'stepNorm' } as const;
    expect(curveOf(run('gd', [4, 3, 2]), step)).toEqual([
      { x: 1, y: 3 },
      { x: 2, y: 2 },
    ]);
    expect(curveOf(run('gd', [4, 3, 2]), { ...step, xAxis: 'epochs' }).map(({ x }) => x)).toEqual([0.5, 1]);
    expect(curveOf(run('gd', [4, 3, 2]), { ...step, xAxis: 'seconds' })).toEqual([]);
  });

  it('skips the states between thinned records, but only of expensive quantities', () => {
    const series = { loss: [1, 1, 1, 1], normRatio: [1, NaN, 3, NaN] };
    const thinned = run('gd', [], { series, recordEvery: 2 });
    expect(curveOf(thinned, { ...plain, quantity: 'normRatio' })).toEqual([
      { x: 0, y: 1 },
      { x: 2, y: 3 },
    ]);
    expect(curveOf(thinned, plain)).toHaveLength(4);
  });

  it('has the last planned state, which is recorded whatever the stride', () => {
    const normRatio = [1, NaN, NaN, 4, NaN, 6];
    const thinned = run('gd', [], { series: { loss: [1, 1, 1, 1, 1, 1], normRatio }, recordEvery: 3 });
    expect(curveOf(thinned, { ...plain, quantity: 'normRatio' }).map(({ x, y }) => [x, y])).toEqual([
      [0, 1],
      [3, 4],
      [5, 6],
    ]);
    const states = recordedStates(thinned, 'normRatio');
    expect([0, 1, 2, 3, 4, 5, 6].filter(states.has)).toEqual([0, 3, 5]);
    expect([-1, 1.4, 1.6, 3.9, 4.1, 5, 6.4, 6.6].map(states.nearest)).toEqual([0, 0, 3, 3, 5, 5, 5, null]);
    // An infinite value was recorded: no place on an axis, but a row of a table.
    const infinite = run('gd', [], { series: { conditionNumber: [1, NaN, Infinity] }, recordEvery: 4 });
    expect(recordedStates(infinite, 'conditionNumber')).toMatchObject({ count: 2 });
    expect(recordedStates(infinite, 'conditionNumber').has(2)).toBe(true);
    // A run that ended before has nothing there.
    const ended = run('gd', [], { series: { normRatio: [1, NaN, NaN, 4, NaN] }, recordEvery: 3 });
    expect(curveOf(ended, { ...plain, quantity: 'normRatio' }).map(({ x }) => x)).toEqual([0, 3]);
    expect(recordedStates(run('gd', [], { series: {} }), 'normRatio').nearest(0)).toBeNull();
  });

  it('offers an x axis only when every run has it', () => {
    const without = run('ngd', [1], { series: { loss: [1] } });
    expect(availableXAxes([run('gd', [1])])).toEqual(['iteration', 'epochs']);
    expect(availableXAxes([run('gd', [1]), without])).toEqual(['iteration']);
  });
});

describe('decimation', () => {
  const points = Array.from({ length: 10_000 }, (_, x): CurvePoint => ({ x, y: Math.sin(x / 50) }));
  points[4321] = { x: 4321, y: 9 };
  points[6789] = { x: 6789, y: Number.NaN };

  it('keeps ends, extremes and gaps within the limit', () => {
    const kept = decimate(points, 400);
    expect(kept.length).toBeLessThanOrEqual(420);
    expect(kept[0]).toEqual(points[0]);
    expect(kept.at(-1)).toEqual(points.at(-1));
    expect(kept.some(({ y }) => y === 9)).toBe(true);
    expect(kept.some(({ y }) => Number.isNaN(y))).toBe(true);
    expect(kept.every(({ x }, i) => i === 0 || x > kept[i - 1]!.x)).toBe(true);
  });

  it('leaves short curves alone', () => {
    expect(decimate(points.slice(0, 10), 400)).toEqual(points.slice(0, 10));
  });
});

describe('learning curves', () => {
  const runs = [
    run('gd', [1, 0.9, 0.8]),
    run('ngd', [1, 0.1, 0.01]),
    run('efgd', [1, 5, 200], { status: 'diverged' }),
  ];

  it("draws each method in the registry's colour and dash, in every theme", () => {
    for (const theme of ['light', 'dark', 'print'] as const) {
      const { datasets } = learningCurves(runs, { quantity: 'loss', theme }).data;
      expect(datasets.map(({ label }) => label)).toEqual(['GD', 'NGD', 'EFGD']);
      (['gd', 'ngd', 'efgd'] as const).forEach((kind, i) => {
        const { style } = optimizerInfo[kind];
        const color = theme === 'print' ? (style.print ?? style.light) : style[theme];
        expect(datasets[i]!.borderColor).toBe(color);
        expect(datasets[i]!.borderDash).toEqual(style.dash);
      });
    }
  });

  it('never interpolates, parses or animates', () => {
    const { options, data } = learningCurves(runs, { quantity: 'loss' });
    expect(options).toMatchObject({ parsing: false, animation: false });
    expect(options?.scales?.['x']).toMatchObject({ type: 'linear' });
    expect(options?.scales?.['y']).toMatchObject({ type: 'logarithmic' });
    expect(data.datasets.every(({ spanGaps }) => spanGaps === false)).toBe(true);
  });

  it('ends a diverged run in a cross', () => {
    const diverged = learningCurves(runs, { quantity: 'loss' }).data.datasets[2]!;
    const at = (dataIndex: number) => (diverged.pointStyle as (context: unknown) => string)({ dataIndex });
    expect([at(0), at(2)]).toEqual(['circle', 'crossRot']);
  });

  it('draws cosines as dots between -1 and 1', () => {
    const cosine = run('efgd', [], { series: { cosineToNaturalGradient: [1, -0.5] } });
    const chart = learningCurves([cosine], { quantity: 'cosineToNaturalGradient' });
    expect(chart.data.datasets[0]!.showLine).toBe(false);
    expect(chart.options?.scales?.['y']).toMatchObject({ type: 'linear', min: -1, max: 1 });
  });

  it('labels line ends where they are apart, else shows a legend', () => {
    const legendOf = (some: FigureRun[]) =>
      learningCurves(some, { quantity: 'loss' }).options?.plugins?.legend?.display;
    expect(legendOf([run('gd', [1, 0.9]), run('ngd', [1, 0.01])])).toBe(false);
    expect(legendOf([run('gd', [1, 0.9]), run('ngd', [1, 0.9001])])).toBe(true);
    expect(legendOf([run('gd', [1, 0.9])])).toBe(false);
  });

  it('leaves out a run without the quantity', () => {
    expect(learningCurves(runs, { quantity: 'accuracy' }).data.datasets).toEqual([]);
  });

  it('states the scaling', () => {
    expect(quantityTitle('loss', 'mean')).toBe('Training loss (mean)');
    expect(quantityTitle('loss', 'each')).toBe('Training loss (mean, sum)');
    expect(quantityTitle('accuracy', 'sum')).toBe('Training accuracy');
  });
});

describe('styles', () => {
  it('tells optimizers of one kind apart and keeps repeats together', () => {
    const runs = ['ngd', 'ngd-2', 'ngd-2', 'ngd-3'].map((optimizer, i) =>
      run('ngd', [1], { optimizer, repeat: i === 2 ? 1 : 0 }),
    );
    const styles = runStyles(runs, themes.light);
    expect(styles[1]).toEqual(styles[2]);
    expect(new Set(styles.map(({ color }) => color)).size).toBe(3);
    expect(styles[0]!.color).toBe(optimizerInfo.ngd.style.light);
  });
});
