/**
 * K-FAC (Martens and Grosse, 2015): the block of each layer is S (x) A in the order of layer-order.ts, A the mean of
 * a a^T over the rows and S the sum of s s^T (s the derivative at the layer's output) with the objective's weight, so
 * that the product carries its scaling.
 */

import { solveDamped } from '../linalg/cholesky.ts';
import { addWeightedGram, mirrorLower, transpose } from '../linalg/dense.ts';
import { matrixProduct } from '../linalg/gemm.ts';
import { addScaled, scale } from '../linalg/vector.ts';
import type { LayerShape, Objective } from '../models/objective.ts';
import { requireDense, type CurvatureMatrix, type Solved } from './curvature.ts';
import { raiseDamping } from './damping.ts';
import { fromLayerMatrix, homogeneousInputs, parameterIndex, toLayerMatrix, widthOf } from './layer-order.ts';
import { sweepColumns, type OuterProducts } from './outer-products.ts';

export interface KroneckerFactors {
  readonly layer: LayerShape;
  /** A: width x width. */
  readonly a: Float64Array;
  /** S: outputs x outputs. */
  readonly s: Float64Array;
}

export class KroneckerMatrix implements CurvatureMatrix {
  readonly dimension: number;
  readonly factors: readonly KroneckerFactors[];
  readonly penalty: number;

  /** @param penalty c of the c I that is added to every block */
  constructor(dimension: number, factors: readonly KroneckerFactors[], penalty: number) {
    this.dimension = dimension;
    this.factors = factors;
    this.penalty = penalty;
  }

  /** S V A for each layer's matrix V. */
  multiply(v: Float64Array, out: Float64Array): void {
    for (const { layer, a, s } of this.factors) {
      const width = widthOf(layer);
      const matrix = new Float64Array(layer.outputs * width);
      toLayerMatrix(layer, v, matrix);
      const sv = matrixProduct(s, matrix, layer.outputs, layer.outputs, width);
      fromLayerMatrix(layer, matrixProduct(sv, a, layer.outputs, width, width), out);
    }
    if (this.penalty !== 0) addScaled(out, this.penalty, v);
  }

  diagonal(): Float64Array {
    const out = new Float64Array(this.dimension);
    for (const { layer, a, s } of this.factors) {
      const width = widthOf(layer);
      for (let o = 0; o < layer.outputs; o++) {
        for (let i = 0; i < width; i++) {
          out[parameterIndex(layer, o, i)] = s[o * (layer.outputs + 1)]! * a[i * (width + 1)]! + this.penalty;
        }
      }
    }
    return out;
  }

  trace(): number {
    const blocks = this.factors.reduce(
      (sum, { layer, a, s }) => sum + traceOf(a, widthOf(layer)) * traceOf(s, layer.outputs),
      0,
    );
    return blocks + this.penalty * this.dimension;
  }

  toDense(): Float64Array {
    requireDense(this.dimension);
    const dense = new Float64Array(this.dimension ** 2);
    for (const { layer, a, s } of this.factors) {
      const width = widthOf(layer);
      for (let o = 0; o < layer.outputs; o++)
        for (let i = 0; i < width; i++) {
          const row = parameterIndex(layer, o, i) * this.dimension;
          for (let p = 0; p < layer.outputs; p++)
            for (let j = 0; j < width; j++) {
              dense[row + parameterIndex(layer, p, j)] = s[o * layer.outputs + p]! * a[i * width + j]!;
            }
        }
    }
    for (let i = 0; i < this.dimension; i++) dense[i * (this.dimension + 1)]! += this.penalty;
    return dense;
  }

  /**
   * Solves with (S + sqrt(mu)/pi I) (x) (A + pi sqrt(mu) I), mu = damping + penalty and
   * pi = sqrt((tr A/dim A)/(tr S/dim S)): the damping is split over the factors, so this is not quite
   * (S (x) A + mu I).
   */
  solve(g: Float64Array, damping: number, out: Float64Array): Solved {
    return raiseDamping(
      damping,
      () => this.trace(),
      this.dimension,
      (lambda) => this.factors.every((factors) => solveLayer(factors, g, lambda + this.penalty, out)),
    );
  }
}

/** Writes S^{-1} G A^{-1} of the damped factors of a layer to its part of `out`; false where one is not definite. */
function solveLayer(
  { layer, a, s }: KroneckerFactors,
  g: Float64Array,
  damping: number,
  out: Float64Array,
): boolean {
  const width = widthOf(layer);
  const ratio = traceOf(a, width) / width / (traceOf(s, layer.outputs) / layer.outputs);
  const pi = ratio > 0 && ratio < Infinity ? Math.sqrt(ratio) : 1;
  const root = Math.sqrt(damping);
  const matrix = new Float64Array(layer.outputs * width);
  toLayerMatrix(layer, g, matrix);
  // First along the rows (A is symmetric), then down the columns.
  if (!solveDamped(a, width, pi * root, matrix, layer.outputs)) return false;
  const columns = transpose(matrix, layer.outputs, width);
  if (!solveDamped(s, layer.outputs, root / pi, columns, width)) return false;
  fromLayerMatrix(layer, transpose(columns, width, layer.outputs), out);
  return true;
}

function traceOf(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += matrix[i * (n + 1)]!;
  return sum;
}

/** A of the first layer: the inputs are the data's, so it is the same at every theta. */
const dataFactors = new WeakMap<Objective, Float64Array>();

/** The factors of each layer. */
export function kroneckerFactors(source: OuterProducts): KroneckerFactors[] {
  const { objective, weight } = source;
  const known = dataFactors.get(objective);
  const result = objective.layers.map((layer, l) => ({
    layer,
    a: l === 0 && known !== undefined ? known : new Float64Array(widthOf(layer) ** 2),
    s: new Float64Array(layer.outputs ** 2),
  }));
  sweepColumns(source, ({ from, to, inputs, derivatives }, k) => {
    const count = to - from;
    const ones = new Float64Array(count).fill(1);
    result.forEach(({ layer, a, s }, l) => {
      // The inputs are the same for every column.
      if (k === 0 && a !== known) {
        addWeightedGram(homogeneousInputs(layer, inputs[l]!, count), count, widthOf(layer), ones, a);
      }
      addWeightedGram(derivatives[l]!, count, layer.outputs, ones, s);
    });
  });
  for (const { layer, a, s } of result) {
    mirrorLower(s, layer.outputs);
    scale(s, weight);
    if (a === known) continue;
    mirrorLower(a, widthOf(layer));
    scale(a, 1 / objective.rows);
  }
  dataFactors.set(objective, result[0]!.a);
  return result;
}

export function kroneckerMatrix(source: OuterProducts): KroneckerMatrix {
  return new KroneckerMatrix(source.objective.dimension, kroneckerFactors(source), source.penalty);
}
