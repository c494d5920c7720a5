/** Models: a predictor (linear or mlp) with one of four likelihoods at its output. */

import { z } from 'zod';
import type { Task } from './dataset.ts';
import { list, number, object, oneOf, whole } from './leaves.ts';

export const outputNames = ['linear', 'logistic', 'softmax', 'poisson'] as const;
export const activationNames = ['tanh', 'relu', 'sigmoid', 'softplus', 'identity'] as const;
export type OutputName = (typeof outputNames)[number];
export type ActivationName = (typeof activationNames)[number];

const l2 = number({ min: 0 })
  .default(0)
  .meta({ title: 'L2 penalty', description: 'c adds (c/2)|theta|^2 to the loss.' });

export const modelSchema = z.discriminatedUnion(
  'kind',
  [
    object({
      kind: z.literal('linear'),
      noiseVariance: number({ above: 0 })
        .default(1)
        .meta({ title: 'Noise variance', description: 'Fixed variance s2 of the Gaussian likelihood.' }),
      l2,
    }),
    object({ kind: z.literal('logistic'), l2 }),
    object({ kind: z.literal('softmax'), l2 }),
    object({ kind: z.literal('poisson'), l2 }),
    object({
      kind: z.literal('mlp'),
      hidden: list(whole(1, 100_000), 'a list of layer widths, each a whole number >= 1')
        .default([16])
        .meta({ title: 'Hidden layers' }),
      activation: oneOf(activationNames).default('tanh').meta({ title: 'Activation' }),
      output: oneOf(outputNames).default('linear').meta({ title: 'Output' }),
      l2,
    }),
  ],
  { error: 'one of linear, logistic, softmax, poisson, mlp' },
);
export type ModelSpec = z.infer<typeof modelSchema>;
export type ModelKind = ModelSpec['kind'];

/** The likelihood at the output: the model's own kind, or the mlp's `output`. */
export function outputOf(model: ModelSpec): OutputName {
  return model.kind === 'mlp' ? model.output : model.kind;
}

/** Whether targets of a task fit a likelihood (a binary target fits softmax too, with two classes). */
export function outputFitsTask(output: OutputName, task: Task): boolean {
  switch (output) {
    case 'linear':
      return true; // class indices and counts are numbers too (the paper regresses on Wine's class index)
    case 'logistic':
      return task === 'binary';
    case 'softmax':
      return task === 'binary' || task === 'multiclass';
    case 'poisson':
      return task === 'count';
  }
}

/** Number of outputs M of the predictor. */
export function outputCount(model: ModelSpec, classes: number): number {
  return outputOf(model) === 'softmax' ? classes : 1;
}

/** Number of parameters D for P design columns. */
export function parameterCount(model: ModelSpec, columns: number, classes: number): number {
  const outputs = outputCount(model, classes);
  if (model.kind !== 'mlp') return outputs * columns;
  const widths = [columns, ...model.hidden, outputs];
  let count = 0;
  for (let layer = 1; layer < widths.length; layer++) count += widths[layer]! * (widths[layer - 1]! + 1);
  return count;
}
