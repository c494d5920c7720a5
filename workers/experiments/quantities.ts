/** What a run can record: one small function for each quantity of contract/quantities.ts (math.md section 7). */

import type { QuantityName } from '#contract/quantities.ts';
import { norm } from '../linalg/vector.ts';
import type { Optimizer, Proposal, RuleEvent, StepReport } from '../optimizers/optimizer.ts';
import type { Point } from '../optimizers/point.ts';
import { cosineDamped, cosineUndamped, fullMatrix, normRatio } from './cosines.ts';
import { conditionOf, largestEigenvalueOf, relativeDifferenceOf } from './spectra.ts';

/** A run at one state. */
export interface StateView {
  /** The full training objective at this theta. */
  readonly point: Point;
  /** The test objective at this theta. */
  readonly test: Point | null;
  readonly rule: Optimizer;
  /** What the rule would do from here; null where its solve fails. */
  readonly proposal: Proposal | null;
  /** Whether the run's damping is relative to trace(B)/D. */
  readonly relativeDamping: boolean;
  readonly minimum: Float64Array | null;
  /** Wall-clock seconds since the run began. */
  readonly seconds: number;
  readonly rowsVisited: number;
  readonly gradientEvaluations: number;
  note(event: RuleEvent): void;
}

/** A run between two states. */
export interface StepView {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly lossBefore: number;
  readonly lossAfter: number;
  readonly report: StepReport;
}

type StateName = Exclude<QuantityName, StepName>;
type StepName = 'stepNorm' | 'predictedDecrease' | 'actualDecrease' | 'dampingRatio';

export const stateQuantities: { readonly [name in StateName]: (state: StateView) => number } = {
  loss: ({ point }) => point.loss,
  testLoss: ({ test }) => test?.loss ?? Number.NaN,
  accuracy: ({ point }) => point.objective.accuracy(point.theta),
  testAccuracy: ({ test }) => test?.objective.accuracy(test.theta) ?? Number.NaN,
  rSquared: ({ point }) => point.objective.rSquared(point.theta),
  gradientNorm: ({ point }) => norm(point.gradient),
  cosineToNaturalGradient: cosineDamped,
  cosineToNaturalGradientUndamped: cosineUndamped,
  normRatio,
  distanceToMinimum: ({ point, minimum }) =>
    minimum === null ? Number.NaN : norm(point.theta.map((value, i) => value - minimum[i]!)),
  effectiveDamping: ({ proposal }) => proposal?.damping ?? Number.NaN,
  relativeDifference: ({ point }) => relativeDifferenceOf(point),
  conditionNumber: (state) => conditionOf(preconditionerOrFisher(state)),
  largestEigenvalue: (state) => largestEigenvalueOf(preconditionerOrFisher(state)),
  seconds: ({ seconds }) => seconds,
  epochs: ({ point, rowsVisited }) => rowsVisited / point.objective.rows,
  gradientEvaluations: ({ gradientEvaluations }) => gradientEvaluations,
};

export const stepQuantities: { readonly [name in StepName]: (step: StepView) => number } = {
  stepNorm: ({ before, after }) => norm(after.map((value, i) => value - before[i]!)),
  predictedDecrease: ({ report }) => report.predictedDecrease,
  actualDecrease: ({ lossBefore, lossAfter }) => lossBefore - lossAfter,
  dampingRatio: ({ report }) => report.actualDecrease / report.predictedDecrease,
};

/** Whether a name is that of a state quantity. */
export function isStateQuantity(name: string): name is StateName {
  return name in stateQuantities;
}

/** Whether a name is that of a step quantity. */
export function isStepQuantity(name: string): name is StepName {
  return name in stepQuantities;
}

function preconditionerOrFisher({ rule, point }: StateView) {
  return rule.preconditioner(point.theta) ?? fullMatrix(point, 'fisher');
}
