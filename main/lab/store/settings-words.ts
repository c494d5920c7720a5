/** Step size and damping of an optimizer in a few words, to tell experiments of one name apart in a list. */

import { isRange, type Damping, type Range } from '#contract/ranges.ts';

interface Settings {
  readonly stepSize: number | Range;
  readonly damping?: Damping | Range;
}

/** "1", "1, damping 1e-3", "0.01 to 10, damping 0 to 1" */
export function settingsWords({ stepSize, damping }: Settings): string {
  const step = isRange(stepSize) ? rangeWords(stepSize) : short(stepSize);
  if (damping === undefined || damping === 0) return step;
  if (isRange(damping)) return `${step}, damping ${rangeWords(damping)}`;
  return `${step}, damping ${typeof damping === 'number' ? short(damping) : `${short(damping.relative)} tr(B)/D`}`;
}

function rangeWords(range: Range): string {
  if ('logspace' in range) return `${short(10 ** range.logspace[0])} to ${short(10 ** range.logspace[1])}`;
  return range.values.length === 1
    ? short(range.values[0]!)
    : `${short(Math.min(...range.values))} to ${short(Math.max(...range.values))}`;
}

function short(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  return rounded === 0 || (size >= 1e-3 && size < 1e5) ? String(rounded) : rounded.toExponential();
}
