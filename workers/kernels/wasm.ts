/** The WebAssembly builds behind the Kernels interface: views become addresses, nothing else happens here. */

import { Arena } from './arena.ts';
import { LANES, padded, PANEL, type Kernels } from './kernels.ts';

/** What assembly/index.ts exports. */
type Exports = Record<
  | 'packPanels'
  | 'multiply'
  | 'multiplyTransposed'
  | 'gram'
  | 'tilesToDense'
  | 'denseToTiles'
  | 'product'
  | 'cholesky'
  | 'solveCholesky'
  | 'solveCholeskyLanes'
  | 'exp'
  | 'log'
  | 'sigmoid'
  | 'softplus'
  | 'tanh'
  | 'softmaxRows'
  | 'laneProduct'
  | 'laneStep'
  | 'laneCholesky'
  | 'laneSolve'
  | 'laneGather'
  | 'laneGatherScaled'
  | 'laneBernoulli'
  | 'laneGaussian',
  (...parameters: number[]) => number
>;

/** Doubles: rows of a panel scaled at a time (gram.ts), the packed block of A (product.ts), one tile. */
const SCALED_PANEL = 256 * 4;
const PACKED_BLOCK = 96 * 256;
const TILE = 16;

/** @param arena where operands live, and the kernels' own scratch memory */
export function instantiateKernels(
  name: 'fma' | 'simd',
  module: WebAssembly.Module,
  arena = new Arena(),
): Kernels {
  const abort = (): never => {
    throw new Error('a kernel aborted');
  };
  const instance = new WebAssembly.Instance(module, { env: { memory: arena.memory, abort } });
  const wasm = instance.exports as unknown as Exports;
  const scaledPanel = arena.allocate(SCALED_PANEL * 8);
  const packedBlock = arena.allocate(PACKED_BLOCK * 8);
  const edge = arena.allocate(TILE * 8);

  return {
    name,
    arena,
    packPanels: (rows, columns, x, panels) => {
      wasm.packPanels(rows, columns, x.byteOffset, panels.byteOffset);
    },
    multiply: (rows, columns, panels, v, out) => {
      wasm.multiply(rows, columns, panels.byteOffset, v.byteOffset, out.byteOffset);
    },
    multiplyTransposed: (rows, columns, panels, u, out) => {
      wasm.multiplyTransposed(rows, columns, panels.byteOffset, u.byteOffset, out.byteOffset);
    },
    gram: (rows, columns, panels, weights, tiles, accumulate, rowsOfTiles) => {
      wasm.gram(
        rows,
        columns,
        panels.byteOffset,
        weights.byteOffset,
        tiles.byteOffset,
        scaledPanel,
        Number(accumulate),
        rowsOfTiles?.from ?? 0,
        rowsOfTiles?.to ?? padded(columns) / PANEL,
      );
    },
    tilesToDense: (dimension, tiles, dense) => {
      wasm.tilesToDense(dimension, tiles.byteOffset, dense.byteOffset);
    },
    denseToTiles: (dimension, dense, tiles) => {
      wasm.denseToTiles(dimension, dense.byteOffset, tiles.byteOffset);
    },
    product: (M, N, K, a, b, c, accumulate) => {
      const mark = arena.mark();
      const packedB = arena.allocate(256 * padded(N) * 8);
      wasm.product(
        M,
        N,
        K,
        a.values.byteOffset,
        a.row,
        a.column,
        b.values.byteOffset,
        b.row,
        b.column,
        c.byteOffset,
        Number(accumulate),
        packedBlock,
        packedB,
        edge,
      );
      arena.release(mark);
    },
    cholesky: (dimension, tiles, lower, reciprocals, damping) =>
      wasm.cholesky(dimension, tiles.byteOffset, lower.byteOffset, reciprocals.byteOffset, damping),
    solveCholesky: (dimension, lower, reciprocals, x) => {
      wasm.solveCholesky(dimension, lower.byteOffset, reciprocals.byteOffset, x.byteOffset);
    },
    solveCholeskyLanes: (dimension, lower, reciprocals, x) => {
      wasm.solveCholeskyLanes(
        dimension,
        lower.byteOffset,
        reciprocals.byteOffset,
        x.byteOffset,
        Math.floor(x.length / (LANES * padded(dimension))),
        edge,
      );
    },
    exp: (x, out) => {
      wasm.exp(x.length, x.byteOffset, out.byteOffset);
    },
    log: (x, out) => {
      wasm.log(x.length, x.byteOffset, out.byteOffset);
    },
    sigmoid: (x, out) => {
      wasm.sigmoid(x.length, x.byteOffset, out.byteOffset);
    },
    softplus: (x, out) => {
      wasm.softplus(x.length, x.byteOffset, out.byteOffset);
    },
    tanh: (x, out) => {
      wasm.tanh(x.length, x.byteOffset, out.byteOffset);
    },
    softmaxRows: (rows, classes, f, out) => {
      wasm.softmaxRows(rows, classes, f.byteOffset, out.byteOffset);
    },
    laneProduct: (count, depth, panels, v, out, groups, vStride, outStride) => {
      wasm.laneProduct(
        count,
        depth,
        panels.byteOffset,
        v.byteOffset,
        out.byteOffset,
        groups,
        vStride,
        outStride,
      );
    },
    laneStep: (count, x, d, factors) => wasm.laneStep(count, x.byteOffset, d.byteOffset, factors.byteOffset),
    laneCholesky: (dimension, triangle, lower, reciprocals, damping) =>
      wasm.laneCholesky(
        dimension,
        triangle.byteOffset,
        lower.byteOffset,
        reciprocals.byteOffset,
        damping.byteOffset,
      ),
    laneSolve: (dimension, lower, reciprocals, x) => {
      wasm.laneSolve(dimension, lower.byteOffset, reciprocals.byteOffset, x.byteOffset);
    },
    laneGather: ({ count, starts, indices, values }, source, out) => {
      if (values === null) {
        wasm.laneGather(count, starts.byteOffset, indices.byteOffset, source.byteOffset, out.byteOffset);
      } else {
        wasm.laneGatherScaled(
          count,
          starts.byteOffset,
          indices.byteOffset,
          values.byteOffset,
          source.byteOffset,
          out.byteOffset,
        );
      }
    },
    laneBernoulli: (rows, f, y, r, w, sums, empirical, scale) => {
      wasm.laneBernoulli(
        rows,
        f.byteOffset,
        y.byteOffset,
        r.byteOffset,
        w.byteOffset,
        sums.byteOffset,
        Number(empirical),
        scale,
      );
    },
    laneGaussian: (rows, f, y, r, w, sums, empirical, scale, precision) => {
      wasm.laneGaussian(
        rows,
        f.byteOffset,
        y.byteOffset,
        r.byteOffset,
        w.byteOffset,
        sums.byteOffset,
        Number(empirical),
        scale,
        precision,
      );
    },
  };
}
