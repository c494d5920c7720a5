/** Small statistics of results. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Slope of the least-squares line through (log x, log y); pairs that have no logarithm are left out. */
export function logSlope(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const pairs = Array.from(x, (value, i) => [Math.log(value), Math.log(y[i]!)] as const).filter(
    ([a, b]) => Number.isFinite(a) && Number.isFinite(b),
  );
  const [xs, ys] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const covariance = pairs.reduce((sum, [a, b]) => sum + (a - xs) * (b - ys), 0);
  const variance = pairs.reduce((sum, [a]) => sum + (a - xs) ** 2, 0);
  return covariance / variance;
}

export const distance = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, i) => value - b[i]!));

/** Length of a path of points. */
export const pathLength = (path: readonly (readonly number[])[]) =>
  path.slice(1).reduce((sum, point, i) => sum + distance(point, path[i]!), 0);

/** Frobenius norm of a matrix given as rows. */
export const frobenius = (matrix: readonly (readonly number[])[]) => Math.hypot(...matrix.flat());

export function subtract(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row, i) => row.map((value, j) => value - b[i]![j]!));
}

/** |a - b| / |b| in the Frobenius norm. */
export const relativeDistance = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]) =>
  frobenius(subtract(a, b)) / frobenius(b);
