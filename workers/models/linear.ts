/** The linear predictor f_n = Theta x_n: theta is the M x P weights row by row (for M = 1 simply the weights). */

import type { Design } from '../data/problem.ts';
import { mirrorLower } from '../linalg/dense.ts';
import {
  addDesignGram,
  denseRows,
  designProduct,
  designSlice,
  designTransposedProduct,
  gatherRows,
} from './design.ts';
import type { LayerChunk } from './objective.ts';
import { factorChunk, type OutputFactors } from './output-factors.ts';
import type { Predictor } from './predictor.ts';

/** @param outputs M: 1, or the number of classes for softmax */
export function linearPredictor(design: Design, outputs: number): Predictor {
  const { rows, columns } = design;
  const dimension = outputs * columns;
  // One output's column of an N x M array, where M > 1.
  const column = new Float64Array(outputs > 1 ? rows : 0);

  function product(v: Float64Array, out: Float64Array): void {
    if (outputs === 1) return designProduct(design, v, out);
    for (let c = 0; c < outputs; c++) {
      designProduct(design, v.subarray(c * columns, (c + 1) * columns), column);
      for (let n = 0; n < rows; n++) out[n * outputs + c] = column[n]!;
    }
  }

  function transposedProduct(u: Float64Array, out: Float64Array): void {
    if (outputs === 1) return designTransposedProduct(design, u, out);
    for (let c = 0; c < outputs; c++) {
      for (let n = 0; n < rows; n++) column[n] = u[n * outputs + c]!;
      designTransposedProduct(design, column, out.subarray(c * columns, (c + 1) * columns));
    }
  }

  function rowProducts(u: Float64Array, from: number, to: number, out: Float64Array): void {
    out.fill(0, 0, (to - from) * dimension);
    for (let n = from; n < to; n++) {
      for (let c = 0; c < outputs; c++) {
        const factor = u[(n - from) * outputs + c]!;
        const at = (n - from) * dimension + c * columns;
        if (design.kind === 'dense') {
          const row = n * columns;
          for (let j = 0; j < columns; j++) out[at + j] = factor * design.values[row + j]!;
        } else {
          const end = design.rowStart[n + 1]!;
          for (let k = design.rowStart[n]!; k < end; k++) {
            out[at + design.columnIndex[k]!] = factor * design.values[k]!;
          }
        }
      }
    }
  }

  /** Block (c, k), k <= c, of the Gram matrix is X^T diag(C_ck) X. */
  function gram(factors: OutputFactors, out: Float64Array): void {
    out.fill(0, 0, dimension * dimension);
    // One output: its weights are no larger than the outputs, and the whole design has the faster kernel.
    const chunk = outputs === 1 ? rows : Math.min(rows, factorChunk(outputs));
    const weights = new Float64Array(chunk * outputs * outputs);
    const weightColumn = outputs === 1 ? weights : new Float64Array(chunk);
    const block = outputs === 1 ? out : new Float64Array(columns * columns);
    for (let from = 0; from < rows; from += chunk) {
      const to = Math.min(rows, from + chunk);
      const slice = designSlice(design, from, to);
      factors.weights(from, to, weights);
      if (outputs === 1) {
        addDesignGram(slice, weights, out);
        continue;
      }
      for (let c = 0; c < outputs; c++) {
        for (let k = 0; k <= c; k++) {
          for (let n = 0; n < to - from; n++) weightColumn[n] = weights[(n * outputs + c) * outputs + k]!;
          block.fill(0);
          addDesignGram(slice, weightColumn, block);
          mirrorLower(block, columns);
          for (let i = 0; i < columns; i++) {
            const at = (c * columns + i) * dimension + k * columns;
            for (let j = 0; j < columns; j++) out[at + j]! += block[i * columns + j]!;
          }
        }
      }
    }
    mirrorLower(out, dimension);
  }

  function sweep(u: Float64Array, visit: (chunk: LayerChunk) => void): void {
    const chunk = Math.min(rows, Math.max(1, Math.ceil(32768 / columns)));
    const scratch = new Float64Array(design.kind === 'sparse' ? chunk * columns : 0);
    for (let from = 0; from < rows; from += chunk) {
      const to = Math.min(rows, from + chunk);
      visit({
        from,
        to,
        inputs: [denseRows(design, from, to, scratch)],
        derivatives: [u.subarray(from * outputs, to * outputs)],
      });
    }
  }

  return {
    dimension,
    rows,
    outputs,
    linear: true,
    layers: [{ offset: 0, inputs: columns, outputs, bias: false }],
    forward: product,
    jacobianProduct: product,
    transposedProduct,
    rowProducts,
    gram,
    sweep,
    // f has no second derivative, so only the movement of u remains.
    transposedTangent: (_u, du, _v, out) => transposedProduct(du, out),
    onRows: (indices) => linearPredictor(gatherRows(design, indices), outputs),
  };
}
