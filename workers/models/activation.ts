/**
 * Activation functions a = phi(z), elementwise, with their derivatives as functions of the activation itself, so
 * that only activations need storing.
 */

import type { ActivationName } from '#contract/model.ts';
import { applyInPlace } from '../linalg/elementwise.ts';

export interface Activation {
  /** Replaces every z by phi(z). */
  apply(z: Float64Array): void;
  /** phi'(z) in terms of a = phi(z). ReLU: 0 at the kink. */
  first(a: number): number;
  /** phi''(z) in terms of a = phi(z). */
  second(a: number): number;
}

export const activations: Readonly<Record<ActivationName, Activation>> = {
  tanh: {
    apply: (z) => applyInPlace('tanh', z),
    first: (a) => 1 - a * a,
    second: (a) => -2 * a * (1 - a * a),
  },
  relu: {
    apply: (z) => {
      for (let i = 0; i < z.length; i++) if (!(z[i]! > 0)) z[i] = 0;
    },
    first: (a) => (a > 0 ? 1 : 0),
    second: () => 0,
  },
  sigmoid: {
    apply: (z) => applyInPlace('sigmoid', z),
    first: (a) => a * (1 - a),
    second: (a) => a * (1 - a) * (1 - 2 * a),
  },
  // softplus' = sigmoid(z) = 1 - exp(-a), softplus'' = sigmoid(z) (1 - sigmoid(z)).
  softplus: {
    apply: (z) => applyInPlace('softplus', z),
    first: (a) => -Math.expm1(-a),
    second: (a) => -Math.expm1(-a) * Math.exp(-a),
  },
  identity: { apply: () => undefined, first: () => 1, second: () => 0 },
};
