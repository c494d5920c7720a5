/** The quantities that a run can record (math.md section 7): names, labels, axes, cost and where they apply. */

import { outputOf, type ModelSpec } from './model.ts';

export interface QuantityInfo {
  readonly label: string;
  /** State: iterations + 1 values, the start first. Step: iterations values, entry k from state k to k + 1. */
  readonly per: 'state' | 'step';
  readonly axis: 'linear' | 'logarithmic';
  /** Needs a matrix or a solve of its own: thinned by `recordEvery`. */
  readonly expensive: boolean;
  readonly description: string;
}

export const quantityInfo = {
  loss: {
    label: 'Training loss',
    per: 'state',
    axis: 'logarithmic',
    expensive: false,
    description: 'L(θ), the L2 penalty included',
  },
  testLoss: {
    label: 'Test loss',
    per: 'state',
    axis: 'logarithmic',
    expensive: false,
    description: 'Loss on the test rows, scaled like the training loss, the penalty included',
  },
  accuracy: {
    label: 'Training accuracy',
    per: 'state',
    axis: 'linear',
    expensive: false,
    description: 'Share of training rows whose most likely class is the label',
  },
  testAccuracy: {
    label: 'Test accuracy',
    per: 'state',
    axis: 'linear',
    expensive: false,
    description: 'Share of test rows whose most likely class is the label',
  },
  rSquared: {
    label: 'R²',
    per: 'state',
    axis: 'linear',
    expensive: false,
    description: '1 − residual sum of squares / total sum of squares, training rows',
  },
  gradientNorm: {
    label: 'Gradient norm',
    per: 'state',
    axis: 'logarithmic',
    expensive: false,
    description: '|g|, Euclidean',
  },
  cosineToNaturalGradient: {
    label: 'Cosine to the natural gradient',
    per: 'state',
    axis: 'linear',
    expensive: true,
    description:
      "Cosine between this run's direction and the natural gradient, both with the run's damping (1e-8 for methods without)",
  },
  cosineToNaturalGradientUndamped: {
    label: 'Cosine to the natural gradient, undamped',
    per: 'state',
    axis: 'linear',
    expensive: true,
    description: "Cosine between this run's direction and the natural gradient, both without damping",
  },
  normRatio: {
    label: '|EFG| / |NG|',
    per: 'state',
    axis: 'logarithmic',
    expensive: true,
    description:
      "Norm of the empirical natural gradient over that of the natural gradient, both with the run's damping",
  },
  distanceToMinimum: {
    label: 'Distance to the minimum',
    per: 'state',
    axis: 'logarithmic',
    expensive: false,
    description: '|θ − θ*|, Euclidean',
  },
  effectiveDamping: {
    label: 'Effective damping',
    per: 'state',
    axis: 'logarithmic',
    expensive: false,
    description: 'The λ that the solve at this state used, raises included',
  },
  relativeDifference: {
    label: '|EF - F| / |F|',
    per: 'state',
    axis: 'logarithmic',
    expensive: true,
    description: 'Frobenius norm of empirical Fisher minus Fisher over that of the Fisher (data terms)',
  },
  conditionNumber: {
    label: 'Condition number',
    per: 'state',
    axis: 'logarithmic',
    expensive: true,
    description: "Of the run's undamped preconditioner (of F for methods without)",
  },
  largestEigenvalue: {
    label: 'Largest eigenvalue',
    per: 'state',
    axis: 'logarithmic',
    expensive: true,
    description: "Of the run's undamped preconditioner (of F for methods without)",
  },
  seconds: {
    label: 'Seconds',
    per: 'state',
    axis: 'linear',
    expensive: false,
    description: 'Wall-clock time since the start of the run',
  },
  epochs: {
    label: 'Epochs',
    per: 'state',
    axis: 'linear',
    expensive: false,
    description: 'Rows visited over N',
  },
  gradientEvaluations: {
    label: 'Gradient evaluations',
    per: 'state',
    axis: 'linear',
    expensive: false,
    description: 'One-row gradients computed so far by the optimizer',
  },
  stepNorm: {
    label: 'Step norm',
    per: 'step',
    axis: 'logarithmic',
    expensive: false,
    description: '|θₖ₊₁ − θₖ|, Euclidean',
  },
  predictedDecrease: {
    label: 'Predicted decrease',
    per: 'step',
    axis: 'logarithmic',
    expensive: true,
    description: '−(gᵀd + dᵀB₀d / 2), B₀ the undamped matrix',
  },
  actualDecrease: {
    label: 'Actual decrease',
    per: 'step',
    axis: 'logarithmic',
    expensive: false,
    description: 'L(θ) − L(θ + d)',
  },
  dampingRatio: {
    label: 'Damping ratio',
    per: 'step',
    axis: 'linear',
    expensive: true,
    description: 'ρ: actual over predicted decrease',
  },
} as const satisfies Record<string, QuantityInfo>;

export type QuantityName = keyof typeof quantityInfo;
export const quantityNames = Object.keys(quantityInfo) as [QuantityName, ...QuantityName[]];
/** What `record` may name: the quantities, and "theta" for the path itself. */
export const recordNames = [...quantityNames, 'theta'] as [
  QuantityName | 'theta',
  ...(QuantityName | 'theta')[],
];
export type RecordName = (typeof recordNames)[number];

/** `record` when the file leaves it out: the cosine only where a dense solve is cheap. */
export function defaultRecord(parameters: number): RecordName[] {
  return parameters <= 200
    ? ['loss', 'gradientNorm', 'stepNorm', 'cosineToNaturalGradient']
    : ['loss', 'gradientNorm', 'stepNorm'];
}

/** Why a quantity cannot be recorded for a model and a test fraction, or null where it can. */
export function whyNotRecorded(name: RecordName, model: ModelSpec, testFraction: number): string | null {
  const output = outputOf(model);
  const classifies = output === 'logistic' || output === 'softmax';
  if ((name === 'testLoss' || name === 'testAccuracy') && testFraction === 0)
    return 'needs dataset.testFraction > 0';
  if ((name === 'accuracy' || name === 'testAccuracy') && !classifies)
    return `needs a classifier, not a ${output} output`;
  if (name === 'rSquared' && output !== 'linear') return `needs least squares, not a ${output} output`;
  return null;
}
