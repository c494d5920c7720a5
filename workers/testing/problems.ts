/** Small random problems for the engine's tests. */

import type { ActivationName, ModelSpec, OutputName } from '#contract/model.ts';
import type { DenseDesign, Sample, SparseDesign } from '../data/problem.ts';
import { samplePoisson } from '../likelihoods/poisson.ts';
import { createObjective } from '../models/create-objective.ts';
import type { Objective } from '../models/objective.ts';
import { RandomStream } from '../random.ts';

export const classes = 3;
export const outputKinds: readonly OutputName[] = ['linear', 'logistic', 'softmax', 'poisson'];

export function normals(n: number, random: RandomStream, factor = 1): Float64Array {
  return Float64Array.from({ length: n }, () => factor * random.normal());
}

export function dense(rows: number, columns: number, values: ArrayLike<number>): DenseDesign {
  return { kind: 'dense', rows, columns, values: Float64Array.from(values) };
}

/** The sparse twin of a dense design. */
export function toSparse(design: DenseDesign): SparseDesign {
  const rowStart = [0];
  const columnIndex: number[] = [];
  const values: number[] = [];
  for (let n = 0; n < design.rows; n++) {
    for (let j = 0; j < design.columns; j++) {
      const value = design.values[n * design.columns + j]!;
      if (value !== 0) {
        columnIndex.push(j);
        values.push(value);
      }
    }
    rowStart.push(values.length);
  }
  return {
    kind: 'sparse',
    rows: design.rows,
    columns: design.columns,
    rowStart: Uint32Array.from(rowStart),
    columnIndex: Uint32Array.from(columnIndex),
    values: Float64Array.from(values),
  };
}

/** Random inputs (some zeros among them) and targets that fit the output. */
export function randomSample(output: OutputName, rows: number, columns: number, seed = 0): Sample {
  const random = new RandomStream(seed, 'test-sample');
  const values = Float64Array.from({ length: rows * columns }, () =>
    random.uniform() < 0.2 ? 0 : random.normal(),
  );
  const target = Float64Array.from({ length: rows }, () => {
    switch (output) {
      case 'linear':
        return 2 * random.normal();
      case 'logistic':
        return random.below(2);
      case 'softmax':
        return random.below(classes);
      case 'poisson':
        return samplePoisson(2, random);
    }
  });
  return { design: dense(rows, columns, values), target };
}

export function linearModel(output: OutputName, l2 = 0): ModelSpec {
  return output === 'linear' ? { kind: 'linear', noiseVariance: 0.7, l2 } : { kind: output, l2 };
}

export function mlpModel(
  hidden: number[],
  output: OutputName,
  activation: ActivationName = 'tanh',
  l2 = 0,
): ModelSpec {
  return { kind: 'mlp', hidden, activation, output, l2 };
}

export function objectiveOf(model: ModelSpec, sample: Sample, scaling: 'mean' | 'sum' = 'mean'): Objective {
  return createObjective(model, sample, model.kind === 'logistic' ? 2 : classes, scaling);
}
