/** Spectral quantities of a run's matrices. */

import type { CurvatureMatrix } from '../curvature/curvature.ts';
import { symmetricEigenvalues } from '../linalg/eigen.ts';
import { extremeEigenvalues } from '../linalg/lanczos.ts';
import { norm } from '../linalg/vector.ts';
import type { Point } from '../optimizers/point.ts';
import { RandomStream } from '../random.ts';

/** |EF - F|_F / |F|_F at a point, data terms only. */
export function relativeDifferenceOf(point: Point): number {
  const fisher = point.matrix({ matrix: 'fisher', penalty: 0 }).toDense();
  const empirical = point.matrix({ matrix: 'empirical-fisher', penalty: 0 }).toDense();
  return norm(empirical.map((value, i) => value - fisher[i]!)) / norm(fisher);
}

/** Largest over smallest absolute eigenvalue; Infinity for a singular matrix. */
export function conditionOf(matrix: CurvatureMatrix): number {
  const sizes = spectrumEnds(matrix);
  return sizes.largestSize / sizes.smallestSize;
}

/** The largest eigenvalue. */
export function largestEigenvalueOf(matrix: CurvatureMatrix): number {
  return spectrumEnds(matrix).largest;
}

/** Up to here the whole spectrum is computed; beyond, its ends by Lanczos. */
const largestDense = 500;

interface SpectrumEnds {
  readonly largest: number;
  readonly largestSize: number;
  /** Beyond 500 parameters only the ends of the spectrum are seen, which is all for a semi-definite matrix. */
  readonly smallestSize: number;
}

function spectrumEnds(matrix: CurvatureMatrix): SpectrumEnds {
  const { dimension } = matrix;
  let values: readonly number[];
  if (dimension <= largestDense) {
    values = Array.from(symmetricEigenvalues(matrix.toDense(), dimension));
  } else {
    const multiply = (v: Float64Array, out: Float64Array) => matrix.multiply(v, out);
    const ends = extremeEigenvalues(multiply, dimension, new RandomStream(0, 'lanczos'));
    values = [ends.smallest, ends.largest];
  }
  const sizes = values.map(Math.abs);
  return {
    largest: values.at(-1) ?? Number.NaN,
    largestSize: Math.max(...sizes),
    smallestSize: Math.min(...sizes),
  };
}
