/**
 * What the format has but the engine cannot run yet: refused with the option's path, never ignored. Each entry
 * leaves the list when its feature lands; the file goes when the list is empty.
 */

import type { Issue } from './errors.ts';
import type { Experiment } from './experiment.ts';
import { formatPath, remarkAt } from './issues.ts';

/** A path pattern and the values that do not run yet; `*` stands for every index. */
const gaps: readonly { readonly path: readonly string[]; readonly values: readonly unknown[] | 'any' }[] = [
  { path: ['kind'], values: ['curvature'] },
];

/** One issue for each value of an experiment that the engine cannot run yet. */
export function unavailableOptions(experiment: Experiment): Issue[] {
  return gaps.flatMap(({ path, values }) =>
    valuesAt(experiment, path).flatMap(({ at, value }) => {
      if (value === undefined || value === null || (values !== 'any' && !values.includes(value))) return [];
      return [remarkAt(formatPath(at), `${JSON.stringify(value)} is not available yet`)];
    }),
  );
}

function valuesAt(
  value: unknown,
  path: readonly string[],
  at: readonly PropertyKey[] = [],
): { at: readonly PropertyKey[]; value: unknown }[] {
  const [step, ...rest] = path;
  if (step === undefined) return [{ at, value }];
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') {
    return Array.isArray(value) ? value.flatMap((item, i) => valuesAt(item, rest, [...at, i])) : [];
  }
  return valuesAt((value as Record<string, unknown>)[step], rest, [...at, step]);
}
