/** One exact block a layer on the diagonal, nothing between layers. */

import { addWeightedGram, mirrorLower } from '../linalg/dense.ts';
import { scale } from '../linalg/vector.ts';
import { requireDense, type CurvatureMatrix, type Solved } from './curvature.ts';
import { raiseDamping, sizeOf } from './damping.ts';
import { DenseMatrix } from './dense-matrix.ts';
import type { LayerShape } from '../models/objective.ts';
import type { OuterProducts } from './outer-products.ts';

export interface Block {
  /** First parameter. */
  readonly offset: number;
  readonly size: number;
  /** size x size, row-major, symmetric. */
  readonly entries: Float64Array;
}

export class BlockMatrix implements CurvatureMatrix {
  readonly dimension: number;
  readonly blocks: readonly Block[];
  readonly #matrices: readonly DenseMatrix[];

  /** @param blocks of all parameters, in order; entries kept, not copied */
  constructor(dimension: number, blocks: readonly Block[]) {
    this.dimension = dimension;
    this.blocks = blocks;
    this.#matrices = blocks.map(({ entries, size }) => new DenseMatrix(entries, size));
  }

  multiply(v: Float64Array, out: Float64Array): void {
    this.#each((matrix, from, to) => matrix.multiply(v.subarray(from, to), out.subarray(from, to)));
  }

  diagonal(): Float64Array {
    const out = new Float64Array(this.dimension);
    this.#each((matrix, from) => out.set(matrix.diagonal(), from));
    return out;
  }

  trace(): number {
    return this.#matrices.reduce((sum, matrix) => sum + matrix.trace(), 0);
  }

  toDense(): Float64Array {
    requireDense(this.dimension);
    const dense = new Float64Array(this.dimension ** 2);
    for (const { offset, size, entries } of this.blocks) {
      for (let i = 0; i < size; i++) {
        dense.set(entries.subarray(i * size, (i + 1) * size), (offset + i) * this.dimension + offset);
      }
    }
    return dense;
  }

  /** One damping for all blocks: it is raised until every block succeeds. */
  solve(g: Float64Array, damping: number, out: Float64Array): Solved {
    const solved = raiseDamping(
      damping,
      () => this.blocks.reduce((most, { entries }) => sizeOf(most, entries), this.trace()),
      this.dimension,
      (lambda) => this.#matrices.every((matrix) => matrix.factorWith(lambda)),
    );
    this.#each((matrix, from, to) => matrix.solveFactored(g.subarray(from, to), out.subarray(from, to)));
    return solved;
  }

  #each(visit: (matrix: DenseMatrix, from: number, to: number) => void): void {
    this.#matrices.forEach((matrix, b) => {
      const { offset, size } = this.blocks[b]!;
      visit(matrix, offset, offset + size);
    });
  }
}

/** The exact block of each layer, from one-row gradients taken chunk by chunk. */
export function blockMatrix(source: OuterProducts): BlockMatrix {
  const { objective, linearization, factors, weight, penalty } = source;
  const { dimension, rows, outputs } = objective;
  const blocks = objective.layers.map(emptyBlock);
  const chunk = Math.min(rows, Math.max(1, Math.floor(131072 / dimension)));
  const gradients = new Float64Array(chunk * dimension);
  const part = new Float64Array(chunk * Math.max(...blocks.map((block) => block.size)));
  const s = new Float64Array(chunk * outputs);
  const ones = new Float64Array(chunk).fill(1);
  for (let from = 0; from < rows; from += chunk) {
    const count = Math.min(rows, from + chunk) - from;
    for (let k = 0; k < factors.count; k++) {
      factors.column(k, from, from + count, s);
      linearization.rowProducts(s, from, from + count, gradients);
      for (const { offset, size, entries } of blocks) {
        for (let n = 0; n < count; n++) {
          const at = n * dimension + offset;
          part.set(gradients.subarray(at, at + size), n * size);
        }
        addWeightedGram(part, count, size, ones, entries);
      }
    }
  }
  for (const { size, entries } of blocks) {
    mirrorLower(entries, size);
    scale(entries, weight);
    for (let i = 0; i < size; i++) entries[i * (size + 1)]! += penalty;
  }
  return new BlockMatrix(dimension, blocks);
}

/** A layer's block of zeros. */
export function emptyBlock({ offset, inputs, outputs, bias }: LayerShape): Block {
  const size = outputs * (inputs + (bias ? 1 : 0));
  requireDense(size);
  return { offset, size, entries: new Float64Array(size * size) };
}
