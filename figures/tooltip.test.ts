import { expect, it } from 'vitest';
import { themes } from './theme.ts';
import { xyChart } from './xy-chart.ts';

it('a point is told in the words of its axis and its series, and a line without a name is not told', () => {
  const line = { points: [{ x: 3, y: -0.5 }], color: '#123456' };
  const series = [
    { ...line, label: 'Fisher' },
    { ...line, label: '' },
  ];
  const { data, options } = xyChart({ x: { title: 'Index' }, y: { title: '' }, theme: themes.dark, series });
  const tooltip = options!.plugins!.tooltip!;
  const [named, unnamed] = data.datasets.map(
    (dataset) =>
      ({ dataset, parsed: { x: 3, y: -0.5 } }) as unknown as Parameters<
        NonNullable<typeof tooltip.filter>
      >[0],
  );
  const asked = (item: typeof named) => (tooltip.filter as unknown as (it: typeof named) => boolean)(item);
  expect([asked(named), asked(unnamed)]).toEqual([true, false]);
  const callbacks = tooltip.callbacks as unknown as Record<string, (of: unknown) => unknown>;
  expect(callbacks['title']!([named])).toBe('Index 3');
  expect(callbacks['label']!(named)).toBe('Fisher: −0.5');
  expect(tooltip.backgroundColor).toBe(themes.dark.background);
});
