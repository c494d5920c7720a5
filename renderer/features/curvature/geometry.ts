/** Norms and angles of directions, and what a spectrum comes down to. */

export const norm = (vector: readonly number[]): number => Math.hypot(...vector);

/** Degrees between two vectors, 0 to 180; NaN when one of them is zero. */
export function angle(a: readonly number[], b: readonly number[]): number {
  const [lengthA, lengthB] = [norm(a), norm(b)];
  if (!(lengthA > 0 && lengthB > 0)) return Number.NaN;
  // Half-angle form: exact for nearly parallel vectors, where the arc cosine is not.
  const difference = norm(a.map((value, i) => value / lengthA - b[i]! / lengthB));
  const sum = norm(a.map((value, i) => value / lengthA + b[i]! / lengthB));
  return (2 * Math.atan2(difference, sum) * 180) / Math.PI;
}

export interface SpectrumSummary {
  readonly largest: number;
  readonly smallest: number;
  /** Largest over smallest, where the smallest is positive beyond rounding. */
  readonly condition: number | 'singular' | 'indefinite' | 'negative definite';
  /** Eigenvalues that are not positive beyond rounding. */
  readonly notPositive: number;
}

/**
 * Within D eps max|lambda| an eigenvalue is zero. A matrix that is semidefinite by construction (a sum of outer
 * products) has no negative ones.
 */
export function summarizeSpectrum(values: readonly number[], semidefinite = false): SpectrumSummary {
  const sorted = [...values].sort((a, b) => b - a);
  const largest = sorted[0] ?? Number.NaN;
  const smallest = sorted.at(-1) ?? Number.NaN;
  const rounding = values.length * Number.EPSILON * Math.max(Math.abs(largest), Math.abs(smallest));
  return {
    largest,
    smallest,
    condition:
      smallest > rounding
        ? largest / smallest
        : semidefinite || smallest >= -rounding
          ? 'singular'
          : largest < -rounding
            ? 'negative definite'
            : 'indefinite',
    notPositive: sorted.filter((value) => !(value > rounding)).length,
  };
}

/** Median of the values; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length === 0
    ? Number.NaN
    : (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
