/** Glorot and Bengio's start: weights uniform on +-sqrt(6 / (inputs + outputs)) of their layer, biases 0. */

import type { RandomStream } from '../random.ts';
import type { LayerShape } from './objective.ts';

/** @returns theta (D) for these layers */
export function xavierStart(layers: readonly LayerShape[], random: RandomStream): Float64Array {
  const dimension = layers.reduce(
    (sum, layer) => sum + layer.outputs * (layer.inputs + (layer.bias ? 1 : 0)),
    0,
  );
  const theta = new Float64Array(dimension);
  for (const { offset, inputs, outputs } of layers) {
    const limit = Math.sqrt(6 / (inputs + outputs));
    for (let i = 0; i < inputs * outputs; i++) theta[offset + i] = limit * (2 * random.uniform() - 1);
  }
  return theta;
}
