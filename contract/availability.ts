/**
 * What the format has but the engine cannot run yet: refused with the option's path, never ignored. Each entry
 * leaves the list when its feature lands; the file goes when the list is empty.
 */

import type { Issue } from './errors.ts';
import type { Experiment } from './experiment.ts';
import { formatPath, remarkAt } from './issues.ts';

/** A path pattern and the values that do not run yet; `*` stands for every index. */
const gaps: readonly { readonly path: readonly string[]; readonly values: readonly unknown[] | 'any' }[] = [
  { path: ['kind'], values: ['vector-field', 'quadratic', 'curvature', 'consistency', 'starting-points'] },
  { path: ['model', 'kind'], values: ['softmax', 'poisson', 'mlp'] },
  {
    path: ['optimizers', '*', 'kind'],
    values: ['ggn', 'sgd', 'momentum', 'sign', 'adagrad', 'rmsprop', 'adam', 'online-ng', 'variance-adapted'],
  },
  {
    path: ['optimizers', '*', 'structure'],
    values: ['diagonal', 'block', 'kronecker', 'ekfac', 'low-rank', 'matrix-free'],
  },
  { path: ['optimizers', '*', 'fisher'], values: ['monte-carlo', 'mode-label'] },
  { path: ['optimizers', '*', 'dampingRule'], values: ['levenberg-marquardt'] },
  { path: ['optimizers', '*', 'rejectSteps'], values: [true] },
  { path: ['optimizers', '*', 'lineSearch'], values: ['armijo'] },
  { path: ['optimizers', '*', 'batchSize'], values: 'any' },
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
