/** The axes of all figures: linear with few ticks, logarithmic with labelled decades and minor ticks. */

import type { LogarithmicScale, Scale, ScaleOptionsByType, Tick } from 'chart.js';
import { powerOfTen, shortNumber, tickNumber } from './format.ts';
import type { Theme } from './theme.ts';

export interface AxisOptions {
  readonly title: string;
  readonly type: 'linear' | 'logarithmic';
  readonly theme: Theme;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Grid lines at the major ticks (default true). */
  readonly grid?: boolean;
  /** Labels and title (default true); false leaves the tick marks. */
  readonly labels?: boolean;
  readonly ticks?: readonly number[];
  /** Texts instead of numbers at `ticks`. */
  readonly tickLabels?: readonly string[];
  /** At most so many labels (linear axes; default 7). */
  readonly maxTicks?: number;
  /** Of whole numbers: ticks stand at them only. */
  readonly whole?: boolean;
}

type AxisConfiguration = Partial<ScaleOptionsByType<'linear'>> & Partial<ScaleOptionsByType<'logarithmic'>>;

/** The Chart.js options of one axis. */
export function axis(options: AxisOptions): Record<string, unknown> {
  const { theme, type, labels = true } = options;
  const logarithmic = type === 'logarithmic';
  const configuration: Record<string, unknown> = {
    type,
    border: { display: true, color: theme.axis, width: 1 },
    grid: {
      display: true,
      color: (context: { tick?: Tick }) =>
        options.grid === false || (logarithmic && context.tick?.major !== true) ? 'transparent' : theme.grid,
      tickColor: theme.axis,
      tickLength: 4,
      lineWidth: 1,
    },
    title: {
      display: labels && options.title !== '',
      text: options.title,
      color: theme.text,
      font: { family: theme.fontFamily, size: theme.fontSize },
      padding: 2,
    },
    ticks: {
      display: labels,
      color: theme.secondary,
      font: { family: theme.fontFamily, size: theme.fontSize - 1 },
      padding: 3,
      maxRotation: 0,
      autoSkip: !logarithmic,
      maxTicksLimit: options.maxTicks ?? 7,
      ...(options.whole === true ? { precision: 0 } : {}),
      // Only round numbers: the ends of a range would crowd their neighbours.
      includeBounds: false,
      callback: logarithmic ? undefined : linearLabel,
    },
  };
  if (options.min !== undefined) configuration['min'] = options.min;
  if (options.max !== undefined) configuration['max'] = options.max;
  if (options.ticks !== undefined) {
    const values = options.ticks;
    configuration['afterBuildTicks'] = (scale: Scale) => {
      scale.ticks = values.map((value) => ({ value, major: true }));
    };
    const texts = options.tickLabels;
    if (texts !== undefined) {
      const ticks = configuration['ticks'] as Record<string, unknown>;
      ticks['autoSkip'] = false;
      ticks['callback'] = (value: number | string) => texts[values.indexOf(Number(value))] ?? '';
    }
  }
  Object.assign(
    configuration,
    logarithmic ? logarithmicAxis(options) : { afterDataLimits: flatten(options) },
  );
  return configuration;
}

function linearLabel(this: Scale, value: number | string, _index: number, ticks: Tick[]): string {
  const step = ticks.length > 1 ? Math.abs(ticks[1]!.value - ticks[0]!.value) : Math.abs(Number(value));
  return tickNumber(Number(value), step);
}

/** Values that differ by less, relatively, are one value: their curve is flat, not a picture of rounding. */
const sameToRounding = 1e-9;
const airOfOneValue = 1.1;

function flatten(options: AxisOptions): (scale: Scale) => void {
  return (scale) => {
    const size = Math.max(Math.abs(scale.min), Math.abs(scale.max));
    if (options.min !== undefined || options.max !== undefined || !(scale.max > scale.min)) return;
    if (scale.max - scale.min >= sameToRounding * size) return;
    scale.min -= (airOfOneValue - 1) * size;
    scale.max += (airOfOneValue - 1) * size;
  };
}

function logarithmicAxis(options: AxisOptions): AxisConfiguration & Record<string, unknown> {
  const base = axisTicks(options.theme, options.labels ?? true);
  return {
    ticks: base,
    // A little air above and below, so that a curve does not run along the edge.
    afterDataLimits(scale: LogarithmicScale) {
      if (!(scale.min > 0) || !(scale.max > scale.min)) return;
      const ratio = scale.max / scale.min;
      const air = ratio < 1 + sameToRounding ? airOfOneValue : ratio ** 0.03;
      if (options.min === undefined) scale.min /= air;
      if (options.max === undefined) scale.max *= air;
    },
    afterBuildTicks(scale: LogarithmicScale) {
      scale.ticks = logarithmicTicks(
        scale.min,
        scale.max,
        scale.isHorizontal() ? scale.width / 45 : scale.height / 22,
      );
    },
  } as AxisConfiguration & Record<string, unknown>;
}

function axisTicks(theme: Theme, display: boolean): never {
  return {
    display,
    color: 'transparent', // drawn with raised exponents by the raisedExponents plugin
    font: { family: theme.fontFamily, size: theme.fontSize - 1 },
    padding: 3,
    maxRotation: 0,
    autoSkip: false,
    callback: (_value: number | string, index: number, ticks: LabelledTick[]) => ticks[index]?.text ?? '',
  } as never;
}

/** A tick that carries its label; an empty one is a minor tick. */
export type LabelledTick = Tick & { text: string };

/**
 * Ticks of a logarithmic axis: decades labelled (every so many when crowded), the others unlabelled and left out where
 * they would stand too close; on less than two decades the multiples 2 and 5 are labelled too, all as plain numbers
 * where those are short; on a fraction of a decade evenly spaced values.
 * @param room labels that fit along the axis
 */
export function logarithmicTicks(min: number, max: number, room = 8): LabelledTick[] {
  if (!(min > 0) || !(max > min) || !Number.isFinite(max)) return [];
  const decades = Math.log10(max / min);
  if (decades < 0.7) return evenTicks(min, max, Math.min(6, Math.max(2, room)));
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const last = Math.floor(Math.log10(max) + 1e-9);
  const every = Math.max(1, niceStride((last - first + 1) / Math.max(2, room)));
  const multiples = decades < 1.8 ? [2, 5] : [];
  const plain = multiples.length > 0 && min >= 1e-3 && max < 1e5;
  const crowded = room / decades < minorRoom;
  const ticks: LabelledTick[] = [];
  for (let exponent = first - 1; exponent <= last; exponent++) {
    const decade = 10 ** exponent;
    const labelled = exponent % every === 0;
    if (exponent >= first)
      ticks.push({ value: decade, major: labelled, text: labelled ? decadeText(exponent, plain) : '' });
    if (crowded || every > 2) continue;
    for (let digit = 2; digit <= 9; digit++) {
      const value = digit * decade;
      if (value < min || value > max) continue;
      ticks.push({
        value,
        major: false,
        text: multiples.includes(digit) ? multipleText(digit, exponent, plain) : '',
      });
    }
  }
  return ticks;
}

/** Labels that must fit into a decade for its minor ticks to be told apart. */
const minorRoom = 1.5;

/** Beside 0.2 and 0.05 stands 0.1, not a power of ten. */
const decadeText = (exponent: number, plain: boolean) =>
  plain ? shortNumber(10 ** exponent) : powerOfTen(exponent);

const multipleText = (digit: number, exponent: number, plain: boolean) =>
  plain ? shortNumber(digit * 10 ** exponent) : `${digit}·${powerOfTen(exponent)}`;

function niceStride(wanted: number): number {
  return [1, 2, 3, 5, 10, 20, 50, 100].find((stride) => stride >= wanted) ?? 200;
}

function evenTicks(min: number, max: number, count: number): LabelledTick[] {
  const rough = (max - min) / count;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * decade).find((candidate) => candidate >= rough)!;
  // Closer than numbers and their labels can tell apart, as after zooming very far: one tick.
  if (step < max * 1e-12) return [{ value: min, major: true, text: shortNumber(min) }];
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, major: true, text: shortNumber(value, 1 + Math.ceil(Math.log10(max / step))) };
  });
}

/** An axis of positions 0, 1, 2, ... that are labelled with the values of a range: decades where it has them. */
export function rangeAxis(title: string, values: ArrayLike<number>, theme: Theme): Record<string, unknown> {
  const ticks = rangeTicks(values);
  return {
    ...axis({ title, type: 'linear', theme, min: -0.5, max: values.length - 0.5, grid: false }),
    ticks: axisTicks(theme, values.length > 0),
    afterBuildTicks(scale: Scale) {
      const room = scale.isHorizontal() ? scale.width / 45 : scale.height / 22;
      const every = Math.max(1, Math.ceil(ticks.length / Math.max(2, room)));
      scale.ticks = ticks.filter((_, i) => i % every === 0);
    },
  };
}

/** Ticks at the whole powers of ten of a range; at every value of a range without two of them. */
export function rangeTicks(values: ArrayLike<number>): LabelledTick[] {
  const all = Array.from(values, (value, i) => ({ value: i, exponent: Math.log10(value), number: value }));
  const decades = all.filter(({ exponent }) => Math.abs(exponent - Math.round(exponent)) < 1e-9);
  if (decades.length >= 2) {
    return decades.map(({ value, exponent }) => ({
      value,
      major: true,
      text: powerOfTen(Math.round(exponent)),
    }));
  }
  return all.map(({ value, number }) => ({ value, major: true, text: shortNumber(number, 2) }));
}
