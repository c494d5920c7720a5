/** The WebAssembly module's exports, one file a family of kernels. Pointers are byte addresses in its memory. */

export { packPanels, packStrided } from './panels';
export { multiply, multiplyTransposed } from './matvec';
export { gram, tilesToDense, denseToTiles } from './gram';
export { product } from './product';
export { cholesky, solveCholesky, solveCholeskyLanes } from './cholesky';
export { exp, log, sigmoid, softplus, tanh, softmaxRows } from './elementwise';
export { laneProduct, laneStep } from './lanes';
export { laneCholesky, laneSolve } from './lane-cholesky';
export { laneGather, laneGatherScaled } from './lane-sparse';
export { laneBernoulli, laneGaussian } from './lane-likelihoods';
