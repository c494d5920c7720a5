/** The indicators of the information-matrix test: which columns and products of columns they are made of. */

import type { Likelihood } from '../likelihoods/likelihood.ts';
import type { Objective } from '../models/objective.ts';
import { independentColumns } from './independent-columns.ts';
import { freeOutputs } from './maximum-likelihood.ts';

export interface TestDesign {
  /** N x P, independent columns. */
  readonly x: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** z_n: the products x_i x_j that are independent of each other, N x Q row-major. */
  readonly products: Float64Array;
  /** Squares only: (i, i) entries, and (c, c) of the outputs. */
  readonly diagonal: boolean;
}

/** The independent columns of the predictor's inputs (with the 1 of a bias, where the layer has one). */
export function independentInputs(objective: Objective): {
  readonly x: Float64Array;
  readonly columns: number;
} {
  const { rows, outputs, layers } = objective;
  const { inputs, bias } = layers[0]!;
  const width = inputs + (bias ? 1 : 0);
  const all = new Float64Array(rows * width).fill(1);
  const linearization = objective.linearize(new Float64Array(objective.dimension));
  linearization.sweep(new Float64Array(rows * outputs), (chunk) => {
    for (let n = 0; n < chunk.to - chunk.from; n++) {
      const row = chunk.inputs[0]!.subarray(n * inputs, (n + 1) * inputs);
      all.set(row, (chunk.from + n) * width);
    }
  });
  const kept = independentColumns(all, rows, width);
  return { x: pick(all, rows, width, kept), columns: kept.length };
}

/** Products x_i x_j, i <= j (or i = j only), without those that coincide or follow from others. */
export function chooseProducts(
  x: Float64Array,
  rows: number,
  columns: number,
  likelihood: Likelihood,
  form: 'auto' | 'full' | 'diagonal',
): { readonly products: Float64Array; readonly form: string } {
  const free = freeOutputs(likelihood);
  if (form !== 'diagonal') {
    const pairs = Array.from({ length: columns }, (_, i) => i).flatMap((i) =>
      Array.from({ length: columns - i }, (_, k) => [i, i + k] as const),
    );
    const atMost = (rows / 5) * (form === 'full' ? Infinity : 1);
    const blocks = (free * (free + 1)) / 2;
    // Without dropping anything there may be many more products than are worth forming.
    const kept = pairs.length > 3000 && form === 'auto' ? null : independentProducts(x, rows, columns, pairs);
    const indicators = kept === null ? pairs.length * blocks : kept.count * blocks;
    if (kept !== null && indicators <= atMost) return { products: kept.products, form: 'full' };
    const reason = `diagonal: the full form has ${indicators} indicators, more than N/5 = ${rows / 5}`;
    return { products: squares(x, rows, columns), form: reason };
  }
  return { products: squares(x, rows, columns), form: 'diagonal' };
}

function squares(x: Float64Array, rows: number, columns: number): Float64Array {
  const pairs = Array.from({ length: columns }, (_, i) => [i, i] as const);
  return independentProducts(x, rows, columns, pairs).products;
}

function independentProducts(
  x: Float64Array,
  rows: number,
  columns: number,
  pairs: readonly (readonly [number, number])[],
): { readonly products: Float64Array; readonly count: number } {
  const all = new Float64Array(rows * pairs.length);
  for (let n = 0, at = 0; n < rows; n++) {
    for (const [i, j] of pairs) all[at++] = x[n * columns + i]! * x[n * columns + j]!;
  }
  const kept = independentColumns(all, rows, pairs.length);
  return { products: pick(all, rows, pairs.length, kept), count: kept.length };
}

function pick(all: Float64Array, rows: number, columns: number, kept: readonly number[]): Float64Array {
  const out = new Float64Array(rows * kept.length);
  for (let n = 0, at = 0; n < rows; n++) for (const j of kept) out[at++] = all[n * columns + j]!;
  return out;
}
