/** The diagonal alone. */

import { requireDense, type CurvatureMatrix, type Solved } from './curvature.ts';
import { raiseDamping, sizeOf } from './damping.ts';
import { sweepColumns, type OuterProducts } from './outer-products.ts';

export class DiagonalMatrix implements CurvatureMatrix {
  readonly dimension: number;
  /** The diagonal itself: for whoever averages matrices. */
  readonly entries: Float64Array;

  /** @param entries D; kept, not copied */
  constructor(entries: Float64Array) {
    this.dimension = entries.length;
    this.entries = entries;
  }

  multiply(v: Float64Array, out: Float64Array): void {
    for (let i = 0; i < this.dimension; i++) out[i] = this.entries[i]! * v[i]!;
  }

  diagonal(): Float64Array {
    return this.entries.slice();
  }

  trace(): number {
    return this.entries.reduce((sum, entry) => sum + entry, 0);
  }

  toDense(): Float64Array {
    requireDense(this.dimension);
    const dense = new Float64Array(this.dimension ** 2);
    for (let i = 0; i < this.dimension; i++) dense[i * (this.dimension + 1)] = this.entries[i]!;
    return dense;
  }

  solve(g: Float64Array, damping: number, out: Float64Array): Solved {
    const solved = raiseDamping(
      damping,
      () => sizeOf(this.trace(), this.entries),
      this.dimension,
      (lambda) => this.entries.every((entry) => entry + lambda > 0 && entry + lambda < Infinity),
    );
    for (let i = 0; i < this.dimension; i++) out[i] = g[i]! / (this.entries[i]! + solved.damping);
    return solved;
  }
}

/** The exact diagonal: sums of squared derivatives times squared inputs, never a matrix. */
export function diagonalMatrix(source: OuterProducts): DiagonalMatrix {
  const { objective, weight, penalty } = source;
  const entries = new Float64Array(objective.dimension);
  sweepColumns(source, ({ from, to, inputs, derivatives }) => {
    objective.layers.forEach((layer, l) => {
      const [a, delta] = [inputs[l]!, derivatives[l]!];
      const bias = layer.offset + layer.inputs * layer.outputs;
      for (let n = 0; n < to - from; n++) {
        const row = n * layer.inputs;
        for (let o = 0; o < layer.outputs; o++) {
          const square = delta[n * layer.outputs + o]! ** 2;
          const at = layer.offset + o * layer.inputs;
          for (let i = 0; i < layer.inputs; i++) entries[at + i]! += square * a[row + i]! * a[row + i]!;
          if (layer.bias) entries[bias + o]! += square;
        }
      }
    });
  });
  for (let i = 0; i < entries.length; i++) entries[i] = weight * entries[i]! + penalty;
  return new DiagonalMatrix(entries);
}
