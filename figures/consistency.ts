/** |EF - F| / |F| against the number of rows: medians over seeds with a band, and the N^(-1/2) line. */

import type { ConsistencyResult } from '#contract/results.ts';
import type { Terminology } from '#contract/terminology.ts';
import type { PanelChart } from './figure.ts';
import { methodColor } from './method-style.ts';
import type { CurvePoint } from './runs.ts';
import { words } from './terminology.ts';
import type { Theme } from './theme.ts';
import { xyChart, type XySeries } from './xy-chart.ts';

export interface ConsistencyCurve {
  readonly label: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly result: ConsistencyResult;
}

export function consistencyChart(
  curves: readonly ConsistencyCurve[],
  theme: Theme,
  terminology: Terminology = 'machine-learning',
): PanelChart {
  const { f, ef } = words[terminology];
  const series = curves.map(({ label, color, dash, result }): XySeries => {
    const at = (share: number): CurvePoint[] =>
      result.sizes.map((x, i) => ({ x, y: quantile(result.relativeDifference[i] ?? [], share) }));
    return {
      label,
      points: at(0.5),
      color,
      dash,
      point: 'circle',
      band: { low: at(0.1), high: at(0.9) },
    };
  });
  return xyChart({
    x: { title: 'Rows N', type: 'logarithmic' },
    y: { title: `|${ef} − ${f}| / |${f}| at the minimum`, type: 'logarithmic' },
    theme,
    legend: true,
    series: [...referenceSlope(curves, theme), ...series],
  });
}

/** One experiment by itself. */
export function seenConsistency(
  result: ConsistencyResult,
  theme: Theme,
  terminology?: Terminology,
): PanelChart {
  const curve = { label: 'median, 10% to 90%', color: methodColor('efgd', theme), dash: [] };
  return consistencyChart([{ ...curve, result }], theme, terminology);
}

/** N^(-1/2) through the first curve's first median. */
function referenceSlope(curves: readonly ConsistencyCurve[], theme: Theme): XySeries[] {
  const first = curves[0];
  if (first === undefined || first.result.sizes.length < 2) return [];
  const { sizes, relativeDifference } = first.result;
  const start = quantile(relativeDifference[0] ?? [], 0.5);
  const points = sizes.map((x) => ({ x, y: start * Math.sqrt(sizes[0]! / x) }));
  return [{ label: 'slope −1/2', points, color: theme.secondary, dash: [2, 3], lineWidth: 1.5 }];
}

/** Quantile by linear interpolation between order statistics; NaN values are left out. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
