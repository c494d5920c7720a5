/**
 * The exponential moving average of mini-batch curvature matrices (math.md section 4: stochastic ngd and efgd),
 * bias-corrected: B_t = (sum_i decay^(t-i) (1 - decay) B_i) / (1 - decay^t), structure by structure.
 */

import { transpose } from '../linalg/dense.ts';
import { matrixProduct } from '../linalg/gemm.ts';
import type { Objective } from '../models/objective.ts';
import { BlockMatrix } from './block-matrix.ts';
import { curvatureFor, outerProductsOf, type CurvatureOptions } from './curvature-for.ts';
import type { CurvatureMatrix } from './curvature.ts';
import { DenseMatrix } from './dense-matrix.ts';
import { DiagonalMatrix } from './diagonal-matrix.ts';
import { eigenBases, eigenDiagonals, EkfacMatrix, type EigenBasis } from './ekfac-matrix.ts';
import { kroneckerFactors, KroneckerMatrix, type KroneckerFactors } from './kronecker-matrix.ts';
import { widthOf } from './layer-order.ts';

/** Averages any structure but low-rank and matrix-free, whose average has no such form. */
export class MovingCurvature {
  readonly #options: CurvatureOptions;
  readonly #decay: number;
  #steps = 0;
  /** Uncorrected averages, one array a part of the structure. */
  #parts: Float64Array[] = [];
  /** EKFAC: the bases that the averaged diagonals refer to. */
  #bases: EigenBasis[] = [];
  #diagonals: Float64Array[] = [];

  /** @param decay in [0, 1): the weight that the past keeps at each step */
  constructor(options: CurvatureOptions, decay: number) {
    if (options.structure === 'low-rank' || options.structure === 'matrix-free') {
      throw new TypeError(`the average of ${options.structure} matrices is not ${options.structure}`);
    }
    this.#options = options;
    this.#decay = decay;
  }

  /** Takes in the matrix of a mini-batch's objective at theta and returns the average so far. */
  update(batch: Objective, theta: Float64Array): CurvatureMatrix {
    this.#steps++;
    if (this.#options.structure === 'ekfac') return this.#updateEkfac(batch, theta);
    const matrix = curvatureFor(batch, theta, this.#options);
    if (matrix instanceof DenseMatrix) {
      return new DenseMatrix(this.#average([matrix.entries])[0]!, matrix.dimension);
    }
    if (matrix instanceof DiagonalMatrix) return new DiagonalMatrix(this.#average([matrix.entries])[0]!);
    if (matrix instanceof BlockMatrix) {
      const parts = this.#average(matrix.blocks.map(({ entries }) => entries));
      return new BlockMatrix(
        matrix.dimension,
        matrix.blocks.map((block, b) => ({ ...block, entries: parts[b]! })),
      );
    }
    if (matrix instanceof KroneckerMatrix) {
      return new KroneckerMatrix(matrix.dimension, this.#averageFactors(matrix.factors), matrix.penalty);
    }
    throw new TypeError('a matrix without an average');
  }

  /**
   * EKFAC's basis moves with the averaged factors. The old average is carried over by its diagonal in the new basis,
   * which is the nearest diagonal to it: D' = (R_S)^2 D ((R_A)^2)^T with R the new basis in terms of the old one and
   * squares entry by entry.
   */
  #updateEkfac(batch: Objective, theta: Float64Array): CurvatureMatrix {
    const source = outerProductsOf(batch, theta, this.#options);
    const bases = eigenBases(this.#averageFactors(kroneckerFactors(source)));
    const fresh = eigenDiagonals(source, bases);
    this.#diagonals = fresh.map((diagonal, l) => {
      const past = this.#diagonals[l];
      const carried = past === undefined ? diagonal.map(() => 0) : rebase(past, this.#bases[l]!, bases[l]!);
      return diagonal.map((entry, i) => this.#decay * carried[i]! + (1 - this.#decay) * entry);
    });
    this.#bases = bases;
    const correction = this.#correction();
    return new EkfacMatrix(
      batch.dimension,
      bases,
      this.#diagonals.map((diagonal) => diagonal.map((entry) => entry * correction)),
      source.penalty,
    );
  }

  #averageFactors(factors: readonly KroneckerFactors[]): KroneckerFactors[] {
    const parts = this.#average(factors.flatMap(({ a, s }) => [a, s]));
    return factors.map(({ layer }, l) => ({ layer, a: parts[2 * l]!, s: parts[2 * l + 1]! }));
  }

  /** Takes the parts of the newest matrix into the averages and returns these, corrected. */
  #average(newest: readonly Float64Array[]): Float64Array[] {
    if (this.#parts.length === 0) this.#parts = newest.map((part) => new Float64Array(part.length));
    const correction = this.#correction();
    return this.#parts.map((part, p) => {
      const next = newest[p]!;
      const corrected = new Float64Array(part.length);
      for (let i = 0; i < part.length; i++) {
        part[i] = this.#decay * part[i]! + (1 - this.#decay) * next[i]!;
        corrected[i] = part[i]! * correction;
      }
      return corrected;
    });
  }

  #correction(): number {
    return 1 / (1 - this.#decay ** this.#steps);
  }
}

/** The diagonal, in the basis `to`, of the matrix that has this diagonal in the basis `from`. */
function rebase(diagonal: Float64Array, from: EigenBasis, to: EigenBasis): Float64Array {
  const width = widthOf(to.layer);
  const m = to.layer.outputs;
  const squaredOutputs = squares(matrixProduct(transpose(to.outputs, m, m), from.outputs, m, m, m));
  const squaredInputs = squares(
    matrixProduct(transpose(from.inputs, width, width), to.inputs, width, width, width),
  );
  const half = matrixProduct(squaredOutputs, diagonal, m, m, width);
  return matrixProduct(half, squaredInputs, m, width, width);
}

function squares(a: Float64Array): Float64Array {
  return a.map((entry) => entry * entry);
}
