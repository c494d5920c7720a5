/**
 * Multi-layer perceptron: z_l = W_l a_l + b_l, a_(l+1) = phi(z_l), f = z of the last layer; a_0 = x. Parameters are
 * layer by layer, the (out x in) weights row by row, then the bias. Rows are taken in chunks, so that memory beyond
 * the outputs does not grow with N; the activations of all rows are kept where they are small.
 */

import type { Design } from '../data/problem.ts';
import { addWeightedGram, mirrorLower } from '../linalg/dense.ts';
import { addProduct, addTransposedProduct, matrixProduct, productWithTransposed } from '../linalg/gemm.ts';
import type { Activation } from './activation.ts';
import { denseRows, gatherRows } from './design.ts';
import type { LayerChunk, LayerShape } from './objective.ts';
import type { OutputFactors } from './output-factors.ts';
import type { Predictor } from './predictor.ts';

/** Memory, in numbers: activations of all rows are kept up to `kept`; a chunk's layers take about `chunk`,
 * large enough that packing the weights for the kernels once a chunk is cheap beside the products. */
const usualLimits = { kept: 1 << 22, chunk: 1 << 19 };
/** Rows that a Gram matrix is packed by (linalg/shared-work.ts). */
const packedRows = 256;
/** Numbers that a chunk of one-row gradients may take. */
const chunkGradients = 1 << 17;

/** @param hidden widths of the hidden layers (none: one linear layer with a bias); @param outputs M */
export function mlpPredictor(
  design: Design,
  hidden: readonly number[],
  activation: Activation,
  outputs: number,
  limits = usualLimits,
): Predictor {
  const { rows } = design;
  const layers = layerShapes([design.columns, ...hidden, outputs]);
  const last = layers.length - 1;
  const { offset, inputs } = layers[last]!;
  const dimension = offset + outputs * (inputs + 1);
  const width = layers.reduce((sum, layer) => sum + layer.inputs + layer.outputs, 0);
  const chunk = chunkRows(rows, width, limits.chunk);
  const keep = rows * hidden.reduce((sum, units) => sum + units, 0) <= limits.kept;

  const theta = new Float64Array(dimension);
  const scratchInput = new Float64Array(design.kind === 'sparse' ? chunk * design.columns : 0);
  /** a_1 .. a_last: of all rows, or of one chunk. */
  const kept = hidden.map((units) => new Float64Array((keep ? rows : chunk) * units));
  /** Tangents of the layer inputs, and two sets of derivatives, one chunk each. */
  const tangents = layers.map((layer) => new Float64Array(chunk * layer.inputs));
  const slopes = layers.map((layer) => new Float64Array(chunk * layer.outputs));
  const derivatives = layers.map((layer) => new Float64Array(chunk * layer.outputs));
  const moved = layers.map((layer) => new Float64Array(chunk * layer.outputs));

  const weightsOf = (parameters: Float64Array, { offset, inputs, outputs }: LayerShape) =>
    parameters.subarray(offset, offset + inputs * outputs);
  const biasOf = (parameters: Float64Array, { offset, inputs, outputs }: LayerShape) =>
    parameters.subarray(offset + inputs * outputs, offset + (inputs + 1) * outputs);

  /** Calls `visit` with rows [from, to) chunk by chunk, in order. */
  function inChunks(from: number, to: number, visit: (from: number, to: number) => void): void {
    for (let at = from; at < to; at += chunk) visit(at, Math.min(to, at + chunk));
  }

  /** Where a_l of rows [from, to) stands (l >= 1). */
  function keptRows(l: number, from: number, to: number): Float64Array {
    const units = layers[l]!.inputs;
    const start = keep ? from : 0;
    return kept[l - 1]!.subarray(start * units, (start + to - from) * units);
  }

  /** Computes a_1 .. a_last of a chunk, and f where `out` (a chunk's M columns) is given. */
  function forwardChunk(from: number, to: number, out: Float64Array | null): void {
    let a = denseRows(design, from, to, scratchInput);
    layers.forEach((layer, l) => {
      if (l === last && out === null) return;
      const z = l === last ? out! : keptRows(l + 1, from, to);
      productWithTransposed(a, weightsOf(theta, layer), to - from, layer.outputs, layer.inputs, z);
      const bias = biasOf(theta, layer);
      for (let n = 0, i = 0; n < to - from; n++) {
        for (let o = 0; o < layer.outputs; o++, i++) z[i]! += bias[o]!;
      }
      if (l < last) activation.apply(z.subarray(0, (to - from) * layer.outputs));
      a = z;
    });
  }

  /** a_0 .. a_last of a chunk. */
  function layerInputs(from: number, to: number): Float64Array[] {
    if (!keep) forwardChunk(from, to, null);
    return layers.map((_, l) =>
      l === 0 ? denseRows(design, from, to, scratchInput) : keptRows(l, from, to),
    );
  }

  /** Fills `derivatives` with d(u^T f)/dz_l of a chunk; u is the chunk's. */
  function backward(a: readonly Float64Array[], u: Float64Array, count: number): void {
    derivatives[last]!.set(u.subarray(0, count * outputs));
    for (let l = last; l > 0; l--) {
      const layer = layers[l]!;
      const size = count * layer.inputs;
      const below = derivatives[l - 1]!;
      matrixProduct(derivatives[l]!, weightsOf(theta, layer), count, layer.outputs, layer.inputs, below);
      const al = a[l]!;
      for (let i = 0; i < size; i++) below[i]! *= activation.first(al[i]!);
    }
  }

  /** Adds sum_n delta_n a_n^T and sum_n delta_n of a layer to its part of `out`. */
  function addLayerGradient(
    layer: LayerShape,
    delta: Float64Array,
    a: Float64Array,
    count: number,
    out: Float64Array,
  ): void {
    addTransposedProduct(delta, a, count, layer.outputs, layer.inputs, weightsOf(out, layer));
    const bias = biasOf(out, layer);
    for (let n = 0, i = 0; n < count; n++) for (let o = 0; o < layer.outputs; o++, i++) bias[o]! += delta[i]!;
  }

  function transposedProduct(u: Float64Array, out: Float64Array): void {
    out.fill(0);
    inChunks(0, rows, (from, to) => {
      const a = layerInputs(from, to);
      backward(a, u.subarray(from * outputs, to * outputs), to - from);
      layers.forEach((layer, l) => addLayerGradient(layer, derivatives[l]!, a[l]!, to - from, out));
    });
  }

  /** Fills `slopes` (tangent of z_l) and `tangents` (of a_l) in direction v for a chunk. */
  function forwardTangent(a: readonly Float64Array[], v: Float64Array, count: number): void {
    layers.forEach((layer, l) => {
      const slope = slopes[l]!;
      productWithTransposed(a[l]!, weightsOf(v, layer), count, layer.outputs, layer.inputs, slope);
      const bias = biasOf(v, layer);
      for (let n = 0, i = 0; n < count; n++)
        for (let o = 0; o < layer.outputs; o++, i++) slope[i]! += bias[o]!;
      if (l > 0) {
        const through = moved[l]!;
        productWithTransposed(
          tangents[l]!,
          weightsOf(theta, layer),
          count,
          layer.outputs,
          layer.inputs,
          through,
        );
        for (let i = 0; i < count * layer.outputs; i++) slope[i]! += through[i]!;
      }
      if (l < last) {
        const next = a[l + 1]!;
        const tangent = tangents[l + 1]!;
        for (let i = 0; i < count * layer.outputs; i++) tangent[i] = slope[i]! * activation.first(next[i]!);
      }
    });
  }

  function jacobianProduct(v: Float64Array, out: Float64Array): void {
    inChunks(0, rows, (from, to) => {
      forwardTangent(layerInputs(from, to), v, to - from);
      out.set(slopes[last]!.subarray(0, (to - from) * outputs), from * outputs);
    });
  }

  function transposedTangent(u: Float64Array, du: Float64Array, v: Float64Array, out: Float64Array): void {
    out.fill(0);
    inChunks(0, rows, (from, to) => {
      const count = to - from;
      const a = layerInputs(from, to);
      forwardTangent(a, v, count);
      backward(a, u.subarray(from * outputs, to * outputs), count);
      moved[last]!.set(du.subarray(from * outputs, to * outputs));
      for (let l = last; l >= 0; l--) {
        const layer = layers[l]!;
        addLayerGradient(layer, moved[l]!, a[l]!, count, out);
        if (l === 0) break;
        // d/dt (delta a^T) = moved a^T + delta (da)^T
        addTransposedProduct(
          derivatives[l]!,
          tangents[l]!,
          count,
          layer.outputs,
          layer.inputs,
          weightsOf(out, layer),
        );
        moveBelow(l, a[l]!, v, count);
      }
    });
  }

  /**
   * moved_(l-1) from moved_l: delta_(l-1) = (delta_l W) * phi'(z), so its tangent is
   * (moved_l W + delta_l V) * phi'(z) + (delta_l W) * phi''(z) * dz.
   */
  function moveBelow(l: number, al: Float64Array, v: Float64Array, count: number): void {
    const layer = layers[l]!;
    const size = count * layer.inputs;
    const below = moved[l - 1]!;
    const weights = weightsOf(theta, layer);
    matrixProduct(moved[l]!, weights, count, layer.outputs, layer.inputs, below);
    addProduct(derivatives[l]!, weightsOf(v, layer), count, layer.outputs, layer.inputs, below);
    // delta_l W again, before phi': the tangents of this layer's inputs are no longer needed and lend their room.
    const plain = tangents[l]!;
    matrixProduct(derivatives[l]!, weights, count, layer.outputs, layer.inputs, plain);
    const slope = slopes[l - 1]!;
    for (let i = 0; i < size; i++) {
      below[i] = below[i]! * activation.first(al[i]!) + plain[i]! * activation.second(al[i]!) * slope[i]!;
    }
  }

  function rowProducts(u: Float64Array, from: number, to: number, out: Float64Array): void {
    inChunks(from, to, (start, end) => {
      const a = layerInputs(start, end);
      backward(a, u.subarray((start - from) * outputs, (end - from) * outputs), end - start);
      layers.forEach((layer, l) => {
        for (let n = 0; n < end - start; n++) {
          writeRowGradient(layer, derivatives[l]!, a[l]!, n, out, (start - from + n) * dimension);
        }
      });
    });
  }

  /** delta a^T, then delta, of one row and layer. */
  function writeRowGradient(
    layer: LayerShape,
    delta: Float64Array,
    a: Float64Array,
    n: number,
    out: Float64Array,
    at: number,
  ): void {
    const row = n * layer.inputs;
    let to = at + layer.offset;
    for (let o = 0; o < layer.outputs; o++) {
      const d = delta[n * layer.outputs + o]!;
      for (let i = 0; i < layer.inputs; i++) out[to++] = d * a[row + i]!;
    }
    for (let o = 0; o < layer.outputs; o++) out[to++] = delta[n * layer.outputs + o]!;
  }

  function gram(factors: OutputFactors, out: Float64Array): void {
    out.fill(0, 0, dimension * dimension);
    const block = Math.min(rows, Math.max(1, Math.floor(chunkGradients / dimension)));
    const gradients = new Float64Array(block * dimension);
    const s = new Float64Array(block * outputs);
    const ones = new Float64Array(block).fill(1);
    for (let from = 0; from < rows; from += block) {
      const to = Math.min(rows, from + block);
      for (let k = 0; k < factors.count; k++) {
        factors.column(k, from, to, s);
        rowProducts(s, from, to, gradients);
        addWeightedGram(gradients, to - from, dimension, ones, out);
      }
    }
    mirrorLower(out, dimension);
  }

  function sweep(u: Float64Array, visit: (part: LayerChunk) => void): void {
    inChunks(0, rows, (from, to) => {
      const a = layerInputs(from, to);
      backward(a, u.subarray(from * outputs, to * outputs), to - from);
      visit({ from, to, inputs: a, derivatives });
    });
  }

  return {
    dimension,
    rows,
    outputs,
    linear: layers.length === 1,
    layers,
    forward(at, out) {
      theta.set(at);
      inChunks(0, rows, (from, to) => forwardChunk(from, to, out.subarray(from * outputs, to * outputs)));
    },
    jacobianProduct,
    transposedProduct,
    rowProducts,
    gram,
    sweep,
    transposedTangent,
    onRows: (indices) => mlpPredictor(gatherRows(design, indices), hidden, activation, outputs),
  };
}

/** Rows of a chunk of about `numbers` numbers, `width` a row; whole stretches of what the kernels pack at a time. */
function chunkRows(rows: number, width: number, numbers: number): number {
  const fit = Math.max(8, Math.floor(numbers / width));
  return Math.max(1, Math.min(rows, fit > packedRows ? fit - (fit % packedRows) : fit));
}

/** Layers of a perceptron with these widths, input and output included. */
function layerShapes(widths: readonly number[]): LayerShape[] {
  let offset = 0;
  return widths.slice(1).map((outputs, l) => {
    const inputs = widths[l]!;
    const shape = { offset, inputs, outputs, bias: true };
    offset += outputs * (inputs + 1);
    return shape;
  });
}
