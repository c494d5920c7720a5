/** Where a run starts. */

import type { Start } from '#contract/experiment.ts';
import type { ModelSpec } from '#contract/model.ts';
import type { LayerShape } from '../models/objective.ts';
import { xavierStart } from '../models/xavier.ts';
import { RandomStream } from '../random.ts';

export interface StartFacts {
  /** D */
  readonly dimension: number;
  /** How theta divides into layers. */
  readonly layers: readonly LayerShape[];
  /** The run's seed: the experiment's plus the repeat. Random starts depend on it and on their own seed. */
  readonly seed: number;
  /** theta* where the start is the minimum. */
  readonly minimum: Float64Array | null;
}

/**
 * theta_0 (D). normal: scale times standard normal draws; xavier: see `xavierStart`; minimum: factor times theta*. Throws a RangeError where theta* is missing.
 */
export function startPoint(start: Start, facts: StartFacts): Float64Array {
  switch (start.kind) {
    case 'zeros':
      return new Float64Array(facts.dimension);
    case 'normal': {
      const random = new RandomStream(start.seed, 'start', facts.seed);
      return Float64Array.from({ length: facts.dimension }, () => start.scale * random.normal());
    }
    case 'xavier':
      return xavierStart(facts.layers, new RandomStream(start.seed, 'start', facts.seed));
    case 'values':
      return Float64Array.from(start.values);
    case 'minimum':
      return scaledMinimum(facts.minimum, start.factor);
  }
}

/** The start of an experiment that names none: zeros; xavier for a network, whose units zeros would keep alike. */
export function usualStart(model: ModelSpec): Start {
  return model.kind === 'mlp' ? { kind: 'xavier', seed: 0 } : { kind: 'zeros' };
}

/** factor x theta* (D). */
export function scaledMinimum(minimum: Float64Array | null, factor: number): Float64Array {
  if (minimum === null) throw new RangeError('the start needs the minimum, which was not computed');
  return minimum.map((value) => factor * value);
}
