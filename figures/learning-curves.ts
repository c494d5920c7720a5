/** Any recorded quantity of any number of runs against iterations, epochs, gradient evaluations or seconds. */

import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { ShownScaling } from '#contract/picture.ts';
import { quantityInfo, type QuantityName } from '#contract/quantities.ts';
import type { Terminology } from '#contract/terminology.ts';
import { axis } from './axes.ts';
import { legend } from './legend.ts';
import { canStandAtEnds, endLabelsFit, labelRoom, lineEndLabels, type LineEnd } from './line-labels.ts';
import { runStyles, type RunStyle } from './method-style.ts';
import { raisedExponents } from './raised-exponents.ts';
import { curveOf, decimate, xAxisLabels, type CurvePoint, type FigureRun, type XAxis } from './runs.ts';
import { quantityWords } from './terminology.ts';
import { themeOf, type Theme, type ThemeName } from './theme.ts';

export interface LearningCurvesOptions {
  readonly quantity: QuantityName;
  readonly xAxis?: XAxis;
  readonly theme?: ThemeName | Theme;
  /** Default: as the quantity's registry entry says. */
  readonly yAxis?: 'linear' | 'logarithmic';
  readonly xBounds?: readonly [number | undefined, number | undefined];
  readonly yBounds?: readonly [number | undefined, number | undefined];
  readonly xTicks?: readonly number[];
  /** Default: dots for the cosines, lines for the rest. */
  readonly mark?: 'line' | 'dots';
  /** Default auto: at the line ends where they fit, else a legend. */
  readonly labels?: 'auto' | 'direct' | 'legend' | 'none';
  /** States the scaling in the axis title: "Training loss (mean)". */
  readonly scaling?: ShownScaling;
  /** Default: machine learning's. */
  readonly terminology?: Terminology;
  /** Default: the quantity's label. */
  readonly yTitle?: string;
  readonly lineWidth?: number;
  /** Points drawn a curve, at most about. */
  readonly maxPoints?: number;
  /** Pixels of the plot, for deciding whether labels fit (default 220). */
  readonly height?: number;
}

export type CurvesConfiguration = ChartConfiguration<'line', CurvePoint[]>;

const scaled: ReadonlySet<QuantityName> = new Set([
  'loss',
  'testLoss',
  'gradientNorm',
  'predictedDecrease',
  'actualDecrease',
  'largestEigenvalue',
]);

/** Whether the numbers of a quantity depend on the scaling of the loss. */
export function isScaled(quantity: QuantityName): boolean {
  return scaled.has(quantity);
}

/** The axis title of a quantity, its scaling stated where it has one. */
export function quantityTitle(
  quantity: QuantityName,
  scaling?: ShownScaling,
  terminology: Terminology = 'machine-learning',
): string {
  const { label } = quantityWords(quantity, terminology);
  if (scaling === undefined || !scaled.has(quantity)) return label;
  return `${label} (${scaling === 'each' ? 'mean, sum' : scaling})`;
}

/** The chart of one quantity. A run that did not record it is left out; a diverged run ends in a cross. */
export function learningCurves(
  runs: readonly FigureRun[],
  options: LearningCurvesOptions,
): CurvesConfiguration {
  const { quantity, xAxis = 'iteration' } = options;
  const theme = themeOf(options.theme);
  const cosine = quantity.startsWith('cosine');
  const yType = options.yAxis ?? quantityInfo[quantity].axis;
  const yBounds = options.yBounds ?? (cosine ? ([-1, 1] as const) : undefined);
  const mark = options.mark ?? (cosine ? 'dots' : 'line');
  const curves = runs.map((run) =>
    decimate(
      curveOf(run, {
        quantity,
        xAxis,
        logarithmic: yType === 'logarithmic',
      }),
      options.maxPoints ?? 2000,
    ),
  );
  const styles = runStyles(runs, theme);
  const datasets = runs.flatMap((run, i) =>
    curves[i]!.some(({ y }) => !Number.isNaN(y))
      ? [dataset(run, curves[i]!, styles[i]!, mark, theme, options.lineWidth ?? theme.lineWidth)]
      : [],
  );
  const labels = placeOfLabels(datasets, options, yType, theme);
  return {
    type: 'line',
    data: { datasets },
    options: {
      parsing: false,
      animation: false,
      responsive: false,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: {
        padding: {
          top: 6,
          right: labels === 'direct' ? labelRoom(namesOf(datasets), theme) : 8,
          bottom: 2,
          left: 2,
        },
      },
      scales: {
        x: axis({
          title: xAxisLabels[xAxis],
          type: 'linear',
          theme,
          min: options.xBounds?.[0],
          max: options.xBounds?.[1],
          ...(options.xTicks === undefined ? {} : { ticks: options.xTicks }),
        }),
        y: axis({
          title: options.yTitle ?? quantityTitle(quantity, options.scaling, options.terminology),
          type: yType,
          theme,
          min: yBounds?.[0],
          max: yBounds?.[1],
          ...(cosine && options.yBounds === undefined ? { ticks: [-1, -0.5, 0, 0.5, 1] } : {}),
        }),
      },
      plugins: {
        legend: legend(theme, labels === 'legend', mark === 'dots'),
        tooltip: { animation: false },
        // Plugins are fixed when a chart is made; curves that come close to each other only turn this one off.
        lineEndLabels: labels === 'direct' ? {} : false,
      },
    },
    plugins: [raisedExponents(theme.secondary, theme.fontFamily, theme.fontSize - 1), lineEndLabels(theme)],
  } as CurvesConfiguration;
}

function dataset(
  run: FigureRun,
  points: CurvePoint[],
  style: RunStyle,
  mark: 'line' | 'dots',
  theme: Theme,
  lineWidth: number,
): ChartDataset<'line', CurvePoint[]> {
  const dots = mark === 'dots';
  const end = run.status === 'diverged' ? lastShown(points) : -1;
  const usual = {
    style: dots ? style.point : ('circle' as const),
    radius: dots ? theme.pointRadius : 0,
    border: stroked.has(style.point) ? 1 : 0,
  };
  // Options that are functions are asked point by point: only where a point differs from the others.
  const plain = end < 0 && (dots || !points.some((_, i) => isolated(points, i)));
  return {
    label: style.label,
    data: points,
    borderColor: style.color,
    backgroundColor: style.color,
    borderWidth: dots ? 0 : lineWidth,
    borderDash: dots ? [] : style.dash,
    borderJoinStyle: 'round',
    showLine: !dots,
    spanGaps: false,
    // Marks at the edge of the plot are shown whole.
    clip: dots ? 4 : 1,
    ...(plain
      ? { pointStyle: usual.style, pointRadius: usual.radius, pointBorderWidth: usual.border }
      : {
          pointStyle: ({ dataIndex }: { dataIndex: number }) =>
            dataIndex === end ? 'crossRot' : usual.style,
          pointRadius: ({ dataIndex }: { dataIndex: number }) =>
            dataIndex === end ? 5 : !dots && isolated(points, dataIndex) ? 2 : usual.radius,
          pointBorderWidth: ({ dataIndex }: { dataIndex: number }) => (dataIndex === end ? 2 : usual.border),
        }),
    pointHoverRadius: 4,
    pointHitRadius: 4,
  };
}

/** Point shapes made of lines; the others are filled and need no border. */
const stroked: ReadonlySet<RunStyle['point']> = new Set(['cross', 'crossRot', 'star']);

function lastShown(points: readonly CurvePoint[]): number {
  return points.findLastIndex(({ y }) => !Number.isNaN(y));
}

/** A value between two gaps draws no line: it needs a dot to be seen. */
function isolated(points: readonly CurvePoint[], index: number): boolean {
  const gap = (at: number) => points[at] === undefined || Number.isNaN(points[at].y);
  return gap(index - 1) && gap(index + 1);
}

type Datasets = readonly ChartDataset<'line', CurvePoint[]>[];

const namesOf = (datasets: Datasets) => [...new Set(datasets.map(({ label }) => label ?? ''))];

function placeOfLabels(
  datasets: Datasets,
  options: LearningCurvesOptions,
  yType: 'linear' | 'logarithmic',
  theme: Theme,
): 'direct' | 'legend' | 'none' {
  const wanted = options.labels ?? 'auto';
  if (wanted !== 'auto') return wanted;
  if (datasets.length < 2) return 'none';
  if (!canStandAtEnds(datasets.map(({ label }) => label ?? ''))) return 'legend';
  return endLabelsFit(lineEnds(datasets, options, yType), options.height ?? 220, theme) ? 'direct' : 'legend';
}

function lineEnds(
  datasets: Datasets,
  options: LearningCurvesOptions,
  yType: 'linear' | 'logarithmic',
): LineEnd[] {
  const at = yType === 'logarithmic' ? Math.log10 : (value: number) => value;
  const shown = datasets.flatMap(({ data }) => data.filter(({ y }) => !Number.isNaN(y)));
  const extent = (values: readonly number[]) =>
    values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const, [
      Infinity,
      -Infinity,
    ] as readonly [number, number]);
  const [dataLeft, dataRight] = extent(shown.map(({ x }) => x));
  const [dataLow, dataHigh] = extent(shown.map(({ y }) => at(y)));
  const right = options.xBounds?.[1] ?? dataRight;
  const left = options.xBounds?.[0] ?? dataLeft;
  const low = options.yBounds?.[0] === undefined ? dataLow : at(options.yBounds[0]);
  const high = options.yBounds?.[1] === undefined ? dataHigh : at(options.yBounds[1]);
  return datasets.map(({ label, data }) => {
    const end = data[lastShown(data)]!;
    return {
      label: label ?? '',
      x: (end.x - left) / (right - left),
      y: (at(end.y) - low) / (high - low || 1),
    };
  });
}
