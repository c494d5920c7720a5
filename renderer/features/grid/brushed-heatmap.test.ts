import { describe, expect, it } from 'vitest';
import { gridHeatmap } from '#figures/heatmap.ts';
import { themes } from '#figures/theme.ts';
import { brushedHeatmap } from './brushed-heatmap.ts';

/** Two step sizes, two dampings; the last cell diverged. */
const grid = {
  ...{ optimizer: 'ngd', stepSizes: Float64Array.of(0.1, 1), dampings: Float64Array.of(1e-4, 1e-2) },
  ...{ finalLoss: Float64Array.of(0.5, 0.4, 0.3, NaN), status: Float64Array.of(1, 1, 1, 2) },
  ...{ iterations: Float64Array.of(9, 9, 9, 4), tied: new Float64Array(4), fragile: new Float64Array(4) },
  dampingRaised: new Float64Array(4),
} as unknown as Parameters<typeof gridHeatmap>[0];
const whole = gridHeatmap(grid, null, themes.light);
const fills = (within: boolean[] | null) => {
  const [dataset] = brushedHeatmap(whole, { within, rows: 2, missing: 'hatched' }).data.datasets;
  const fill = dataset!.backgroundColor as unknown as (context: { dataIndex: number }) => string;
  return [0, 1, 2, 3].map((dataIndex) => fill({ dataIndex }));
};

describe('ranges on the parallel coordinates, in the heatmap', () => {
  it('fade what lies outside of them and leave the rest as it is', () => {
    const all = fills(null);
    expect(all[3]).toBe('hatched');
    const some = fills([true, false, true, false]);
    expect([some[0], some[2]]).toEqual([all[0], all[2]]);
    expect(some[1]).not.toBe(all[1]);
    expect(some[1]).toMatch(/0\.12\)$|1f$/i);
    expect(some[3]).toBe('transparent');
  });
  it('leave the heatmap that they are drawn on untouched', () => {
    const before = whole.data.datasets[0]!.backgroundColor;
    fills([false, false, false, false]);
    expect(whole.data.datasets[0]!.backgroundColor).toBe(before);
  });
});
