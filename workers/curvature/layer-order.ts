/**
 * A layer's parameters in Kronecker order: a matrix outputs x width with the bias as last column, width = inputs + 1
 * (inputs without a bias). In theta they stand as the weights row by row, then the biases: a permutation of it.
 */

import type { LayerShape } from '../models/objective.ts';

/** Columns of a layer's matrix: its inputs, and one for the bias. */
export function widthOf(layer: LayerShape): number {
  return layer.inputs + (layer.bias ? 1 : 0);
}

/** Where entry (o, i) of a layer's matrix stands in theta. */
export function parameterIndex(layer: LayerShape, o: number, i: number): number {
  return i < layer.inputs
    ? layer.offset + o * layer.inputs + i
    : layer.offset + layer.outputs * layer.inputs + o;
}

/** The layer's part of theta as its matrix (outputs x width). */
export function toLayerMatrix(layer: LayerShape, theta: Float64Array, out: Float64Array): void {
  const width = widthOf(layer);
  for (let o = 0, at = 0; o < layer.outputs; o++) {
    for (let i = 0; i < width; i++, at++) out[at] = theta[parameterIndex(layer, o, i)]!;
  }
}

/** Writes a layer's matrix back to its part of theta. */
export function fromLayerMatrix(layer: LayerShape, matrix: Float64Array, out: Float64Array): void {
  const width = widthOf(layer);
  for (let o = 0, at = 0; o < layer.outputs; o++) {
    for (let i = 0; i < width; i++, at++) out[parameterIndex(layer, o, i)] = matrix[at]!;
  }
}

/** Inputs of `count` rows with the 1 of the bias appended (count x width). Without a bias: the inputs themselves. */
export function homogeneousInputs(layer: LayerShape, inputs: Float64Array, count: number): Float64Array {
  if (!layer.bias) return inputs.subarray(0, count * layer.inputs);
  const width = layer.inputs + 1;
  const out = new Float64Array(count * width);
  for (let n = 0; n < count; n++) {
    out.set(inputs.subarray(n * layer.inputs, (n + 1) * layer.inputs), n * width);
    out[n * width + layer.inputs] = 1;
  }
  return out;
}
