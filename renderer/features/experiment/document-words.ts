/** An experiment document in a few words, for summaries and default names. Never throws, whatever is in it. */

import type { DatasetEntry } from '#contract/dataset.ts';
import { optimizerInfo } from '#contract/optimizer-info.ts';
import type { OptimizerKind } from '#contract/optimizers.ts';
import type { JsonObject } from '../../stores/document-path.ts';
import { firstExperiment } from '../../stores/example.ts';
import { withoutStart } from '../../stores/warm-start.ts';
import { fittingModel } from './model-edits.ts';
import { choiceTitle } from './schema-fields.ts';

export function datasetTitle(dataset: JsonObject, entries: readonly DatasetEntry[]): string {
  if (typeof dataset['synthetic'] === 'string') return choiceTitle(dataset['synthetic']);
  if (typeof dataset['path'] === 'string') return dataset['path'].split(/[\\/]/).at(-1) ?? dataset['path'];
  const id = typeof dataset['id'] === 'string' ? dataset['id'] : 'no data';
  return entries.find((entry) => entry.id === id)?.name ?? id;
}

export function modelTitle(model: JsonObject): string {
  const kind = String(model['kind'] ?? 'no model');
  if (kind !== 'mlp') return choiceTitle(kind);
  const hidden = Array.isArray(model['hidden']) ? model['hidden'].join(', ') : '16';
  return `MLP (${hidden}), ${String(model['output'] ?? 'linear')} output`;
}

/** "Breast cancer: NGD, EFGD and GD" */
export function suggestedName(document: JsonObject, entries: readonly DatasetEntry[]): string {
  const dataset = datasetTitle((document['dataset'] ?? {}) as JsonObject, entries);
  const optimizers = Array.isArray(document['optimizers']) ? (document['optimizers'] as JsonObject[]) : [];
  const names = [
    ...new Set(optimizers.map(({ kind }) => optimizerInfo[kind as OptimizerKind]?.short ?? String(kind))),
  ];
  const last = names.pop();
  if (last === undefined) return dataset;
  return `${dataset}: ${names.length === 0 ? last : `${names.join(', ')} and ${last}`}`;
}

/**
 * The document about other data. What tells of the old ones goes: a name that nobody typed, and the numbers of a start;
 * a model that does not fit the new target gives way to one that does.
 */
export function withDataset(
  document: JsonObject,
  dataset: JsonObject,
  entries: readonly DatasetEntry[],
): JsonObject {
  const { name, start, model, ...others } = document;
  const task = entries.find(({ id }) => id === (dataset['id'] ?? dataset['synthetic']))?.task;
  const isOfNumbers = (start as JsonObject | undefined)?.['kind'] === 'values';
  const rest = {
    ...others,
    ...(start === undefined || isOfNumbers ? {} : { start }),
    ...(model === undefined
      ? {}
      : { model: task === undefined ? model : fittingModel(model as JsonObject, task) }),
  };
  const own = typeof name === 'string' ? withoutStart(name) : '';
  const automatic = ['', firstExperiment['name'], suggestedName(document, entries)].includes(own);
  return { ...rest, ...(automatic ? {} : { name }), dataset };
}
