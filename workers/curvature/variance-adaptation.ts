/**
 * Variance adaptation (section 5, math.md section 4): factors M that multiply a stochastic gradient ghat with mean g
 * and covariance Sigma_b, so that M ghat is nearer to g. Its second moment is S = Sigma_b + g g^T (Eq. 18).
 */

import { multiply } from '../linalg/dense.ts';
import { symmetricEigen } from '../linalg/eigen.ts';
import { dot } from '../linalg/vector.ts';

/** Relative tolerance of the pseudo-inverse of S. */
const pseudoInverseTolerance = 1e-12;

/**
 * Sigma_b / Sigma: 1/b with replacement, (N - b)/(b (N - 1)) for a simple random sample (0 for all N rows).
 * @param batchSize b >= 1; without replacement b <= N
 */
export function miniBatchFactor(batchSize: number, rows: number, replacement: boolean): number {
  if (replacement) return 1 / batchSize;
  return rows === 1 ? 0 : (rows - batchSize) / (batchSize * (rows - 1));
}

/** |g|^2/(|g|^2 + tr Sigma_b), the best scalar; 0 for 0/0. */
export function scalarAdaptation(g: Float64Array, trace: number): number {
  const square = dot(g, g);
  return square === 0 ? 0 : square / (square + trace);
}

/** g_i^2/(g_i^2 + Sigma_b,ii), the best diagonal (D); 0 for 0/0. */
export function diagonalAdaptation(g: Float64Array, variance: Float64Array): Float64Array {
  return g.map((gi, i) => (gi === 0 ? 0 : (gi * gi) / (gi * gi + variance[i]!)));
}

/**
 * w = S^+ g, from which both full forms follow: `full` (Eq. 19 as printed) M = S^{-1} g g^T, so M ghat = w (g^T ghat);
 * `full-optimal`, its transpose M = g g^T S^{-1}, which minimises E|M ghat - g|^2, so M ghat = g (w^T ghat).
 * @param sigma Sigma_b (D x D, row-major, symmetric)
 */
export function secondMomentSolve(g: Float64Array, sigma: Float64Array): Float64Array {
  const n = g.length;
  const s = sigma.slice();
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) s[i * n + j]! += g[i]! * g[j]!;
  const { values, vectors } = symmetricEigen(s, n);
  const smallest = pseudoInverseTolerance * Math.max(0, values[n - 1]!);
  const w = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (!(values[k]! > smallest)) continue;
    let projection = 0;
    for (let i = 0; i < n; i++) projection += vectors[i * n + k]! * g[i]!;
    for (let i = 0; i < n; i++) w[i]! += (projection / values[k]!) * vectors[i * n + k]!;
  }
  return w;
}

/** M of `full` and of `full-optimal` (D x D, row-major), from g and w = S^+ g. */
export function fullAdaptation(
  g: Float64Array,
  w: Float64Array,
): { readonly full: Float64Array; readonly fullOptimal: Float64Array } {
  const n = g.length;
  const full = new Float64Array(n * n);
  const fullOptimal = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      full[i * n + j] = w[i]! * g[j]!;
      fullOptimal[i * n + j] = g[i]! * w[j]!;
    }
  }
  return { full, fullOptimal };
}

/** E|M ghat - g|^2 = |M g - g|^2 + tr(M Sigma_b M^T) of any M (D x D, row-major). */
export function adaptationError(m: Float64Array, g: Float64Array, sigma: Float64Array): number {
  const n = g.length;
  const mg = new Float64Array(n);
  multiply(m, n, n, g, mg);
  let error = 0;
  const product = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    error += (mg[i]! - g[i]!) ** 2;
    const row = m.subarray(i * n, (i + 1) * n);
    multiply(sigma, n, n, row, product);
    error += dot(row, product);
  }
  return error;
}
