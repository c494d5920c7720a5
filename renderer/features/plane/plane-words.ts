/** The plane in words: the text alternative of the picture, and what can be read at a point of it. */

import type { PlaneAnswer, PlanePoint } from '#contract/api/plane.ts';
import type { Terminology } from '#contract/terminology.ts';
import { pathStyles, planeEllipses, type PlaneView } from '#figures/explored-plane.ts';
import { fieldsWords, planeMatrixTitles } from '#figures/plane-words.ts';
import type { Theme } from '#figures/theme.ts';
import { formatNumber } from '../../format.ts';

export const pointWords = (point: readonly number[]): string =>
  `(${formatNumber(point[0]!)}, ${formatNumber(point[1]!)})`;

/** What the picture shows, in sentences. */
export function describePlane(answer: PlaneAnswer, view: PlaneView, theme: Theme): string {
  const { bounds, paths, point, start, surface } = answer;
  const interval = (axis: 0 | 1) => `${formatNumber(bounds[axis][0]!)} to ${formatNumber(bounds[axis][1]!)}`;
  const styles = pathStyles(paths, theme, view.terminology);
  const ends = paths.map(({ points, every, status }, i) => {
    const length = points.length / 2;
    const shown = view.position === null ? length : Math.min(length, Math.floor(view.position / every) + 1);
    const end = [points[2 * shown - 2]!, points[2 * shown - 1]!];
    const states = (shown - 1) * every;
    return `${styles[i]!.label} at ${pointWords(end)} after ${states} steps${status === 'diverged' && shown === length ? ', diverged' : ''}`;
  });
  const ellipses = drawnEllipses(answer, view);
  const minimum = surface === null || surface.minimum.status === 'none' ? null : surface.minimum.theta;
  return [
    `Contours of the loss, θ₁ from ${interval(0)}, θ₂ from ${interval(1)}.`,
    view.fields.length === 0 ? '' : `Arrows: ${fieldsWords(view)}, downhill.`,
    minimum === null ? 'No unique minimum to mark.' : `Minimum ${pointWords(minimum)}.`,
    `Start ${pointWords(start)}.`,
    ends.length === 0 ? '' : `${ends.join('; ')}.`,
    point === null || ellipses.length === 0
      ? ''
      : `Ellipses of ${ellipses.join(', ')} at ${pointWords(point.theta)}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

type Ellipses = Pick<PlaneView, 'matrices' | 'terminology'>;

function drawnEllipses({ point, bounds }: PlaneAnswer, { matrices, terminology }: Ellipses): string[] {
  const drawn =
    planeEllipses(point, bounds)?.of.filter(
      ({ name, points }) => points.length > 0 && matrices.includes(name),
    ) ?? [];
  return drawn.map(({ name }) => planeMatrixTitles(terminology)[name]);
}

/** Why an ellipse is missing, or null. */
export function missingEllipses(answer: PlaneAnswer, view: Ellipses): string | null {
  if (answer.point === null) return null;
  const drawn = drawnEllipses(answer, view);
  const missing = view.matrices
    .map((name) => planeMatrixTitles(view.terminology)[name])
    .filter((title) => !drawn.includes(title));
  if (missing.length === 0) return null;
  return `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not positive definite here: no ellipse.`;
}

/** Eigenvalues of a symmetric two-by-two matrix, the larger first. */
export function eigenvalues2(matrix: readonly (readonly number[])[]): [number, number] {
  const [a, b, d] = [matrix[0]![0]!, matrix[0]![1]!, matrix[1]![1]!];
  const root = Math.hypot((a - d) / 2, b);
  return [(a + d) / 2 + root, (a + d) / 2 - root];
}

/** Numbers at the point of the ellipses: name, value. */
export function readPoint(point: PlanePoint, terminology: Terminology): { name: string; value: string }[] {
  const titles = planeMatrixTitles(terminology);
  const matrix = (name: keyof typeof titles) => ({
    name: `Eigenvalues of ${titles[name]}`,
    value: eigenvalues2(point.matrices[name])
      .map((value) => formatNumber(value, 3))
      .join(', '),
  });
  return [
    { name: 'Loss', value: formatNumber(point.loss) },
    { name: 'Gradient norm', value: formatNumber(Math.hypot(...point.gradient)) },
    matrix('fisher'),
    matrix('empiricalFisher'),
    matrix('hessian'),
  ];
}
