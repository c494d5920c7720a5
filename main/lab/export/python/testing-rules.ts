/** Every rule that a script can express, for tests: each matrix of each optimizer, with each way to take the step. */

import type { ModelSpec } from '#contract/model.ts';
import { structureNames } from '#contract/optimizers.ts';
import { whyNotStructure } from '#contract/support.ts';
import type { Case } from './testing.ts';

type Options = Readonly<Record<string, unknown>>;

const models: readonly ModelSpec[] = [
  { kind: 'linear', noiseVariance: 2, l2: 0 },
  { kind: 'logistic', l2: 0.01 },
  { kind: 'softmax', l2: 0.02 },
  { kind: 'poisson', l2: 0.01 },
];

const preconditioned: readonly (Options & { kind: 'newton' | 'ngd' | 'efgd' | 'ggn'; split?: string })[] = [
  { kind: 'newton' },
  { kind: 'ngd', fisher: 'exact' },
  { kind: 'ngd', fisher: 'mode-label' },
  { kind: 'efgd' },
  { kind: 'ggn', split: 'canonical' },
  { kind: 'ggn', split: 'trivial' },
  { kind: 'ggn', split: 'empirical' },
];

/** Each optimizer with each structure that it has, on each likelihood. */
export const rules: readonly Case[] = models.flatMap((model) => [
  { model, options: { kind: 'gd' } },
  ...preconditioned.flatMap((optimizer) =>
    structureNames
      .filter((structure) => whyNotStructure({ ...optimizer, structure }) === null)
      .map((structure) => ({ model, options: { ...optimizer, structure } })),
  ),
]);

const steps = (['constant', 'inverse-sqrt', 'inverse', 'cosine'] as const).flatMap((schedule) =>
  (['none', 'armijo'] as const).map((lineSearch) => ({ schedule, lineSearch })),
);
const dampings = [
  { damping: 0.03 },
  { damping: { relative: 0.05 } },
  { damping: 0.2, dampingRule: 'levenberg-marquardt' },
  { damping: { relative: 0.3 }, dampingRule: 'levenberg-marquardt' },
  { damping: 0 },
].flatMap((damping) => [false, true].map((rejectSteps) => ({ ...damping, rejectSteps })));

/** How a rule may take its steps; the plain gradient has no matrix to damp. */
export function waysOf({ options }: Case): Options[] {
  return options['kind'] === 'gd'
    ? steps
    : steps.flatMap((step) => dampings.map((damping) => ({ ...step, ...damping })));
}

/**
 * A run of a rule taken that way. The shape turns with `turn`: both scalings, more rows than parameters and fewer
 * (where a low rank is one), step sizes that descend and ones that overshoot.
 */
export function caseOf({ model, options }: Case, way: Options, turn: number): Case {
  const wide = turn % 3 === 0 && way['damping'] !== 0;
  // The rates of a Poisson model grow as exp: where they explode, so does rounding.
  const tamed = options['kind'] === 'gd' ? 0.05 : model.kind === 'poisson' ? 0.3 : 1;
  const stepSize = [0.3, 0.9, 2.5][turn % 3]! * tamed;
  return {
    model,
    options: { ...options, ...way, stepSize },
    scaling: turn % 2 === 0 ? 'mean' : 'sum',
    start: model.kind === 'poisson' ? 0.02 : 0.1,
    iterations: 6,
    rows: wide ? 9 : 40,
    columns: wide ? 13 : 4,
  };
}
