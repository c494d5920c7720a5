/** Edits of the list of optimizers that the form makes: add, duplicate, change of kind, search on and off. */

import { optimizerInfo } from '#contract/optimizer-info.ts';
import { optionsOf, type OptimizerKind } from '#contract/optimizers.ts';
import { isRange, rangeValues, type Range } from '#contract/ranges.ts';
import type { JsonObject } from '../../stores/document-path.ts';

/** Where a new optimizer of a kind begins: what works on small data sets. */
const firstStepSizes: Partial<Record<OptimizerKind, number>> = {
  gd: 1e-4,
  ngd: 1,
  newton: 1,
  ggn: 1,
  efgd: 0.1,
};

/** `wanted`, or with the first number behind it that is free. */
export function freeId(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  const stem = wanted.replace(/-\d+$/, '');
  for (let i = 2; ; i++) if (!taken.includes(`${stem}-${i}`)) return `${stem}-${i}`;
}

export function newOptimizer(kind: OptimizerKind, taken: readonly string[]): JsonObject {
  return {
    id: freeId(kind, taken),
    kind,
    stepSize: firstStepSizes[kind] ?? 0.01,
    ...('damping' in optionsOf(kind) ? { damping: 1e-6 } : {}),
    ...(optimizerInfo[kind].stochasticOnly ? { batchSize: 32 } : {}),
  };
}

export function duplicateOptimizer(optimizer: JsonObject, taken: readonly string[]): JsonObject {
  return { ...optimizer, id: freeId(String(optimizer['id']), taken) };
}

/** The optimizer with another kind: options that both have stay, the id follows where it was the kind's own. */
export function changeKind(optimizer: JsonObject, kind: OptimizerKind, taken: readonly string[]): JsonObject {
  const known = optionsOf(kind);
  const id = String(optimizer['id']);
  const named = id === String(optimizer['kind']) || /^[a-z-]+-\d+$/.test(id);
  const kept = Object.fromEntries(
    Object.entries(optimizer).filter(
      ([key, value]) => key in known && known[key]!.safeParse(value).success && key !== 'kind',
    ),
  );
  return {
    ...newOptimizer(kind, taken),
    ...kept,
    kind,
    id: named
      ? freeId(
          kind,
          taken.filter((other) => other !== id),
        )
      : id,
  };
}

/** A number becomes the range of two decades around it, a range its middle value. */
export function toggleSearch(value: unknown): number | Range {
  if (isRange(value)) {
    const values = rangeValues(value);
    const middle = values[Math.floor(values.length / 2)] ?? 1;
    return Number(middle.toPrecision(4));
  }
  const centre = typeof value === 'number' && value > 0 ? Math.round(Math.log10(value)) : -4;
  return { logspace: [centre - 2, centre + 2, 17] };
}
