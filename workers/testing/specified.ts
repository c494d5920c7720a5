/** Data that a linear model describes exactly: labels drawn from the model itself, for tests of well-specified cases. */

import type { Sample } from '../data/problem.ts';
import { likelihoodOf } from '../models/create-objective.ts';
import { RandomStream } from '../random.ts';
import { classes, dense } from './problems.ts';

export const specifiedModels = ['logistic', 'logistic with dummies', 'poisson', 'linear', 'softmax'] as const;
export type SpecifiedModel = (typeof specifiedModels)[number];

/** N rows with a constant, two normal features (or one and a dummy), and labels drawn at fixed parameters. */
export function specifiedSample(name: SpecifiedModel, rows: number, seed: number): Sample {
  const random = new RandomStream(seed, `specified ${name}`);
  const columns = 3;
  const values = new Float64Array(rows * columns);
  for (let n = 0; n < rows; n++) {
    values[n * columns] = 1;
    values[n * columns + 1] = random.normal();
    values[n * columns + 2] = name === 'logistic with dummies' ? random.below(2) : random.normal();
  }
  const output = name === 'logistic with dummies' ? 'logistic' : name;
  const likelihood = likelihoodOf(
    output === 'linear' ? { kind: 'linear', noiseVariance: 2, l2: 0 } : { kind: output, l2: 0 },
    classes,
  );
  // Effects of each output: (constant, first, second); the last class of softmax is the reference.
  const effects = output === 'softmax' ? [0.2, 0.4, -0.3, -0.1, -0.3, 0.4, 0, 0, 0] : [0.2, 0.6, -0.5];
  const f = new Float64Array(rows * likelihood.outputs);
  for (let n = 0; n < rows; n++) {
    for (let c = 0; c < likelihood.outputs; c++) {
      for (let j = 0; j < columns; j++) {
        f[n * likelihood.outputs + c]! += effects[c * columns + j]! * values[n * columns + j]!;
      }
    }
  }
  const target = Float64Array.from({ length: rows }, (_, n) => likelihood.sample(f, n, random));
  return { design: dense(rows, columns, values), target };
}
