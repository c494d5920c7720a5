/** Up to how many parameters a curvature analysis stores what. */

/** Matrices are reported whole up to here; beyond, their diagonals. */
export const largestDense = 500;
/** |EF - F|_F and solves use whole matrices up to here. */
export const largestFull = 2000;
