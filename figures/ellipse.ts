/** Level sets of quadratic forms in the plane: the shapes of two-by-two curvature matrices. */

import type { CurvePoint } from './runs.ts';

/** A symmetric matrix by rows. */
export type Matrix2 = readonly (readonly number[])[];

/** Points of {centre + d : d^T M d = radius^2}, closed; none where M is not positive definite. */
export function ellipsePoints(
  centre: readonly number[],
  matrix: Matrix2,
  radius: number,
  count = 96,
): CurvePoint[] {
  const inverse = inverseOf(matrix);
  if (inverse === null) return [];
  // M^-1 = L L^T, and d = radius L u over unit vectors u.
  const l00 = Math.sqrt(inverse.xx);
  const l10 = inverse.xy / l00;
  const l11 = Math.sqrt(inverse.yy - l10 * l10);
  return Array.from({ length: count + 1 }, (_, i) => {
    const angle = (2 * Math.PI * (i % count)) / count;
    const [c, s] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    return { x: centre[0]! + l00 * c, y: centre[1]! + l10 * c + l11 * s };
  });
}

/**
 * The largest radius, of two digits, at which every ellipse reaches no farther from its centre than the given widths;
 * null where no matrix is positive definite.
 */
export function commonRadius(matrices: readonly Matrix2[], halfWidth: number, halfHeight: number) {
  const fits = matrices.flatMap((matrix) => {
    const inverse = inverseOf(matrix);
    // The reach along an axis is radius times the root of the inverse's entry there.
    return inverse === null ? [] : [halfWidth / Math.sqrt(inverse.xx), halfHeight / Math.sqrt(inverse.yy)];
  });
  if (fits.length === 0) return null;
  const least = Math.min(...fits);
  const unit = 10 ** (Math.floor(Math.log10(least)) - 1);
  return Number((Math.floor(least / unit) * unit).toPrecision(2));
}

function inverseOf(matrix: Matrix2): { xx: number; xy: number; yy: number } | null {
  const [a, b, d] = [matrix[0]![0]!, matrix[0]![1]!, matrix[1]![1]!];
  const determinant = a * d - b * b;
  // Below this share the determinant is rounding: the matrix is as good as singular.
  if (!(a > 0 && d > 0 && determinant > 1e-14 * a * d)) return null;
  return { xx: d / determinant, xy: -b / determinant, yy: a / determinant };
}
