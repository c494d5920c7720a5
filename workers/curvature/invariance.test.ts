/** The natural gradient does not depend on the parameters' coordinates; the gradient does (section 3.1). */

import { describe, expect, it } from 'vitest';
import { choleskyFactor, choleskyInverse } from '../linalg/cholesky.ts';
import { multiply, transpose } from '../linalg/dense.ts';
import { matrixProduct } from '../linalg/gemm.ts';
import { RandomStream } from '../random.ts';
import { expectClose, relativeError } from '../testing/numeric.ts';
import { dense, linearModel, normals, objectiveOf, randomSample } from '../testing/problems.ts';
import { curvatureFor } from './curvature-for.ts';

describe('under theta -> A theta, x -> A^{-T} x', () => {
  const rows = 12;
  const d = 3;
  const random = new RandomStream(0, 'test');
  // A positive definite A, so that Cholesky inverts it.
  const root = normals(d * d, random);
  const a = matrixProduct(root, transpose(root, d, d), d, d, d);
  for (let i = 0; i < d; i++) a[i * (d + 1)]! += 0.5;
  const lower = a.slice();
  choleskyFactor(lower, d);
  const inverse = choleskyInverse(lower, d);

  it.each(['linear', 'logistic', 'poisson'] as const)('%s', (output) => {
    const sample = randomSample(output, rows, d);
    const x = sample.design.values;
    const objective = objectiveOf(linearModel(output), sample);
    // Row n: x_n^T A^{-1} (A is symmetric).
    const moved = objectiveOf(linearModel(output), {
      ...sample,
      design: dense(rows, d, matrixProduct(x, inverse, rows, d, d)),
    });
    const theta = normals(d, random, 0.5);
    const thetaMoved = new Float64Array(d);
    multiply(a, d, d, theta, thetaMoved);
    const directions = ([on, at]: readonly [typeof objective, Float64Array]) => {
      const gradient = new Float64Array(d);
      const natural = new Float64Array(d);
      on.gradient(at, gradient);
      curvatureFor(on, at, { matrix: 'fisher' }).solve(gradient, 0, natural);
      return { gradient, natural };
    };
    const own = directions([objective, theta]);
    const other = directions([moved, thetaMoved]);
    const carried = (v: Float64Array) => {
      const out = new Float64Array(d);
      multiply(a, d, d, v, out);
      return out;
    };
    expectClose(other.natural, carried(own.natural), 1e-9);
    expect(relativeError(other.gradient, carried(own.gradient))).toBeGreaterThan(0.01);
  });
});
