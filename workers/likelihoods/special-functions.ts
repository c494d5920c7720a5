/** log Gamma and the tail of the chi-squared distribution. */

/** log Gamma(x) for x > 0, relative error below 1e-13: Stirling's series after shifting x above 10. */
export function logGamma(x: number): number {
  let product = 1;
  let shifted = x;
  while (shifted < 10) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / (shifted * shifted);
  const tail = 1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - (inverse * 691) / 360360));
  const series = (1 / 12 - inverse * (1 / 360 - inverse * tail)) / shifted;
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  );
}

/** P(X >= x) for X chi-squared with k >= 0 degrees of freedom (k = 0: X is 0). Relative error below 1e-10. */
export function chiSquaredTail(x: number, k: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (k === 0) return 0;
  const a = k / 2;
  const z = x / 2;
  const prefactor = Math.exp(a * Math.log(z) - z - logGamma(a));
  return z < a + 1 ? 1 - prefactor * lowerSeries(a, z) : prefactor * upperFraction(a, z);
}

/** gamma(a, z) e^z z^-a = sum_n z^n / (a (a + 1) ... (a + n)). */
function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 10_000 && term > sum * 1e-17; n++) {
    term *= z / (a + n);
    sum += term;
  }
  return sum;
}

/** Gamma(a, z) e^z z^-a by its continued fraction (Lentz's method). */
function upperFraction(a: number, z: number): number {
  const tiny = 1e-300;
  let b = z + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 10_000; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b || tiny);
    c = b + numerator / c || tiny;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return fraction;
}
