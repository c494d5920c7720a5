/** The kernels in plain TypeScript: the fallback where WebAssembly SIMD is missing, and the reference of the tests. */

import { Arena } from '../arena.ts';
import type { Kernels } from '../kernels.ts';
import { cholesky, solveCholesky, solveCholeskyLanes } from './cholesky.ts';
import { exp, log, sigmoid, softmaxRows, softplus, tanh } from './elementwise.ts';
import { denseToTiles, gram, product, tilesToDense } from './gram.ts';
import {
  laneBernoulli,
  laneCholesky,
  laneGather,
  laneGaussian,
  laneProduct,
  laneSolve,
  laneStep,
} from './lanes.ts';
import { multiply, multiplyTransposed, packPanels } from './panels.ts';

export function plainKernels(): Kernels {
  return {
    name: 'js',
    arena: new Arena(),
    packPanels,
    multiply,
    multiplyTransposed,
    gram,
    tilesToDense,
    denseToTiles,
    product,
    cholesky,
    solveCholesky,
    solveCholeskyLanes,
    exp,
    log,
    sigmoid,
    softplus,
    tanh,
    softmaxRows,
    laneProduct,
    laneStep,
    laneCholesky,
    laneSolve,
    laneGather,
    laneBernoulli,
    laneGaussian,
  };
}
