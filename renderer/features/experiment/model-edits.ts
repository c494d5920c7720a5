/** Models that fit the target of a data set; pure. */

import type { Task } from '#contract/dataset.ts';
import {
  modelSchema,
  outputFitsTask,
  outputNames,
  type ModelKind,
  type OutputName,
} from '#contract/model.ts';
import type { JsonObject } from '../../stores/document-path.ts';

/** The likelihood that a target asks for; any fits while its task is not known. */
export function outputFor(task: Task | null): OutputName {
  return (
    outputNames.find((name) => name !== 'linear' && (task === null || outputFitsTask(name, task))) ?? 'linear'
  );
}

/** A model of another kind; of the old one it keeps the penalty. */
export function modelOfKind(kind: ModelKind, { l2 }: JsonObject, task: Task | null): JsonObject {
  return {
    kind,
    ...(l2 === undefined ? {} : { l2 }),
    ...(kind === 'mlp' ? { hidden: [16], output: outputFor(task) } : {}),
  };
}

/** The same model where it fits a target, else the one that the target asks for. */
export function fittingModel(model: JsonObject, task: Task): JsonObject {
  const parsed = modelSchema.safeParse(model);
  if (!parsed.success) return model;
  if (parsed.data.kind === 'mlp')
    return outputFitsTask(parsed.data.output, task) ? model : { ...model, output: outputFor(task) };
  return outputFitsTask(parsed.data.kind, task) ? model : modelOfKind(outputFor(task), model, task);
}
