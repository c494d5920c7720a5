/**
 * A constant design matrix X (N x D) for interleaved cells: the three products that an evaluation needs, for groups
 * of four lanes at a time. Built once a job, dense or sparse, whichever needs fewer operations.
 *
 *   outputs    f = X theta                               D -> N
 *   gradient   g = X^T r                                 N -> D
 *   triangle   lower triangle of X^T diag(w) X           N -> D (D + 1)/2, as a product with the constant matrix Z of
 *              feature products, Z[n][(i, j)] = x_ni x_nj: all Fishers of all lanes in one matrix product
 */

import type { Design } from '../../data/problem.ts';
import { LANES, padded, type IndexLists, type Kernels } from '../../kernels/kernels.ts';

/** Groups of four lanes that share one pass over X. */
export const GROUPS = 4;

/** One product from vectors of one length to vectors of another, each group at its own stride. */
export interface LaneProduct {
  /** Doubles from one group of the result to the next. */
  readonly stride: number;
  /** For the groups of the bit mask; group g reads `from` at g * fromStride and writes `to` at g * stride. */
  apply(from: Float64Array, fromStride: number, to: Float64Array, groups: number): void;
}

export interface LaneDesign {
  readonly rows: number;
  readonly columns: number;
  readonly outputs: LaneProduct;
  readonly gradient: LaneProduct;
  readonly triangle: LaneProduct;
}

/** Bytes of the matrix of feature products up to which the batched path is taken. */
export const featureProductLimit = 64 * 2 ** 20;

/** The share of pairs of non-zero features below which index lists beat the dense product (measured: about 0.35). */
const sparseShare = 0.3;

/** Number of pairs (i, j), j <= i, of non-zero features, summed over the rows. */
function pairCount(rows: readonly Uint32Array[]): number {
  return rows.reduce((sum, row) => sum + (row.length * (row.length + 1)) / 2, 0);
}

/** Whether `laneDesign` can hold this design. */
export function fitsLanes(design: Design): boolean {
  const triangle = (design.columns * (design.columns + 1)) / 2;
  if (design.columns > 200) return false;
  if (8 * triangle * design.rows <= featureProductLimit) return true;
  return 12 * pairCount(nonZeros(design)) <= featureProductLimit;
}

/** Allocates in the kernels' arena; the caller marks and releases. */
export function laneDesign(kernels: Kernels, design: Design): LaneDesign {
  const { rows, columns } = design;
  const present = nonZeros(design);
  const triangle = (columns * (columns + 1)) / 2;
  const sparse = pairCount(present) < sparseShare * triangle * rows;
  return {
    rows,
    columns,
    ...(sparse ? sparseProducts(kernels, design, present) : denseProducts(kernels, design)),
  };
}

// ---- dense -----------------------------------------------------------------------------------------------------

type Products = Pick<LaneDesign, 'outputs' | 'gradient' | 'triangle'>;

function denseProducts(kernels: Kernels, design: Design): Products {
  const { rows, columns } = design;
  const triangle = (columns * (columns + 1)) / 2;
  const x = new Float64Array(rows * columns);
  const transposed = new Float64Array(rows * columns);
  const pairs = new Float64Array(rows * triangle);
  for (let n = 0; n < rows; n++) {
    let pair = n * triangle;
    for (let i = 0; i < columns; i++) {
      const entry = entryAt(design, n, i);
      x[n * columns + i] = entry;
      transposed[i * rows + n] = entry;
      for (let j = 0; j <= i; j++) pairs[pair++] = entry * x[n * columns + j]!;
    }
  }
  return {
    outputs: denseProduct(kernels, rows, columns, transposed),
    gradient: denseProduct(kernels, columns, rows, x),
    triangle: denseProduct(kernels, triangle, rows, pairs),
  };
}

/** @param transposed A^T (depth x count, row-major) */
function denseProduct(kernels: Kernels, count: number, depth: number, transposed: Float64Array): LaneProduct {
  const panels = kernels.arena.float64(depth * padded(count));
  const mark = kernels.arena.mark();
  const source = kernels.arena.float64(transposed.length);
  source.set(transposed);
  kernels.packPanels(depth, count, source, panels);
  kernels.arena.release(mark);
  const stride = LANES * padded(count);
  return {
    stride,
    apply: (from, fromStride, to, groups) => {
      kernels.laneProduct(count, depth, panels, from, to, groups, fromStride, stride);
    },
  };
}

// ---- sparse ----------------------------------------------------------------------------------------------------

function sparseProducts(kernels: Kernels, design: Design, present: readonly Uint32Array[]): Products {
  const { rows, columns } = design;
  const values = present.map((features, n) => Float64Array.from(features, (j) => entryAt(design, n, j)));
  return {
    outputs: sparseProduct(kernels, rows, (visit) => {
      present.forEach((features, n) => features.forEach((j, q) => visit(n, j, values[n]![q]!)));
    }),
    gradient: sparseProduct(kernels, columns, (visit) => {
      present.forEach((features, n) => features.forEach((j, q) => visit(j, n, values[n]![q]!)));
    }),
    triangle: sparseProduct(kernels, (columns * (columns + 1)) / 2, (visit) => {
      present.forEach((features, n) => {
        const row = values[n]!;
        for (let p = 0; p < features.length; p++) {
          const start = (features[p]! * (features[p]! + 1)) / 2;
          for (let q = 0; q <= p; q++) visit(start + features[q]!, n, row[p]! * row[q]!);
        }
      });
    }),
  };
}

type Visit = (list: number, index: number, value: number) => void;

/** @param entries shows every entry of every list, twice: the lists are counted, then filled */
function sparseProduct(kernels: Kernels, count: number, entries: (visit: Visit) => void): LaneProduct {
  const { arena } = kernels;
  const starts = arena.uint32(count + 1).fill(0);
  let ones = true;
  entries((list, _index, value) => {
    starts[list + 1] = starts[list + 1]! + 1;
    if (value !== 1) ones = false;
  });
  for (let list = 0; list < count; list++) starts[list + 1] = starts[list + 1]! + starts[list]!;
  const indices = arena.uint32(starts[count]!);
  const values = ones ? null : arena.float64(indices.length);
  const next = starts.slice();
  entries((list, index, value) => {
    const at = next[list]!;
    next[list] = at + 1;
    indices[at] = index;
    if (values !== null) values[at] = value;
  });
  const table: IndexLists = { count, starts, indices, values };
  const stride = LANES * count;
  return {
    stride,
    apply: (from, fromStride, to, groups) => {
      for (let group = 0; group < GROUPS; group++) {
        if (((groups >> group) & 1) === 0) continue;
        kernels.laneGather(table, from.subarray(group * fromStride), to.subarray(group * stride));
      }
    },
  };
}

/** The columns of each row's non-zero entries, ascending. */
function nonZeros(design: Design): Uint32Array[] {
  return Array.from({ length: design.rows }, (_, n) => {
    if (design.kind === 'sparse') {
      const [from, to] = [design.rowStart[n]!, design.rowStart[n + 1]!];
      return design.columnIndex.slice(from, to).filter((_, q) => design.values[from + q] !== 0);
    }
    const row: number[] = [];
    for (let j = 0; j < design.columns; j++) if (design.values[n * design.columns + j] !== 0) row.push(j);
    return Uint32Array.from(row);
  });
}

function entryAt(design: Design, n: number, j: number): number {
  if (design.kind === 'dense') return design.values[n * design.columns + j]!;
  let [low, high] = [design.rowStart[n]!, design.rowStart[n + 1]!];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (design.columnIndex[middle]! < j) low = middle + 1;
    else high = middle;
  }
  return low < design.rowStart[n + 1]! && design.columnIndex[low] === j ? design.values[low]! : 0;
}
