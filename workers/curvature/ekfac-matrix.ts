/**
 * EKFAC (George et al., 2018): K-FAC's eigenbasis U_S (x) U_A of each layer's block, with the exact diagonal of the
 * block in that basis instead of the products of eigenvalues.
 */

import { transpose } from '../linalg/dense.ts';
import { symmetricEigen } from '../linalg/eigen.ts';
import { addTransposedProduct, matrixProduct } from '../linalg/gemm.ts';
import { scale } from '../linalg/vector.ts';
import type { LayerShape } from '../models/objective.ts';
import { denseFromProducts, type CurvatureMatrix, type Solved } from './curvature.ts';
import { raiseDamping } from './damping.ts';
import { kroneckerFactors, type KroneckerFactors } from './kronecker-matrix.ts';
import { fromLayerMatrix, homogeneousInputs, toLayerMatrix, widthOf } from './layer-order.ts';
import { sweepColumns, type OuterProducts } from './outer-products.ts';

export interface EigenBasis {
  readonly layer: LayerShape;
  /** Eigenvectors of A as columns: width x width. */
  readonly inputs: Float64Array;
  /** Eigenvectors of S as columns: outputs x outputs. */
  readonly outputs: Float64Array;
}

export class EkfacMatrix implements CurvatureMatrix {
  readonly dimension: number;
  readonly bases: readonly EigenBasis[];
  /** For each layer the diagonal in its basis (outputs x width), without the penalty. */
  readonly diagonals: readonly Float64Array[];
  readonly penalty: number;

  /** @param penalty c of the c I that is added */
  constructor(
    dimension: number,
    bases: readonly EigenBasis[],
    diagonals: readonly Float64Array[],
    penalty: number,
  ) {
    this.dimension = dimension;
    this.bases = bases;
    this.diagonals = diagonals;
    this.penalty = penalty;
  }

  multiply(v: Float64Array, out: Float64Array): void {
    this.#inBasis(v, out, (value, d) => value * (d + this.penalty));
  }

  diagonal(): Float64Array {
    const out = new Float64Array(this.dimension);
    this.bases.forEach(({ layer, inputs, outputs }, l) => {
      const width = widthOf(layer);
      const squaredOutputs = outputs.map((entry) => entry * entry);
      const squaredInputs = transpose(inputs, width, width).map((entry) => entry * entry);
      const left = matrixProduct(squaredOutputs, this.diagonals[l]!, layer.outputs, layer.outputs, width);
      fromLayerMatrix(layer, matrixProduct(left, squaredInputs, layer.outputs, width, width), out);
    });
    for (let i = 0; i < out.length; i++) out[i]! += this.penalty;
    return out;
  }

  trace(): number {
    let sum = this.penalty * this.dimension;
    for (const diagonal of this.diagonals) for (const entry of diagonal) sum += entry;
    return sum;
  }

  toDense(): Float64Array {
    return denseFromProducts(this);
  }

  solve(g: Float64Array, damping: number, out: Float64Array): Solved {
    const solved = raiseDamping(
      damping,
      () => this.trace(),
      this.dimension,
      (lambda) =>
        this.diagonals.every((diagonal) =>
          diagonal.every((d) => d + this.penalty + lambda > 0 && d + this.penalty + lambda < Infinity),
        ),
    );
    this.#inBasis(g, out, (value, d) => value / (d + this.penalty + solved.damping));
    return solved;
  }

  /** out = U map(U^T v): V <- U_S^T V U_A, entry by entry through `map`, and back. */
  #inBasis(v: Float64Array, out: Float64Array, map: (value: number, diagonal: number) => number): void {
    this.bases.forEach(({ layer, inputs, outputs }, l) => {
      const width = widthOf(layer);
      const m = layer.outputs;
      const matrix = new Float64Array(m * width);
      toLayerMatrix(layer, v, matrix);
      const half = matrixProduct(transpose(outputs, m, m), matrix, m, m, width);
      const there = matrixProduct(half, inputs, m, width, width);
      for (let i = 0; i < there.length; i++) there[i] = map(there[i]!, this.diagonals[l]![i]!);
      const back = matrixProduct(outputs, there, m, m, width);
      fromLayerMatrix(layer, matrixProduct(back, transpose(inputs, width, width), m, width, width), out);
    });
  }
}

/** The eigenbasis of each layer's Kronecker factors. */
export function eigenBases(factors: readonly KroneckerFactors[]): EigenBasis[] {
  return factors.map(({ layer, a, s }) => ({
    layer,
    inputs: symmetricEigen(a, widthOf(layer)).vectors,
    outputs: symmetricEigen(s, layer.outputs).vectors,
  }));
}

/** The exact diagonal of each layer's block in a basis: weight sum_n sum_k (U_S^T s)_o^2 (U_A^T a)_i^2. */
export function eigenDiagonals(source: OuterProducts, bases: readonly EigenBasis[]): Float64Array[] {
  const result = bases.map(({ layer }) => new Float64Array(layer.outputs * widthOf(layer)));
  const square = (entry: number) => entry * entry;
  sweepColumns(source, ({ from, to, inputs, derivatives }) => {
    const count = to - from;
    bases.forEach((basis, l) => {
      const { layer } = basis;
      const width = widthOf(layer);
      const a = matrixProduct(homogeneousInputs(layer, inputs[l]!, count), basis.inputs, count, width, width);
      const s = matrixProduct(derivatives[l]!, basis.outputs, count, layer.outputs, layer.outputs);
      addTransposedProduct(s.map(square), a.map(square), count, layer.outputs, width, result[l]!);
    });
  });
  for (const diagonal of result) scale(diagonal, source.weight);
  return result;
}

export function ekfacMatrix(source: OuterProducts): EkfacMatrix {
  const bases = eigenBases(kroneckerFactors(source));
  return new EkfacMatrix(source.objective.dimension, bases, eigenDiagonals(source, bases), source.penalty);
}
