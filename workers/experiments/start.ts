/** Where a run starts. */

import type { Start } from '#contract/experiment.ts';
import { outputCount, type ModelSpec } from '#contract/model.ts';
import { RandomStream } from '../random.ts';

export interface StartFacts {
  readonly model: ModelSpec;
  /** P, columns of the design. */
  readonly columns: number;
  readonly classes: number;
  /** D */
  readonly dimension: number;
  /** The run's seed: the experiment's plus the repeat. Random starts depend on it and on their own seed. */
  readonly seed: number;
  /** theta* where the start is the minimum. */
  readonly minimum: Float64Array | null;
}

/**
 * theta_0 (D). normal: scale times standard normal draws; xavier: weights uniform on +-sqrt(6/(inputs + outputs)) of
 * their layer, biases 0; minimum: factor times theta*. Throws a RangeError where theta* is missing.
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
      return xavier(facts, new RandomStream(start.seed, 'start', facts.seed));
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

/** Layer by layer the weights (outputs x inputs, row by row), then the biases; a linear predictor has no biases. */
function xavier({ model, columns, classes, dimension }: StartFacts, random: RandomStream): Float64Array {
  const outputs = outputCount(model, classes);
  const hidden = model.kind === 'mlp' ? model.hidden : [];
  const widths = [columns, ...hidden, outputs];
  const theta = new Float64Array(dimension);
  let at = 0;
  for (let layer = 1; layer < widths.length; layer++) {
    const [fanIn, fanOut] = [widths[layer - 1]!, widths[layer]!];
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    for (let i = 0; i < fanIn * fanOut; i++) theta[at++] = limit * (2 * random.uniform() - 1);
    if (model.kind === 'mlp') at += fanOut;
  }
  return theta;
}
