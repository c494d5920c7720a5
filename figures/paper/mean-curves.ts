/** Curves over repeats: the mean of each optimizer with a band of quantiles. */

import { quantile } from '../consistency.ts';
import type { PanelChart } from '../figure.ts';
import type { FigureRun } from '../runs.ts';
import type { Theme } from '../theme.ts';
import { xyChart, type XySeries } from '../xy-chart.ts';

export interface MeanCurve {
  readonly label: string;
  readonly color: string;
  readonly dash: readonly number[];
  /** The repeats of one optimizer. */
  readonly runs: readonly FigureRun[];
}

export interface MeanCurvesOptions {
  readonly quantity: string;
  readonly yTitle: string;
  /** Subtracted from every value: the loss at the minimum, for instance. */
  readonly offset?: number;
  readonly theme: Theme;
  readonly maxPoints?: number;
}

/** Geometric mean over the repeats and the band from the 10% to the 90% quantile, against iterations. */
export function meanCurves(curves: readonly MeanCurve[], options: MeanCurvesOptions): PanelChart {
  const { quantity, yTitle, offset = 0, theme, maxPoints = 150 } = options;
  const series = curves.map(({ label, color, dash, runs }): XySeries => {
    const length = Math.min(...runs.map((run) => run.series[quantity]?.length ?? 0));
    const every = Math.max(1, Math.ceil(length / maxPoints));
    const states = Array.from({ length: Math.ceil(length / every) }, (_, i) => i * every);
    const at = (k: number) => runs.map((run) => run.series[quantity]![k]! - offset);
    const geometric = (values: readonly number[]) =>
      Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
    const points = (pick: (values: readonly number[]) => number) =>
      states.map((k) => ({ x: k, y: pick(at(k)) }));
    return {
      label,
      color,
      dash,
      points: points(geometric),
      band: {
        low: points((values) => quantile(values, 0.1)),
        high: points((values) => quantile(values, 0.9)),
      },
    };
  });
  return xyChart({
    x: { title: 'Iteration' },
    y: { title: yTitle, type: 'logarithmic' },
    theme,
    legend: true,
    series,
  });
}
