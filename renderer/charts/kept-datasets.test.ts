import { createCanvas } from '@napi-rs/canvas';
import type { ChartDataset } from 'chart.js';
import { expect, it } from 'vitest';
import { Chart } from '#figures/chart.ts';
import { keptDatasets } from './kept-datasets.ts';

const dataset = (label: string, ys: number[], more: Partial<ChartDataset<'line'>> = {}): ChartDataset => ({
  type: 'line',
  label,
  data: ys.map((y, x) => ({ x, y })),
  ...more,
});

it('draws new numbers with the controllers and the points of the old ones', () => {
  const chart = new Chart(createCanvas(200, 100) as unknown as HTMLCanvasElement, {
    type: 'line',
    data: { datasets: [dataset('GD', [1, 2, 3], { borderDash: [2] }), dataset('NGD', [3, 2, 1])] },
    options: { responsive: false, animation: false, scales: { x: { type: 'linear' } } },
  });
  const before = chart.getDatasetMeta(0);
  const points = [...before.data];
  const next = [
    dataset('GD', [4, 5, 7], { borderDash: [2] }),
    dataset('NGD', [1, 1, 1]),
    dataset('EFGD', [2, 2, 2]),
  ];
  chart.data.datasets = keptDatasets(chart.data.datasets, next);
  chart.update('none');
  const after = chart.getDatasetMeta(0);
  expect(after.controller).toBe(before.controller);
  expect([...after.data]).toEqual(points);
  expect(after.data[0]).toBe(points[0]);
  expect(chart.data.datasets.map(({ label }) => label)).toEqual(['GD', 'NGD', 'EFGD']);
  expect(after.data[2]!.y).toBeCloseTo(chart.scales['y']!.getPixelForValue(7));
  expect(chart.getDatasetMeta(2).data).toHaveLength(3);
  chart.data.datasets = keptDatasets(chart.data.datasets, next.slice(1, 2));
  chart.update('none');
  expect(chart.data.datasets.map(({ label }) => label)).toEqual(['NGD']);
  chart.destroy();
});

it('gives a place to another look whole: nothing of the points before is left', () => {
  const chart = new Chart(createCanvas(200, 100) as unknown as HTMLCanvasElement, {
    type: 'line',
    data: { datasets: [dataset('end of a path', [1], { pointRadius: 5, pointStyle: 'rectRot' })] },
    options: { responsive: false, animation: false, scales: { x: { type: 'linear' } } },
  });
  chart.update('none');
  const next = [dataset('an ellipse', [1, 2, 3], { pointRadius: 0, pointStyle: 'circle' })];
  chart.data.datasets = keptDatasets(chart.data.datasets, next);
  chart.update('none');
  for (const { options } of chart.getDatasetMeta(0).data) {
    expect(options).toMatchObject({ radius: 0, pointStyle: 'circle' });
  }
  chart.destroy();
});
