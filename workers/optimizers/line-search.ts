/** Armijo's backtracking line search. */

/** Share of the linear decrease that a step must achieve. */
const sufficientDecrease = 1e-4;
const maximumHalvings = 30;

/**
 * The first of stepSize, stepSize/2, ..., stepSize/2^30 with L(theta - s p) <= L(theta) - 1e-4 s g.p, or null when
 * none of them does it or p is no descent direction.
 * @param value L
 * @param loss L(theta)
 * @param direction p (D): steps go to theta - s p
 * @param slope g.p
 */
export function armijoStepSize(
  value: (theta: Float64Array) => number,
  theta: Float64Array,
  loss: number,
  direction: Float64Array,
  slope: number,
  stepSize: number,
): number | null {
  if (!(slope > 0)) return null;
  const trial = new Float64Array(theta.length);
  let s = stepSize;
  for (let halvings = 0; halvings <= maximumHalvings; halvings++) {
    for (let i = 0; i < theta.length; i++) trial[i] = theta[i]! - s * direction[i]!;
    if (value(trial) <= loss - sufficientDecrease * s * slope) return s;
    s /= 2;
  }
  return null;
}
