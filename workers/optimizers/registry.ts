/** The update rules by kind. */

import type { OptimizerKind, OptimizerSpec } from '#contract/optimizers.ts';
import type { Damping } from '#contract/ranges.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { efgd } from './efgd.ts';
import { gd } from './gd.ts';
import { ggn } from './ggn.ts';
import { momentum } from './momentum.ts';
import { newton } from './newton.ts';
import { ngd } from './ngd.ts';
import { onlineNg } from './online-ng.ts';
import type { Optimizer, OptimizerContext, OptimizerFactory } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';
import { sign } from './sign.ts';
import { varianceAdapted } from './variance-adapted.ts';

const factories: { readonly [K in OptimizerKind]: OptimizerFactory<K> } = {
  gd,
  newton,
  ngd,
  efgd,
  ggn,
  sgd,
  momentum,
  sign,
  adagrad,
  rmsprop,
  adam,
  'online-ng': onlineNg,
  'variance-adapted': varianceAdapted,
};

/**
 * The rule of an optimizer with numbers in place of its ranges.
 * @param damping null for kinds without
 */
export function createOptimizer(
  spec: OptimizerSpec,
  stepSize: number,
  damping: Damping | null,
  context: OptimizerContext,
): Optimizer {
  // The spec's kind and the factory's are the same K, which TypeScript cannot see through the lookup.
  const factory = factories[spec.kind] as OptimizerFactory<OptimizerKind>;
  return factory({ ...spec, stepSize, damping: damping ?? 0 }, context);
}
