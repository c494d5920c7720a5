/**
 * Activation functions a = phi(z), elementwise, with their derivatives as functions of the activation itself, so
 * that only activations need storing.
 */

import type { ActivationName } from '#contract/model.ts';
import { sigmoid, softplus } from '../likelihoods/bernoulli.ts';

export interface Activation {
  /** phi(z) */
  value(z: number): number;
  /** phi'(z) in terms of a = phi(z). ReLU: 0 at the kink. */
  first(a: number): number;
  /** phi''(z) in terms of a = phi(z). */
  second(a: number): number;
}

export const activations: Readonly<Record<ActivationName, Activation>> = {
  tanh: { value: Math.tanh, first: (a) => 1 - a * a, second: (a) => -2 * a * (1 - a * a) },
  relu: { value: (z) => (z > 0 ? z : 0), first: (a) => (a > 0 ? 1 : 0), second: () => 0 },
  sigmoid: { value: sigmoid, first: (a) => a * (1 - a), second: (a) => a * (1 - a) * (1 - 2 * a) },
  // softplus' = sigmoid(z) = 1 - exp(-a), softplus'' = sigmoid(z) (1 - sigmoid(z)).
  softplus: { value: softplus, first: (a) => -Math.expm1(-a), second: (a) => -Math.expm1(-a) * Math.exp(-a) },
  identity: { value: (z) => z, first: () => 1, second: () => 0 },
};
