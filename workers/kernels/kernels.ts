/**
 * The kernels that the engine's time is spent in: one interface, two WebAssembly builds (wasm.ts) and a
 * plain-TypeScript twin (plain/) behind it. Arrays handed to them must come from `arena`.
 *
 * Layouts (drawn in assembly/):
 *   panels     X (N x D): ceil(D/4) panels of N rows x 4 columns, zero-padded: panels[(j >> 2) * 4N + 4n + (j & 3)]
 *   padded     a vector of D entries in 4 ceil(D/4) doubles, the rest zero
 *   row tiles  symmetric D x D, lower: tiles[(i >> 2) * 4W + 4j + (i & 3)] with W = 4 ceil(D/4); W x W doubles
 *   lanes      a vector of K entries for four problems: lanes[4k + lane]
 *   triangle   lower D x D for four problems, packed by rows: triangle[4 (i (i + 1)/2 + j) + lane]
 */

import type { KernelName } from '../jobs.ts';
import type { Arena } from './arena.ts';

/** Columns of a panel; side of a tile; lanes of an interleaved vector. */
export const PANEL = 4;
export const LANES = 4;
/** All lanes, as a bit mask. */
export const ALL_LANES = 15;

export interface Kernels {
  readonly name: KernelName;
  readonly arena: Arena;

  /** x (rows x columns, row-major) -> panels. */
  packPanels(rows: number, columns: number, x: Float64Array, panels: Float64Array): void;
  /** out (rows) = X v, v padded. */
  multiply(rows: number, columns: number, panels: Float64Array, v: Float64Array, out: Float64Array): void;
  /** out (columns, padded) = X^T u. */
  multiplyTransposed(
    rows: number,
    columns: number,
    panels: Float64Array,
    u: Float64Array,
    out: Float64Array,
  ): void;

  /** Row tiles of X^T diag(weights) X, added to what is there when `accumulate`. */
  gram(
    rows: number,
    columns: number,
    panels: Float64Array,
    weights: Float64Array,
    tiles: Float64Array,
    accumulate: boolean,
    rowsOfTiles?: TileRows,
  ): void;
  /** Row tiles -> row-major D x D, both triangles. */
  tilesToDense(dimension: number, tiles: Float64Array, dense: Float64Array): void;
  /** The lower triangle of a row-major D x D matrix -> row tiles. */
  denseToTiles(dimension: number, dense: Float64Array, tiles: Float64Array): void;
  /** c (M x N, row-major) = A B (plus c when `accumulate`). Operands have any strides, counted in doubles. */
  product(
    M: number,
    N: number,
    K: number,
    a: Strided,
    b: Strided,
    c: Float64Array,
    accumulate: boolean,
  ): void;

  /**
   * Row tiles of L with L L^T = A + damping I (`lower` may be `tiles`) and 1/L_ii (padded). Returns 0, or the number
   * (from 1) of the first pivot that is not positive and finite.
   */
  cholesky(
    dimension: number,
    tiles: Float64Array,
    lower: Float64Array,
    reciprocals: Float64Array,
    damping: number,
  ): number;
  /** x <- (L L^T)^{-1} x, x padded. */
  solveCholesky(dimension: number, lower: Float64Array, reciprocals: Float64Array, x: Float64Array): void;

  /** The same for right-hand sides four by four: x[4i + lane], padded, and as many groups of four as fit in x. */
  solveCholeskyLanes(
    dimension: number,
    lower: Float64Array,
    reciprocals: Float64Array,
    x: Float64Array,
  ): void;

  exp(x: Float64Array, out: Float64Array): void;
  log(x: Float64Array, out: Float64Array): void;
  sigmoid(x: Float64Array, out: Float64Array): void;
  softplus(x: Float64Array, out: Float64Array): void;
  tanh(x: Float64Array, out: Float64Array): void;
  /** Softmax of each row of f (rows x classes); `out` may be `f`. */
  softmaxRows(rows: number, classes: number, f: Float64Array, out: Float64Array): void;

  /**
   * out[4i + lane] = sum_k A(i, k) v[4k + lane], A (count x depth) given as the panels of A^T, for the groups of
   * lanes in the bit mask; group g reads v from g vStride on and writes out from g outStride on.
   */
  laneProduct(
    count: number,
    depth: number,
    panels: Float64Array,
    v: Float64Array,
    out: Float64Array,
    groups: number,
    vStride: number,
    outStride: number,
  ): void;
  /** x[4k + lane] -= factors[lane] d[4k + lane]; returns the bit mask of lanes that changed. */
  laneStep(count: number, x: Float64Array, d: Float64Array, factors: Float64Array): number;
  /** Triangle of L with L L^T = A + damping[lane] I; returns the bit mask of lanes that failed. */
  laneCholesky(
    dimension: number,
    triangle: Float64Array,
    lower: Float64Array,
    reciprocals: Float64Array,
    damping: Float64Array,
  ): number;
  laneSolve(dimension: number, lower: Float64Array, reciprocals: Float64Array, x: Float64Array): void;
  /** out[4i + lane] = sum over list i of (values[q]) source[4 indices[q] + lane]; values null: all ones. */
  laneGather(lists: IndexLists, source: Float64Array, out: Float64Array): void;
  /** r, w and the loss sums of four cells at outputs f (lanes); see assembly/lane-likelihoods.ts. */
  laneBernoulli(
    rows: number,
    f: Float64Array,
    y: Float64Array,
    r: Float64Array,
    w: Float64Array,
    sums: Float64Array,
    empirical: boolean,
    scale: number,
  ): void;
  laneGaussian(
    rows: number,
    f: Float64Array,
    y: Float64Array,
    r: Float64Array,
    w: Float64Array,
    sums: Float64Array,
    empirical: boolean,
    scale: number,
    precision: number,
  ): void;
}

/** Rows [from, to) of tiles, four rows of the matrix each. */
export interface TileRows {
  readonly from: number;
  readonly to: number;
}

/** A matrix operand: entry (i, j) is values[i * row + j * column]. */
export interface Strided {
  readonly values: Float64Array;
  readonly row: number;
  readonly column: number;
}

/** List i is indices[starts[i] .. starts[i + 1]), with a factor each where `values` is given. */
export interface IndexLists {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float64Array | null;
}

/** Length of a vector of n entries padded to whole panels. */
export function padded(n: number): number {
  return PANEL * Math.ceil(n / PANEL);
}

/** Doubles in the panels of a rows x columns matrix. */
export function panelLength(rows: number, columns: number): number {
  return rows * padded(columns);
}

/** Doubles in the row tiles of a D x D matrix. */
export function tileLength(dimension: number): number {
  return padded(dimension) ** 2;
}

/** Doubles in the triangle of four D x D matrices. */
export function triangleLength(dimension: number): number {
  return LANES * ((dimension * (dimension + 1)) / 2);
}
